package server_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/store"
	"pointsmall/server"
)

const gatewayKey = "0123456789abcdef0123456789abcdef"

// gateway is a server on the same mall that knows a gateway's key.
func (a api) gateway(t *testing.T, config server.Config) api {
	t.Helper()
	config.GatewayKey, config.NoJobs = gatewayKey, true
	s, err := server.New(t.Context(), a.db, config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close(context.Background())) })
	return api{s, a.db}
}

// entities asks as the gateway for what the representations name.
func (a api) entities(t *testing.T, selection string, representations ...string) answer {
	t.Helper()
	query := `{ _entities(representations: [` + strings.Join(representations, ", ") + `]) { __typename ` + selection + ` } }`
	return a.post(t, "", query, "X-Gateway-Key", gatewayKey)
}

func TestOnlyAGatewayComposes(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		alice, admin, partner := a.tokens(t)
		gateway := a.gateway(t, server.Config{})
		const sdl, entities = `{ _service { sdl } }`, `{ _entities(representations: []) { __typename } }`
		for _, query := range []string{sdl, entities} {
			for _, token := range []string{"", alice, admin, partner} {
				for _, key := range []string{"", "x", gatewayKey[1:], gatewayKey + "0", strings.ToUpper(gatewayKey), " "} {
					assert.Equal(t, []any{"FORBIDDEN"}, gateway.post(t, token, query, "X-Gateway-Key", key).codes(), key)
				}
				assert.Equal(t, []any{"FORBIDDEN"}, a.post(t, token, query, "X-Gateway-Key", gatewayKey).codes(), "no key is set")
				assert.Equal(t, []any{"FORBIDDEN"}, a.post(t, token, query, "X-Gateway-Key", "").codes(), "no key is set")
				assert.Empty(t, gateway.post(t, token, query, "X-Gateway-Key", gatewayKey).Errors)
			}
		}
		got := gateway.post(t, "", sdl, "X-Gateway-Key", "wrong", "Accept-Language", "zh-CN")
		assert.Contains(t, got.Errors[0].Message, "网关")
	})
}

// A gateway forwards what its users send: who they are stays theirs, and the key
// opens nothing else.
func TestAGatewaysUserStaysWhoTheyAre(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		alice, _, _ := a.tokens(t)
		gateway := a.gateway(t, server.Config{})
		got := gateway.post(t, alice, `{ me { displayName } _service { sdl } }`, "X-Gateway-Key", gatewayKey)
		require.Empty(t, got.Errors)
		assert.Equal(t, "Alice", got.Data["me"].(map[string]any)["displayName"])
		assert.NotEmpty(t, got.Data["_service"].(map[string]any)["sdl"])
		assert.Nil(t, gateway.post(t, "", `{ me { id } }`, "X-Gateway-Key", gatewayKey).Data["me"])
		assert.Equal(t, http.StatusUnauthorized, gateway.post(t, "stale", `{ _service { sdl } }`, "X-Gateway-Key", gatewayKey).status)
		const member = `{ member(externalRef: "demo-bob") { id } }`
		assert.Equal(t, []any{"FORBIDDEN"}, gateway.post(t, alice, member, "X-Gateway-Key", gatewayKey).codes())
		assert.Equal(t, []any{"UNAUTHENTICATED"}, gateway.post(t, "", member, "X-Gateway-Key", gatewayKey).codes())
	})
}

