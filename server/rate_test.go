package server_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/server"
	"pointsmall/server/rate"
)

// costly costs more than those may ask for at once whose limit is 1 a second.
const costly = `{ products(first: 100) { nodes { id name } } }`

func TestRequestsAreLimitedByCost(t *testing.T) {
	l := serveSQLite(t, server.Config{Rate: rate.Limits{Member: 1}})
	alice, admin, _ := l.tokens(t)
	bob, err := l.Services.Access.IssueMember(t.Context(), "demo-bob", 1e12)
	require.NoError(t, err)
	first := l.post(t, alice, costly)
	require.Empty(t, first.Errors, "what is left may be overdrawn")
	assert.Equal(t, "60", first.header.Get("RateLimit-Limit"))
	assert.Equal(t, "0", first.header.Get("RateLimit-Remaining"))
	full, err := strconv.Atoi(first.header.Get("RateLimit-Reset"))
	require.NoError(t, err)
	assert.Greater(t, full, 200)
	for _, accept := range []string{plain, graphQL} {
		got, raw := l.send(t, http.MethodPost, "/graphql", `{"query": "{ __typename }"}`,
			"Content-Type", plain, "Accept", accept, "Authorization", "Bearer "+alice, "Accept-Language", "zh-CN")
		assert.Equal(t, http.StatusTooManyRequests, got.status)
		assert.Equal(t, []any{"RATE_LIMITED"}, got.codes())
		assert.Contains(t, got.Errors[0].Message, "请求过于频繁")
		assert.NotContains(t, raw, `"data"`)
		assert.Equal(t, accept+"; charset=utf-8", got.header.Get("Content-Type"))
		after := got.Errors[0].Extensions["retryAfter"].(float64)
		assert.InDelta(t, full-60, after, 20)
		assert.Equal(t, strconv.Itoa(int(after)), got.header.Get("Retry-After"))
		assert.Equal(t, "0", got.header.Get("RateLimit-Remaining"))
	}
	stream, _ := l.send(t, http.MethodPost, "/graphql", `{"query": "{ __typename }"}`, "Content-Type", plain, "Accept", "text/event-stream", "Authorization", "Bearer "+alice)
	assert.Equal(t, http.StatusTooManyRequests, stream.status)
	for _, other := range []string{"", bob, admin} {
		assert.Empty(t, l.post(t, other, `{ __typename }`).Errors, "each has a bucket")
	}
}

// Whatever comes to no operation costs 10, and introspection more than there is here.
func TestGarbageIsNotFree(t *testing.T) {
	l := serveSQLite(t, server.Config{Rate: rate.Limits{Address: 1}, TrustedProxies: []string{"192.0.2.1"}}) // 50 at most
	caller := 0
	for name, c := range map[string]struct {
		body, contentType, token string
		cost                     int
	}{
		"a query":                     {`{"query": "{ __typename }"}`, plain, "", 1},
		"what costs more":             {`{"query": "{ categories { slug name } }"}`, plain, "", 41},
		"no JSON":                     {`{`, plain, "", 10},
		"no GraphQL":                  {`{"query": "{"}`, plain, "", 10},
		"not valid":                   {`{"query": "{ nothing }"}`, plain, "", 10},
		"too costly":                  {`{"query": "{ products(first: 100) { nodes { skus { product { skus { product { skus { product { id } } } } } } } }}"}`, plain, "", 10},
		"a subscription":              {`{"query": "subscription { pointsBalance { available } }"}`, plain, "", 2},
		"no such hash":                {`{"documentId": "nothing"}`, plain, "", 10},
		"another media type":          {`x`, "text/plain", "", 10},
		"a bad token":                 {`{"query": "{ __typename }"}`, plain, "bad", 10},
		"the schema":                  {`{"query": "{ __schema { types { name } } }"}`, plain, "", 50},
		"a type of it, in a fragment": {`{"query": "{ ...f } fragment f on Query { __type(name: \"Sku\") { name } }"}`, plain, "", 50},
	} {
		caller++
		header := []string{"Content-Type", c.contentType, "X-Forwarded-For", "203.0.113." + strconv.Itoa(caller)}
		if c.token != "" {
			header = append(header, "Authorization", "Bearer "+c.token)
		}
		got, raw := l.send(t, http.MethodPost, "/graphql", c.body, header...)
		remaining, err := strconv.Atoi(got.header.Get("RateLimit-Remaining"))
		require.NoError(t, err)
		assert.InDelta(t, 50-c.cost, remaining, 1, "%s: %s", name, raw) // it fills meanwhile
	}
}

