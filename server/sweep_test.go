package server_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2/ast"

	"pointsmall/graph"
	"pointsmall/graph/generated"
	"pointsmall/mall"
	"pointsmall/mall/malltest"
	"pointsmall/server"
)

// Every root field, with generated arguments, is called by every sort of caller.
// Whom its directives do not name gets the documented code and nothing else, the same
// whatever the arguments name, without a look into the database for it.
func TestEveryRootFieldKeepsOutWhomItDoesNotName(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		l := serve(t, url, server.Config{GatewayKey: gatewayKey, NoJobs: true})
		callers := l.callers(t)
		theirs := l.thingsOf(t, callers[1])
		watch := l.watchReads()
		schema := generated.NewExecutableSchema(generated.Config{}).Schema()
		// Those who are let in come last: what they subscribed to may still read when they are gone.
		for _, letIn := range []bool{false, true} {
			for _, root := range roots(schema) {
				t.Run(root.field.Name, func(t *testing.T) {
					named := namedBy(t, root.field)
					for _, c := range callers {
						if named(c) == letIn {
							sent := documents(t, schema, root.parent, root.field, theirs)
							if letIn && root.field.Name == "signOut" {
								sent = sent[:1] // the caller's token ends
							}
							l.sweep(t, watch, c, letIn, sent)
						}
					}
				})
			}
		}
		assert.Positive(t, watch.all, "what the others looked up was seen")
	})
}

// root is a field that a document can begin with.
type root struct {
	parent *ast.Definition
	field  *ast.FieldDefinition
}

// roots are all of them; signOut comes last, because it ends the callers' tokens.
func roots(schema *ast.Schema) (all []root) {
	var last []root
	for _, parent := range []*ast.Definition{schema.Query, schema.Mutation, schema.Subscription} {
		for _, field := range parent.Fields {
			switch {
			case graph.IsIntrospection(field.Name):
			case field.Name == "uploadPicture", field.Name == "createImport": // its file comes beside the document: see TestPicturesAreUploadedShownAndServed and TestAFileIsUploadedCheckedImportedAndUndone
			case field.Name == "signOut":
				last = append(last, root{parent, field})
			default:
				all = append(all, root{parent, field})
			}
		}
	}
	return append(all, last...)
}

// sweep has one caller send documents that call one field, of which the first names
// nothing that exists.
func (l live) sweep(t *testing.T, watch *reads, c caller, allowed bool, documents []string) {
	t.Helper()
	first := ""
	for i, document := range documents {
		watch.reset()
		status, text := l.call(t, c, document)
		got := read(t, text)
		switch {
		case c.stale:
			assert.Equal(t, http.StatusUnauthorized, status, "%s: %s", c.name, document)
			assert.Equal(t, []any{"UNAUTHENTICATED"}, got.codes(), "%s: %s", c.name, document)
			assert.NotContains(t, text, `"data"`)
		case allowed:
			assert.NotContains(t, got.codes(), "UNAUTHENTICATED", "%s may call %s", c.name, document)
			assert.NotContains(t, got.codes(), "FORBIDDEN", "%s may call %s", c.name, document)
			assert.NotContains(t, got.codes(), "INTERNAL", "%s: %s", c.name, document)
			continue
		default:
			assert.Equal(t, []any{refusalOf(c, document)}, got.codes(), "%s may not call %s", c.name, document)
			for name, value := range got.Data {
				assert.Nil(t, value, "%s of %s for %s", name, document, c.name)
			}
			assert.Empty(t, watch.seen(), "%s was looked up for %s", document, c.name)
		}
		if i == 0 {
			first = text
		}
		assert.Equal(t, first, text, "the answer to %s tells %s something", document, c.name)
	}
}

// refusalOf is the code for who may not call a field.
func refusalOf(c caller, document string) string {
	forGateways := strings.Contains(document, "{ _service") || strings.Contains(document, "{ _entities")
	if c.actor.Kind == mall.ActorAnonymous && !forGateways { // signing in does not make a gateway
		return "UNAUTHENTICATED"
	}
	return "FORBIDDEN"
}