func TestEntitiesComeInOrder(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		alice, _, _ := a.tokens(t)
		gateway := a.gateway(t, server.Config{})
		seen := a.post(t, alice, `{ me { id displayName tier { code } }
			lounge: product(slug: "airport-lounge") { id slug category { id slug } skus { id code } } other: products(first: 1) { nodes { id slug } } }`)
		require.Empty(t, seen.Errors)
		me, lounge := seen.Data["me"].(map[string]any), seen.Data["lounge"].(map[string]any)
		category, sku := lounge["category"].(map[string]any), lounge["skus"].([]any)[0].(map[string]any)
		other := seen.Data["other"].(map[string]any)["nodes"].([]any)[0].(map[string]any)
		named := func(typ, field string, value any) string {
			return fmt.Sprintf(`{__typename: %q, %s: %q}`, typ, field, value)
		}
		got := gateway.entities(t, `... on Product { slug description skus { code product { id } } } ... on Sku { code product { slug } prices { points } }
			... on Category { slug parent { slug } } ... on MemberProfile { displayName tier { code } }`,
			named("Sku", "code", sku["code"]), named("Product", "id", lounge["id"]), named("MemberProfile", "id", me["id"]),
			named("Product", "slug", other["slug"]), named("Category", "id", category["id"]), named("Product", "id", lounge["id"]),
			named("Category", "slug", category["slug"]), named("Sku", "id", sku["id"]), named("Product", "slug", lounge["slug"]))
		require.Empty(t, got.Errors)
		list := got.Data["_entities"].([]any)
		at := func(i int) map[string]any { return list[i].(map[string]any) }
		require.Len(t, list, 9)
		for i, want := range []struct {
			typ, field string
			value      any
		}{
			{"Sku", "code", sku["code"]},
			{"Product", "slug", lounge["slug"]},
			{"MemberProfile", "displayName", me["displayName"]},
			{"Product", "slug", other["slug"]},
			{"Category", "slug", category["slug"]},
			{"Product", "slug", lounge["slug"]},
			{"Category", "slug", category["slug"]},
			{"Sku", "code", sku["code"]},
			{"Product", "slug", lounge["slug"]},
		} {
			assert.Equal(t, want.typ, at(i)["__typename"], i)
			assert.Equal(t, want.value, at(i)[want.field], i)
		}
		assert.Equal(t, lounge["slug"], at(0)["product"].(map[string]any)["slug"])
		assert.NotEmpty(t, at(0)["prices"])
		assert.NotEmpty(t, at(1)["skus"])
		assert.NotEmpty(t, at(1)["description"])
		assert.Equal(t, me["tier"], at(2)["tier"])
	})
}

// A representation that makes no sense harms none but itself.
func TestBadRepresentationsAreRefusedAlone(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		gateway := a.gateway(t, server.Config{})
		got := gateway.entities(t, `... on Product { slug }`,
			`{__typename: "Product", slug: "airport-lounge"}`, `{__typename: "Member", id: "x"}`, `{__typename: "Product", slug: "nothing"}`,
			`"Product"`, `{__typename: "Product"}`, `{__typename: "Product", id: 1}`, `{__typename: "Sku", code: "a\u0000b"}`, `{slug: "airport-lounge"}`,
			`{__typename: "Product", id: "x"}`, `{__typename: "Product", id: "sku_00000000000000000000000000000000"}`,
			`{__typename: "MemberProfile", id: "mbr_00000000000000000000000000000000"}`, `{__typename: "Product", slug: "airport-lounge"}`)
		list := got.Data["_entities"].([]any)
		require.Len(t, list, 12)
		for i, entity := range list {
			assert.Equal(t, i != 0 && i != 11, entity == nil, i)
		}
		var refused []any
		for _, e := range got.Errors {
			assert.Equal(t, "INVALID_INPUT", e.Extensions["code"], e.Message)
			require.Equal(t, "_entities", e.Path[0])
			refused = append(refused, e.Path[1])
		}
		assert.Equal(t, []any{1., 3., 4., 5., 6., 7.}, refused)
	})
}

// However many things a gateway names, each type costs one statement.
func TestStatementsOfEntities(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		gateway := a.gateway(t, server.Config{})
		got := a.post(t, "", `{ products(first: 100) { nodes { id slug skus { id code } } } categories { id slug } }`)
		require.Empty(t, got.Errors)
		ids := map[string][]any{}
		for _, node := range got.Data["products"].(map[string]any)["nodes"].([]any) {
			p := node.(map[string]any)
			ids["Product.id"], ids["Product.slug"] = append(ids["Product.id"], p["id"]), append(ids["Product.slug"], p["slug"])
			for _, s := range p["skus"].([]any) {
				ids["Sku.id"], ids["Sku.code"] = append(ids["Sku.id"], s.(map[string]any)["id"]), append(ids["Sku.code"], s.(map[string]any)["code"])
			}
		}
		for _, node := range got.Data["categories"].([]any) {
			c := node.(map[string]any)
			ids["Category.id"], ids["Category.slug"] = append(ids["Category.id"], c["id"]), append(ids["Category.slug"], c["slug"])
		}
		var mu sync.Mutex
		var statements []string
		a.db.Observe(func(_ uint64, sql string) {
			mu.Lock()
			defer mu.Unlock()
			if strings.HasPrefix(strings.ToLower(sql), "select") && !strings.Contains(sql, "outbox") && !strings.Contains(sql, "setting_changes") {
				statements = append(statements, sql)
			}
		})
		for key, values := range ids {
			typ, field, _ := strings.Cut(key, ".")
			require.NotEmpty(t, values)
			representations := make([]string, 100)
			for i := range representations {
				representations[i] = fmt.Sprintf(`{__typename: %q, %s: %q}`, typ, field, values[i%len(values)])
			}
			statements = nil
			got := gateway.entities(t, "", representations...)
			require.Empty(t, got.Errors)
			for i, entity := range got.Data["_entities"].([]any) {
				require.NotNil(t, entity, representations[i])
			}
			mu.Lock()
			assert.Len(t, statements, 1, "%s\n%s", key, strings.Join(statements, "\n"))
			mu.Unlock()
		}
		a.db.Observe(nil)
	})
}

