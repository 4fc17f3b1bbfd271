package server_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/graph/generated"
	"pointsmall/mall/malltest"
	"pointsmall/server"
)

// fenced is a partner with a key of the standard scopes, and the one product that is shared
// with it.
type fenced struct {
	caller
	id, product, sku, slug, code string
}

// fence makes a partner to whom one product of the demo is shared, at 7 points.
func (l live) fence(t *testing.T, name, slug string) fenced {
	t.Helper()
	admin, err := l.Services.Access.IssueStaff(t.Context(), "demo-admin", time.Hour)
	require.NoError(t, err)
	ask := func(document string, into any) {
		status, text := l.call(t, caller{headers: bearer(admin)}, document)
		require.Equal(t, 200, status, text)
		require.NoError(t, json.Unmarshal([]byte(text), into), text)
	}
	var made struct {
		Data struct {
			CreatePartner struct{ Partner struct{ ID string } }
			Product       struct {
				ID   string
				Skus []struct{ ID, Code string }
			}
		}
	}
	ask(fmt.Sprintf(`mutation { createPartner(input: {name: %q, displayName: {en: %[1]q}}) { partner { id } userErrors { code } } }`, name), &made)
	ask(fmt.Sprintf(`{ product(slug: %q) { id skus { id code } } }`, slug), &made)
	p, sku := made.Data.CreatePartner.Partner.ID, made.Data.Product.Skus[0]
	var key struct {
		Data struct {
			CreatePartnerKey  struct{ Secret string }
			SaveSharedCatalog struct{ UserErrors []any }
		}
	}
	ask(fmt.Sprintf(`mutation { createPartnerKey(input: {partnerId: %q, label: "shop"}) { secret userErrors { code } }
		saveSharedCatalog(input: {partnerId: %[1]q, name: "all", skus: [{skuId: %q, points: 7}]}) { userErrors { code path } } }`, p, sku.ID), &key)
	require.Empty(t, key.Data.SaveSharedCatalog.UserErrors)
	return fenced{caller{name: name, headers: bearer(key.Data.CreatePartnerKey.Secret)}, p, made.Data.Product.ID, sku.ID, slug, sku.Code}
}

// Every root field answers a partner about what is shared with the other one as about what
// does not exist.
func TestNeitherOfTwoPartnersLearnsOfTheOthersGoods(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		l := serve(t, url, server.Config{GatewayKey: gatewayKey, NoJobs: true})
		north, south := l.fence(t, "north", "green-tea"), l.fence(t, "south", "lemon-drink")
		schema := generated.NewExecutableSchema(generated.Config{}).Schema()
		for _, pair := range [][2]fenced{{north, south}, {south, north}} {
			me, other := pair[0], pair[1]
			secrets := []string{other.id, other.product, other.sku, other.slug, other.code}
			for _, root := range roots(schema) {
				if root.field.Name == "signOut" {
					continue // a key has no session
				}
				for _, id := range []string{other.id, other.product, other.sku} {
					missing := id[:4] + strings.Repeat("0", 32)
					_, want := l.call(t, me.caller, documentOf(t, schema, root.parent, root.field, missing))
					_, got := l.call(t, me.caller, documentOf(t, schema, root.parent, root.field, id))
					assert.Equal(t, want, strings.ReplaceAll(got, id, missing), "%s asks %s for %s", me.name, root.field.Name, id)
				}
			}
			l.assertFenced(t, me, other, secrets)
		}
	})
}

// assertFenced asks for all that shows goods.
func (l live) assertFenced(t *testing.T, me, other fenced, secrets []string) {
	t.Helper()
	const shown = `{ totalCount nodes { id slug skus { id code prices { points cash { amount } } product { slug } } } }`
	all := fmt.Sprintf(`{"totalCount": 1, "nodes": [{"id": %q, "slug": %q, "skus": [{"id": %q, "code": %q, "prices": [{"points": 7, "cash": null}], "product": {"slug": %[2]q}}]}]}`,
		me.product, me.slug, me.sku, me.code)
	none := `{"totalCount": 0, "nodes": []}`
	gateway := caller{name: me.name, headers: bearer(strings.TrimPrefix(me.headers["Authorization"], "Bearer "))}
	gateway.headers["X-Gateway-Key"] = gatewayKey
	for document, want := range map[string]string{
		`{ products ` + shown + ` }`:                                                    `{"products": ` + all + `}`,
		`{ products(sort: {by: POINTS}, last: 5) ` + shown + ` }`:                       `{"products": ` + all + `}`,
		`{ products(filter: {pointsAtMost: 7}) ` + shown + ` }`:                         `{"products": ` + all + `}`,
		`{ products(filter: {pointsAtLeast: 8}) ` + shown + ` }`:                        `{"products": ` + none + `}`,
		fmt.Sprintf(`{ products(filter: {search: %q}) %s }`, me.code, shown):            `{"products": ` + all + `}`,
		fmt.Sprintf(`{ products(filter: {search: %q}) %s }`, other.code, shown):         `{"products": ` + none + `}`,
		`{ products(filter: {search: "e"}, sort: {by: REDEEMED}) ` + shown + ` }`:       `{"products": ` + all + `}`,
		`{ productFacets { counted capped kinds { count } points { atLeast count } } }`: `{"productFacets": {"counted": 1, "capped": false, "kinds": [{"count": 1}], "points": [{"atLeast": 0, "count": 1}]}}`,
		fmt.Sprintf(`{ productFacets(filter: {search: %q}) { counted kinds { count } categories { count } brands { count } points { count } } }`, other.code): `{"productFacets": {"counted": 0, "kinds": [], "categories": [], "brands": [], "points": []}}`,
		fmt.Sprintf(`{ product(slug: %q) { id } }`, other.slug):                           `{"product": null}`,
		fmt.Sprintf(`{ product(id: %q) { id } }`, other.product):                          `{"product": null}`,
		fmt.Sprintf(`{ product(id: %q) { slug } }`, me.product):                           fmt.Sprintf(`{"product": {"slug": %q}}`, me.slug),
		fmt.Sprintf(`{ node(id: %q) { id } }`, other.product):                             `{"node": null}`,
		fmt.Sprintf(`{ node(id: %q) { id } }`, other.sku):                                 `{"node": null}`,
		fmt.Sprintf(`{ node(id: %q) { ... on Sku { code prices { points } } } }`, me.sku): fmt.Sprintf(`{"node": {"code": %q, "prices": [{"points": 7}]}}`, me.code),
		fmt.Sprintf(`{ _entities(representations: [{__typename: "Product", id: %q}, {__typename: "Product", slug: %q}, {__typename: "Sku", id: %q}, {__typename: "Sku", code: %q}]) { __typename } }`, other.product, other.slug, other.sku, other.code): `{"_entities": [null, null, null, null]}`,
		fmt.Sprintf(`{ _entities(representations: [{__typename: "Product", slug: %q}, {__typename: "Sku", code: %q}]) { ... on Product { skus { prices { points } } } ... on Sku { prices { points } } } }`, me.slug, me.code):                           `{"_entities": [{"skus": [{"prices": [{"points": 7}]}]}, {"prices": [{"points": 7}]}]}`,
	} {
		status, text := l.call(t, gateway, document)
		assert.Equal(t, 200, status, text)
		assert.JSONEq(t, want, dataOf(t, text), "%s asks %s", me.name, document)
		for _, secret := range secrets {
			assert.NotContains(t, text, secret)
		}
	}
}