// namedBy reads a field's directives: whom do they let in?
func namedBy(t *testing.T, field *ast.FieldDefinition) func(caller) bool {
	t.Helper()
	var rules []func(caller) bool
	for _, d := range field.Directives {
		grant := func(argument string) mall.Permission { return mall.Permission(d.Arguments.ForName(argument).Value.Raw) }
		switch d.Name {
		case "public":
			rules = append(rules, func(caller) bool { return true })
		case "member":
			rules = append(rules, func(c caller) bool { return c.actor.Kind == mall.ActorMember })
		case "staff":
			all := d.Arguments.ForName("permission") == nil
			rules = append(rules, func(c caller) bool { return c.actor.Kind == mall.ActorStaff && (all || holds(c, grant("permission"))) })
		case "partner":
			rules = append(rules, func(c caller) bool { return c.actor.Kind == mall.ActorPartner && holds(c, grant("scope")) })
		case "signedIn":
			rules = append(rules, func(c caller) bool { return c.actor.Kind != mall.ActorAnonymous })
		case "gateway":
			rules = append(rules, func(c caller) bool { return c.gateway })
		case "cacheControl":
		default:
			require.Fail(t, "a directive that the test does not know", "@%s of %s", d.Name, field.Name)
		}
	}
	require.NotEmpty(t, rules, "%s does not say who may call it", field.Name)
	return func(c caller) bool {
		for _, rule := range rules {
			if rule(c) {
				return true
			}
		}
		return false
	}
}

func holds(c caller, grant mall.Permission) bool {
	for _, g := range c.actor.Permissions {
		if g == grant || g == mall.PermissionAll || (g == mall.PermissionCatalog && strings.HasPrefix(string(grant), "CATALOG_")) {
			return true
		}
	}
	return false
}

// reads notes what is read of the mall, beyond what tells who calls, what announces
// changes and what looks for new settings.
type reads struct {
	mu         sync.Mutex
	statements []string
	all        int
}

func (l live) watchReads() *reads {
	r := &reads{}
	l.db.Observe(func(_ uint64, sql string) {
		touches := func(word string) bool { return strings.Contains(strings.ToLower(sql), word) }
		if touches("frozen_at") && !touches("display_name") { // whether the member who calls may act
			return
		}
		if !slices.ContainsFunc([]string{"from ", "insert into ", "update "}, touches) ||
			slices.ContainsFunc([]string{"staff", "partners", "api_keys", "signing_keys", "sessions", "outbox", "setting_changes"}, touches) {
			return
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.statements = append(r.statements, sql)
		r.all++
	})
	return r
}

func (r *reads) reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.statements = nil
}

func (r *reads) seen() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.statements
}

// thingsOf are ids of things that exist and that belong to a member, and of the
// catalog's.
func (l live) thingsOf(t *testing.T, c caller) map[string]string {
	t.Helper()
	_, text := l.call(t, c, `{ product(slug: "lemon-drink") { id category { id } skus { id } } }`)
	product := read(t, text).Data["product"].(map[string]any)
	sku := product["skus"].([]any)[0].(map[string]any)["id"].(string)
	_, text = l.call(t, c, fmt.Sprintf(`mutation { exchange(input: {skuId: %q, idempotencyKey: "sweep"}) {
		order { id lines { id } } } }`, sku))
	order := read(t, text).Data["exchange"].(map[string]any)["order"].(map[string]any)
	_, text = l.call(t, c, `{ me { id points { entries(first: 1) { nodes { id } } } } }`)
	me := read(t, text).Data["me"].(map[string]any)
	entries := me["points"].(map[string]any)["entries"].(map[string]any)["nodes"].([]any)
	return map[string]string{
		"order": order["id"].(string), "line": order["lines"].([]any)[0].(map[string]any)["id"].(string),
		"member": me["id"].(string), "entry": entries[0].(map[string]any)["id"].(string),
		"sku": sku, "product": product["id"].(string), "category": product["category"].(map[string]any)["id"].(string),
	}
}