func TestRepresentationsAreCapped(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		many := func(n int) []string {
			return strings.Split(strings.Repeat(`{__typename: "Product", slug: "airport-lounge"}|`, n-1)+`{__typename: "Product", slug: "x"}`, "|")
		}
		gateway, narrow := a.gateway(t, server.Config{}), a.gateway(t, server.Config{MaxRepresentations: 2})
		assert.Empty(t, gateway.entities(t, "", many(100)...).Errors)
		assert.Equal(t, []any{"LIMIT_EXCEEDED"}, gateway.entities(t, "", many(101)...).codes())
		assert.Empty(t, narrow.entities(t, "", many(2)...).Errors)
		got := narrow.entities(t, "", many(3)...)
		assert.Equal(t, []any{"LIMIT_EXCEEDED"}, got.codes())
		assert.Equal(t, []any{"representations"}, got.Errors[0].Extensions["argument"])
		// What is asked of each counts for each.
		const heavy = `... on Product { skus { product { skus { product { skus { product { skus { id } } } } } } } }`
		assert.Equal(t, []any{"COMPLEXITY_LIMIT_EXCEEDED"}, gateway.entities(t, heavy, many(100)...).codes())
	})
}

// What is not on the shelf is like what is not there, whatever key names it.
func TestEntitiesAreOnTheShelf(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		gateway := a.gateway(t, server.Config{})
		got := a.post(t, "", `{ product(slug: "airport-lounge") { id skus { id code } } }`)
		p := got.Data["product"].(map[string]any)
		sku := p["skus"].([]any)[0].(map[string]any)
		representations := []string{
			fmt.Sprintf(`{__typename: "Product", id: %q}`, p["id"]), `{__typename: "Product", slug: "airport-lounge"}`,
			fmt.Sprintf(`{__typename: "Sku", id: %q}`, sku["id"]), fmt.Sprintf(`{__typename: "Sku", code: %q}`, sku["code"]),
		}
		for _, entity := range gateway.entities(t, "", representations...).Data["_entities"].([]any) {
			assert.NotNil(t, entity)
		}
		require.NoError(t, a.db.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, "update products set on_shelf = false where slug = $1", "airport-lounge")
			return err
		}))
		got = gateway.entities(t, "", representations...)
		assert.Empty(t, got.Errors)
		assert.Equal(t, []any{nil, nil, nil, nil}, got.Data["_entities"])
	})
}

// No entity leads to what is a member's own.
func TestEntitiesShowNothingPrivate(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		gateway := a.gateway(t, server.Config{})
		for _, selection := range []string{
			`... on Member { points { available } }`, `... on Order { id }`, `... on PointsEntry { id }`,
			`... on MemberProfile { externalRef }`, `... on MemberProfile { points { available } }`, `... on MemberProfile { orders { totalCount } }`,
		} {
			codes := gateway.entities(t, selection).codes()
			require.NotEmpty(t, codes, selection)
			assert.Equal(t, "GRAPHQL_VALIDATION_FAILED", codes[0], selection)
		}
	})
}

func TestAGatewayKeyCannotBeGuessed(t *testing.T) {
	for key, good := range map[string]bool{
		"": true, gatewayKey: true, gatewayKey[1:]: false, "short": false, gatewayKey + " ": false, gatewayKey + "密钥": false,
	} {
		assert.Equal(t, good, server.CheckGatewayKey(key) == nil, key)
	}
	run(t, func(t *testing.T, a api) {
		_, err := server.New(t.Context(), a.db, server.Config{GatewayKey: "short", Clock: mall.SystemClock})
		assert.ErrorContains(t, err, "32")
		assert.NotContains(t, err.Error(), "short")
	})
}
