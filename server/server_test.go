package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/malltest"
	"pointsmall/mall/seed"
	"pointsmall/mall/store"
	"pointsmall/server"
)

// api is a server on the demo mall.
type api struct {
	*server.Server
	db *store.DB
}

func run(t *testing.T, f func(t *testing.T, a api)) {
	t.Helper()
	malltest.Each(t, func(t *testing.T, url string) {
		db, err := store.Open(t.Context(), url, store.Options{})
		require.NoError(t, err)
		require.NoError(t, seed.Demo(t.Context(), db, mall.SystemClock))
		s, err := server.New(t.Context(), db, server.Config{PublicURL: "https://mall.test/", NoJobs: true})
		require.NoError(t, err)
		t.Cleanup(func() {
			require.NoError(t, s.Close(context.Background()))
			malltest.Reconcile(t, db)
			require.NoError(t, db.Close())
		})
		f(t, api{s, db})
	})
}

// answer is a GraphQL response.
type answer struct {
	status int
	header http.Header
	Data   map[string]any
	Errors []struct {
		Message    string
		Path       []any
		Extensions map[string]any
	}
}

func (a answer) codes() (codes []any) {
	for _, e := range a.Errors {
		codes = append(codes, e.Extensions["code"])
	}
	return codes
}

func (a api) post(t *testing.T, token, query string, header ...string) answer {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": query})
	require.NoError(t, err)
	r := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, r)
	out := answer{status: w.Code, header: w.Header()}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &out), w.Body.String())
	return out
}

func (a api) tokens(t *testing.T) (alice, admin, partner string) {
	t.Helper()
	alice, err := a.Services.Access.IssueMember(t.Context(), "demo-alice", time.Hour)
	require.NoError(t, err)
	admin, err = a.Services.Access.IssueStaff(t.Context(), "demo-admin", time.Hour)
	require.NoError(t, err)
	partner, err = a.Services.Access.IssuePartner(t.Context(), "demo-partner", time.Hour)
	require.NoError(t, err)
	return alice, admin, partner
}

// What a catalog page may cost, in statements.
const budgetCatalog = 6

const catalogPage = `{ products(first: 20) { nodes { id slug name description kind
	skus { id code name available prices { points cash { amount currency } } } category { slug name } images { url alt } } pageInfo { hasNextPage endCursor } } }`

func TestStatementsOfACatalogPage(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		var mu sync.Mutex
		var statements []string
		a.db.Observe(func(_ uint64, sql string) {
			mu.Lock()
			defer mu.Unlock()
			if strings.HasPrefix(strings.ToLower(sql), "select") && !strings.Contains(sql, "outbox") && !strings.Contains(sql, "setting_changes") {
				statements = append(statements, sql)
			}
		})
		got := a.post(t, "", catalogPage)
		a.db.Observe(nil)
		require.Empty(t, got.Errors)
		assert.Len(t, got.Data["products"].(map[string]any)["nodes"], 20)
		mu.Lock()
		defer mu.Unlock()
		t.Logf("%d statements", len(statements))
		assert.LessOrEqual(t, len(statements), budgetCatalog, strings.Join(statements, "\n"))
	})
}

// Descriptions are read only where they are asked for, whatever the way to them.
func TestDescriptionsAreThereWhenAskedFor(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		for _, c := range []struct{ query, list, node string }{
			{`{ products(first: 3) { list: nodes { description } } }`, "list", ""},
			{`{ products(first: 3) { nodes { id } list: nodes { ...more } } } fragment more on Product { description }`, "list", ""},
			{`{ products(first: 3) { ... { edges { cursor node { ... on Node { ... on Product { description } } } } } } }`, "edges", "node"},
		} {
			got := a.post(t, "", c.query)
			require.Empty(t, got.Errors, c.query)
			list := got.Data["products"].(map[string]any)[c.list].([]any)
			require.Len(t, list, 3)
			for _, p := range list {
				product := p.(map[string]any)
				if c.node != "" {
					product = product[c.node].(map[string]any)
				}
				assert.NotEmpty(t, product["description"], c.query)
			}
		}
	})
}

func TestTextsFollowTheLanguage(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		const query = `{ product(slug: "airport-lounge") { name images { url alt } skus { requiresTier { code name } } } }`
		en, zh := a.post(t, "", query), a.post(t, "", query, "Accept-Language", "zh-TW;q=0.3,zh-CN;q=0.9,en;q=0.5")
		nameOf := func(got answer) string { return got.Data["product"].(map[string]any)["name"].(string) }
		assert.NotEqual(t, nameOf(en), nameOf(zh))
		assert.Contains(t, en.header.Values("Vary"), "Accept-Language")
		image := en.Data["product"].(map[string]any)["images"].([]any)[0].(map[string]any)
		assert.Equal(t, "https://mall.test/images/airport-lounge.svg", image["url"])

		alice, _, _ := a.tokens(t)
		const bad = `mutation { exchange(input: {skuId: "nothing", idempotencyKey: "k"}) { userErrors { message } } }`
		message := func(language string) any {
			got := a.post(t, alice, bad, "Accept-Language", language)
			return got.Data["exchange"].(map[string]any)["userErrors"].([]any)[0].(map[string]any)["message"]
		}
		assert.Equal(t, "no such SKU", message("en"))
		assert.Equal(t, "商品规格不存在", message("zh-CN"))
	})
}

