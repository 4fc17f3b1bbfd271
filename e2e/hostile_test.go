package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The character NUL is good JSON, but no text in PostgreSQL. Whatever the answer
// is, it is the same on both databases, no internal error, and nothing is stored.
func TestNulCharacters(t *testing.T) {
	t.Parallel()
	const purchase = `mutation { recordPurchase(input: {externalRef: %q, memberRef: %q, occurredAt: "2026-01-01T00:00:00Z",
		total: {amount: "1", currency: "CNY"}, lines: [{sku: %s, quantity: 1, unitPrice: "1"}]}) { pointsEarned userErrors { code } } }`
	requests := map[string]struct{ as, query string }{
		"a member's reference": {"admin", `{ member(externalRef: "a\u0000b") { id } }`},
		"a slug":               {"", `{ product(slug: "a\u0000b") { id } }`},
		"an id":                {"", `{ node(id: "a\u0000b") { id } }`},
		"a search":             {"", `{ products(filter: {search: "\u0000"}) { nodes { id } } }`},
		"a category":           {"", `{ products(filter: {category: "a\u0000b"}) { nodes { id } } }`},
		"a login":              {"", `mutation { signIn(input: {login: "a\u0000b", password: "x"}) { accessToken userErrors { code } } }`},
		"a password":           {"", `mutation { signIn(input: {login: "alice@demo.test", password: "\u0000"}) { accessToken userErrors { code } } }`},
		"a name":               {"", `mutation { signUp(input: {login: "abcd", password: "long enough", displayName: "a\u0000b"}) { accessToken userErrors { code } } }`},
		"a till's number":      {"partner", strings.ReplaceAll(fmt.Sprintf(purchase, "a~b", "demo-bob", `"x"`), "~", `\u0000`)},
		"a purchase's member":  {"partner", strings.ReplaceAll(fmt.Sprintf(purchase, "c", "demo~bob", `"x"`), "~", `\u0000`)},
		"a till's goods":       {"partner", fmt.Sprintf(purchase, "d", "demo-bob", `"x\u0000"`)},
		"a reason":             {"admin", `mutation { adjustPoints(input: {memberId: "MEMBER", points: 1, reason: "a\u0000b", idempotencyKey: "k"}) { entry { id } userErrors { code } } }`},
		"a key":                {"alice", `mutation { exchange(input: {skuId: "SKU", idempotencyKey: "a\u0000b"}) { order { id } userErrors { code } } }`},
		"a note":               {"admin", `mutation { setOrderStatus(input: {orderId: "ORDER", version: 1, status: FULFILLING, note: "a\u0000b"}) { order { id } userErrors { code } } }`},
	}
	eachDatabase(t, func(t *testing.T, database string) {
		mall := open(t, database)
		fill := strings.NewReplacer("MEMBER", mall.member(t, "bob"), "SKU", mall.sku(t, "DRINK-100"), "ORDER", mall.order(t, "alice", "MUG-SEA", "order"))
		before := mall.state(t)
		for name, request := range requests {
			t.Run(name, func(t *testing.T) {
				got, err := post(t.Context(), mall.server, ask{token: mall.token(t, request.as), query: fill.Replace(request.query)})
				require.NoError(t, err)
				assert.NotContains(t, string(got.raw), "INTERNAL")
				for _, made := range []string{`"id"`, `"accessToken":"`, `"pointsEarned":1`} {
					assert.NotContains(t, string(got.raw), made, "something was found or made")
				}
			})
		}
		assert.Equal(t, before, mall.state(t))
	})
}

// A request that is no GraphQL request is the caller's mistake, not the server's:
// it gets a status and a code that say so, and its text, which may hold a password, is
// not logged.
func TestRequestsThatAreNone(t *testing.T) {
	t.Parallel()
	mall := open(t, demoMall.SQLite(t))
	for name, c := range map[string]struct {
		contentType, body string
		status            []int
	}{
		"no JSON":                 {"application/json", `{"query": "secret-word`, []int{400}},
		"an empty body":           {"application/json", ``, []int{400}},
		"a list":                  {"application/json", `[{"query": "{ me { id } }"}]`, []int{400}},
		"a number for a query":    {"application/json", `{"query": 7}`, []int{400}},
		"a form":                  {"application/x-www-form-urlencoded", `query={me{id}}`, []int{400, 415}},
		"text":                    {"text/plain", `{"query": "{ me { id } }"}`, []int{400, 415}},
		"more than a body may be": {"application/json", `{"query": "` + strings.Repeat("x", 2<<20) + `"}`, []int{400, 413}},
	} {
		t.Run(name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+mall.address+"/graphql", strings.NewReader(c.body))
			require.NoError(t, err)
			request.Header.Set("Content-Type", c.contentType)
			got, err := send(request)
			require.NoError(t, err)
			assert.Contains(t, c.status, got.status, "%s", got.raw)
			require.NotEmpty(t, got.Errors)
			code, _ := got.Errors[0].Extensions["code"].(string)
			assert.NotEmpty(t, code, "every error has a code: %s", got.raw)
			assert.NotEqual(t, "INTERNAL", code)
		})
	}
	assert.NotContains(t, mall.log.String(), "secret-word", "what callers send is not logged")
}

// Idempotency holds for as long as the key is kept, not only for as long as the
// input would be accepted anew.
func TestARepeatAfterItsExpiry(t *testing.T) {
	t.Parallel()
	mall := open(t, demoMall.SQLite(t))
	expires := time.Now().Add(4 * time.Second).UTC().Truncate(time.Second)
	input := map[string]any{"input": map[string]any{
		"memberId": mall.member(t, "bob"), "points": 5, "reason": "for a moment", "expiresAt": expires.Format(time.RFC3339), "idempotencyKey": "k",
	}}
	first := ""
	for time.Now().Before(expires.Add(100 * time.Millisecond)) {
		got := mall.data(t, "admin", `mutation($input: AdjustPointsInput!) { adjustPoints(input: $input) { entry { id } userErrors { code message } } }`, input)
		require.Empty(t, at[[]any](t, got, "adjustPoints.userErrors"), "the same key and input give the first result again")
		if id := at[string](t, got, "adjustPoints.entry.id"); first == "" {
			first = id
		} else {
			require.Equal(t, first, id)
		}
	}
	balance := mall.data(t, "bob", `{ me { points { available } } }`, nil)
	assert.EqualValues(t, 505, at[int64](t, balance, "me.points.available"), "they last to the end of that day")
}