func TestBadTokensRunOut(t *testing.T) {
	l := serveSQLite(t, server.Config{Rate: rate.Limits{Address: 1}})
	alice, _, _ := l.tokens(t)
	require.Empty(t, l.post(t, "", costly).Errors)
	got := l.post(t, "bad", `{ __typename }`)
	assert.Equal(t, http.StatusTooManyRequests, got.status)
	assert.Equal(t, []any{"RATE_LIMITED"}, got.codes())
	assert.NotEmpty(t, got.header.Get("Retry-After"))
	assert.Empty(t, l.post(t, alice, `{ __typename }`).Errors, "who is known does not share the address's limit")
}

// What caches keep for everybody tells nothing about the one who asked.
func TestPublicAnswersTellNoStanding(t *testing.T) {
	l := serveSQLite(t, server.Config{})
	got, _ := l.send(t, http.MethodGet, get("query", `{ categories { slug } }`), "")
	require.Contains(t, got.header.Get("Cache-Control"), "public")
	unchanged, _ := l.send(t, http.MethodGet, get("query", `{ categories { slug } }`), "", "If-None-Match", got.header.Get("ETag"))
	require.Equal(t, http.StatusNotModified, unchanged.status)
	personal, _ := l.send(t, http.MethodGet, get("query", `{ me { id } }`), "")
	for _, name := range []string{"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"} {
		assert.Empty(t, got.header.Get(name), name)
		assert.Empty(t, unchanged.header.Get(name), name)
		assert.NotEmpty(t, personal.header.Get(name), name)
	}
}

func TestCallersCanAskHowTheyStand(t *testing.T) {
	l := serveSQLite(t, server.Config{Rate: rate.Limits{Staff: -1, Partner: 1}})
	_, admin, partner := l.tokens(t)
	const query = `{ rateLimit { limit remaining resetAt cost } }`
	got := l.post(t, partner, query)
	require.Empty(t, got.Errors)
	limit := got.Data["rateLimit"].(map[string]any)
	assert.InDelta(t, 60, limit["limit"], 0)
	assert.InDelta(t, 55, limit["remaining"], 1)
	assert.InDelta(t, 5, limit["cost"], 0)
	assert.True(t, strings.HasSuffix(limit["resetAt"].(string), "Z"), limit)
	unlimited := l.post(t, admin, query)
	require.Empty(t, unlimited.Errors)
	assert.Nil(t, unlimited.Data["rateLimit"])
	assert.Empty(t, unlimited.header.Get("RateLimit-Limit"))
}

func TestSocketsAreLimited(t *testing.T) {
	l := serveSQLite(t, server.Config{Rate: rate.Limits{Member: 1}})
	alice, admin, _ := l.tokens(t)
	w := l.ready(t, alice)
	w.subscribe(t, "listens", balance)
	require.Contains(t, w.hear(t), `"next"`)
	w.subscribe(t, "costly", costly)
	require.Contains(t, w.hear(t), `"next"`)
	require.Contains(t, w.hear(t), `"complete"`)
	w.subscribe(t, "more", `{ __typename }`)
	refused := w.hear(t)
	assert.Contains(t, refused, `{"id":"more","type":"error","payload":[{`)
	assert.Contains(t, refused, `"code":"RATE_LIMITED"`)
	assert.Contains(t, refused, `"retryAfter":`)

	me, err := l.Services.Members.ByRef(t.Context(), "demo-alice")
	require.NoError(t, err)
	given := l.post(t, admin, `mutation { adjustPoints(input: {memberId: "`+me.ID.String()+`", points: 1, reason: "r", idempotencyKey: "k"}) { userErrors { code } } }`)
	require.Empty(t, given.Errors)
	assert.Contains(t, w.hear(t), `{"id":"listens","type":"next"`, "who listens is not cut off")
}