func TestWhoMayCallWhat(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		alice, admin, partner := a.tokens(t)
		const (
			exchange = `mutation { exchange(input: {skuId: "x", idempotencyKey: "k"}) { userErrors { code } } }`
			record   = `mutation { recordPurchase(input: {externalRef: "1", memberRef: "nobody", occurredAt: "2026-01-01T00:00:00Z", total: {amount: "1", currency: "CNY"}, lines: [{sku: "a", quantity: 1, unitPrice: "1"}]}) { userErrors { code } } }`
			adjust   = `mutation { adjustPoints(input: {memberId: "x", points: 1, reason: "r", idempotencyKey: "k"}) { userErrors { code } } }`
			order    = `{ order(id: "ord_00000000000000000000000000000000") { id } }`
			member   = `{ member(externalRef: "demo-bob") { displayName } }`
		)
		for _, c := range []struct {
			who, token, query string
			want              []any
		}{
			{"anonymous", "", exchange, []any{"UNAUTHENTICATED"}},
			{"anonymous", "", order, []any{"UNAUTHENTICATED"}},
			{"anonymous", "", `{ me { id } __typename }`, nil},
			{"alice", alice, exchange, nil},
			{"alice", alice, order, nil},
			{"alice", alice, record, []any{"FORBIDDEN"}},
			{"alice", alice, adjust, []any{"FORBIDDEN"}},
			{"alice", alice, member, []any{"FORBIDDEN"}},
			{"partner", partner, record, nil},
			{"partner", partner, exchange, []any{"FORBIDDEN"}},
			{"partner", partner, adjust, []any{"FORBIDDEN"}},
			{"admin", admin, record, nil},
			{"admin", admin, adjust, nil},
			{"admin", admin, member, nil},
			{"admin", admin, exchange, []any{"FORBIDDEN"}},
		} {
			assert.Equal(t, c.want, a.post(t, c.token, c.query).codes(), "%s: %s", c.who, c.query)
		}
	})
}

func TestABadTokenIsRefused(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		for _, header := range []string{"Bearer x", "Bearer ", "Basic dXNlcjpwdw==", "nonsense"} {
			got := a.post(t, "", `{ me { id } }`, "Authorization", header)
			assert.Equal(t, http.StatusUnauthorized, got.status, header)
			assert.Equal(t, []any{"UNAUTHENTICATED"}, got.codes(), header)
			assert.Contains(t, got.header.Get("WWW-Authenticate"), "Bearer")
		}
	})
}

func TestBadDocumentsAndValuesHaveCodes(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		alice, _, _ := a.tokens(t)
		for query, want := range map[string]string{
			`{`:          "GRAPHQL_PARSE_FAILED",
			`{ nobody }`: "GRAPHQL_VALIDATION_FAILED",
			`{ products(first: 101) { totalCount } }`:       "INVALID_INPUT",
			`{ products(first: -1) { totalCount } }`:        "INVALID_INPUT",
			`{ products(after: "garbage") { totalCount } }`: "INVALID_INPUT",
			`{ product { id } }`:                            "INVALID_INPUT",
			`mutation { exchange(input: {skuId: "x", quantity: 99999999999, idempotencyKey: "k"}) { userErrors { code } } }`:   "BAD_USER_INPUT",
			`mutation { exchange(input: {skuId: "x", quantity: 1.5, idempotencyKey: "k"}) { userErrors { code } } }`:           "GRAPHQL_VALIDATION_FAILED",
			`{ me { points(currency: "GOLD") { available } } }`:                                                                "NOT_FOUND",
			`{ products(first: 100) { nodes { skus { product { skus { product { skus { product { skus { id } } } } } } } } }}`: "COMPLEXITY_LIMIT_EXCEEDED",
		} {
			got := a.post(t, alice, query)
			require.NotEmpty(t, got.Errors, query)
			assert.Equal(t, want, got.Errors[0].Extensions["code"], query)
			assert.NotContains(t, got.Errors[0].Message, "internal", query)
		}
	})
}

func TestNodeFindsWhatTheCallerMaySee(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		alice, _, _ := a.tokens(t)
		got := a.post(t, alice, `{ me { id points { entries(first: 1) { nodes { id } } } } products(first: 1) { nodes { id category { id } skus { id } } } }`)
		require.Empty(t, got.Errors)
		me := got.Data["me"].(map[string]any)
		entry := me["points"].(map[string]any)["entries"].(map[string]any)["nodes"].([]any)[0].(map[string]any)
		product := got.Data["products"].(map[string]any)["nodes"].([]any)[0].(map[string]any)
		sku := product["skus"].([]any)[0].(map[string]any)
		for _, c := range []struct {
			id      any
			private bool
		}{{me["id"], true}, {entry["id"], true}, {product["id"], false}, {sku["id"], false}, {product["category"].(map[string]any)["id"], false}} {
			query := `{ node(id: "` + c.id.(string) + `") { id __typename } }`
			assert.Equal(t, c.id, a.post(t, alice, query).Data["node"].(map[string]any)["id"])
			anonymous := a.post(t, "", query)
			assert.Empty(t, anonymous.Errors)
			assert.Equal(t, c.private, anonymous.Data["node"] == nil, c.id)
		}
		for _, id := range []string{"", "x", "ord_", "zzz_00000000000000000000000000000000", "prd_00000000000000000000000000000000"} {
			got := a.post(t, alice, `{ node(id: "`+id+`") { id } }`)
			assert.Empty(t, got.Errors, id)
			assert.Nil(t, got.Data["node"], id)
		}
	})
}
