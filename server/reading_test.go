package server_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/malltest"
	"pointsmall/server"
	"pointsmall/server/rate"
)

// badSecond are mutations whose first field is a good exchange and whose second has a
// value that is not of its type. GOOD stands for the first, SKU for a SKU's id.
var badSecond = map[string]struct {
	query, variables string
	status           int
	at               []any // the argument or the variable that is to blame
}{
	"a text for an Int":       {`mutation($q: Int!) { GOOD b: exchange(input: {skuId: "SKU", quantity: $q, idempotencyKey: "b"}) { order { id } } }`, `{"q": "1"}`, 400, []any{"q"}},
	"a text within an input":  {`mutation($i: ExchangeInput!) { GOOD b: exchange(input: $i) { order { id } } }`, `{"i": {"skuId": "SKU", "quantity": "1", "idempotencyKey": "b"}}`, 400, []any{"i", "quantity"}},
	"a fraction for an Int":   {`mutation($q: Int!) { GOOD b: exchange(input: {skuId: "SKU", quantity: $q, idempotencyKey: "b"}) { order { id } } }`, `{"q": 1.5}`, 400, []any{"q"}},
	"33 bits":                 {`mutation($q: Int!) { GOOD b: exchange(input: {skuId: "SKU", quantity: $q, idempotencyKey: "b"}) { order { id } } }`, `{"q": 2147483648}`, 400, []any{"q"}},
	"33 bits, written":        {`mutation { GOOD b: exchange(input: {skuId: "SKU", quantity: 2147483648, idempotencyKey: "b"}) { order { id } } }`, `{}`, 400, []any{"input", "quantity"}},
	"a text, written":         {`mutation { GOOD b: exchange(input: {skuId: "SKU", quantity: "1", idempotencyKey: "b"}) { order { id } } }`, `{}`, 422, nil},
	"null":                    {`mutation($i: ExchangeInput!) { GOOD b: exchange(input: $i) { order { id } } }`, `{"i": null}`, 400, []any{"i"}},
	"nothing":                 {`mutation($i: ExchangeInput!) { GOOD b: exchange(input: $i) { order { id } } }`, `{}`, 400, []any{"i"}},
	"a field too few":         {`mutation($i: ExchangeInput!) { GOOD b: exchange(input: $i) { order { id } } }`, `{"i": {"skuId": "SKU"}}`, 400, []any{"i", "idempotencyKey"}},
	"a field too many":        {`mutation($i: ExchangeInput!) { GOOD b: exchange(input: $i) { order { id } } }`, `{"i": {"skuId": "SKU", "idempotencyKey": "b", "price": 0}}`, 400, []any{"i", "price"}},
	"NUL":                     {`mutation($k: String!) { GOOD b: exchange(input: {skuId: "SKU", idempotencyKey: $k}) { order { id } } }`, `{"k": "a\u0000b"}`, 400, []any{"input", "idempotencyKey"}},
	"half a character":        {`mutation($i: ExchangeInput!) { GOOD b: exchange(input: $i) { order { id } } }`, `{"i": {"skuId": "SKU", "idempotencyKey": "b\uD83D"}}`, 400, []any{"i", "idempotencyKey"}},
	"the other half, unused":  {`mutation { GOOD b: exchange(input: {skuId: "SKU", idempotencyKey: "b"}) { order { id } } }`, `{"k": ["\ud83d\ude00", "\ude00x"]}`, 400, []any{"k", "1"}},
	"points with a fraction":  {`mutation($p: Points!) { GOOD b: transferPoints(input: {toMemberId: "x", points: $p, idempotencyKey: "b"}) { userErrors { code } } }`, `{"p": 1.5}`, 400, []any{"input", "points"}},
	"points, written":         {`mutation { GOOD b: transferPoints(input: {toMemberId: "x", points: 1.5, idempotencyKey: "b"}) { userErrors { code } } }`, `{}`, 400, []any{"input", "points"}},
	"a moment of no calendar": {`mutation($f: DateTime) { GOOD { account { entries(filter: {from: $f}) { totalCount } } } }`, `{"f": "2026-02-30T00:00:00Z"}`, 400, []any{"filter", "from"}},
	"a bad default":           {`mutation($f: DateTime = "never") { GOOD { account { entries(filter: {from: $f}) { totalCount } } } }`, `{}`, 400, []any{"filter", "from"}},
	"an enum in small letters": {
		`mutation($k: [PointsEntryKind!]) { GOOD { account { entries(filter: {kinds: $k}) { totalCount } } } }`, `{"k": ["EARN", "spend"]}`, 400, []any{"k", "1"},
	},
	"an enum that is a number": {`mutation($k: [PointsEntryKind!]) { GOOD { account { entries(filter: {kinds: $k}) { totalCount } } } }`, `{"k": 1}`, 400, []any{"k"}},
	"null in a list":           {`mutation($k: [PointsEntryKind!]) { GOOD { account { entries(filter: {kinds: $k}) { totalCount } } } }`, `{"k": [null]}`, 400, []any{"k", "0"}},
	"in a fragment":            {`mutation { GOOD { ...f } } fragment f on ExchangePayload { account { entries(filter: {from: "never"}) { totalCount } } }`, `{}`, 400, []any{"filter", "from"}},
	"in what is skipped":       {`mutation($t: Boolean!) { GOOD b: transferPoints(input: {toMemberId: "x", points: 1.5, idempotencyKey: "b"}) @skip(if: $t) { userErrors { code } } }`, `{"t": true}`, 400, []any{"input", "points"}},
	"what @skip asks for":      {`mutation($t: Boolean!) { GOOD b: signOut(input: {}) @skip(if: $t) { signedOut } }`, `{"t": "true"}`, 400, []any{"t"}},
}

// filled puts a SKU and the good exchange into a case.
func filled(text, sku string) string {
	good := `a: exchange(input: {skuId: "SKU", idempotencyKey: "a"})`
	if !strings.Contains(text, "GOOD {") {
		good += ` { order { id } }`
	}
	return strings.NewReplacer("GOOD", strings.ReplaceAll(good, "SKU", sku), "SKU", sku).Replace(text)
}

// What is bad anywhere in a request is found before any of it runs, over every
// transport: a bad second exchange must not leave the first one placed.
func TestNothingRunsBeforeEverythingIsRead(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		l := serve(t, url, server.Config{NoJobs: true})
		alice, _, _ := l.tokens(t)
		sku := skuOf(t, l.api, "DRINK-100")
		socket := l.ready(t, alice)
		orders := func() int { return l.db.Ent().Order.Query().CountX(t.Context()) }
		before := orders()
		for name, c := range badSecond {
			t.Run(name, func(t *testing.T) {
				body, err := json.Marshal(map[string]any{"query": filled(c.query, sku), "variables": json.RawMessage(filled(c.variables, sku))})
				require.NoError(t, err)
				for accept, status := range map[string]int{graphQL: c.status, plain: http.StatusOK} {
					got, raw := l.send(t, http.MethodPost, "/graphql", string(body), "Content-Type", plain, "Accept", accept, "Authorization", "Bearer "+alice)
					assert.Equal(t, status, got.status, raw)
					assert.NotContains(t, raw, `"data"`)
					assert.NotContains(t, raw, `"path"`, "there is no field that it could lead to")
					if c.at != nil {
						require.Equal(t, []any{"BAD_USER_INPUT"}, got.codes(), raw)
						where := got.Errors[0].Extensions["variable"]
						if where == nil {
							where = got.Errors[0].Extensions["argument"]
						}
						assert.Equal(t, c.at, where, raw)
					}
				}
				socket.say(t, `{"id":"1","type":"subscribe","payload":`+string(body)+`}`)
				assert.Contains(t, socket.hear(t), `{"id":"1","type":"error"`)
				event := until(t, l.streamed(t, alice, string(body)), "data: ")
				assert.Contains(t, event, `"errors"`)
				assert.NotContains(t, event, `"data"`)
				assert.Equal(t, before, orders(), "nothing was placed")
			})
		}
		got := l.post(t, alice, `mutation { `+filled("GOOD", sku)+` }`)
		require.Empty(t, got.Errors)
		assert.NotNil(t, got.Data["a"].(map[string]any)["order"], "the key is free")
		assert.Equal(t, before+1, orders())
	})
}

// streamed sends a body by POST and reads the event stream that answers it.
func (l live) streamed(t *testing.T, token, body string) *bufio.Reader {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+l.address+"/graphql", strings.NewReader(body))
	require.NoError(t, err)
	r.Header = http.Header{"Content-Type": {plain}, "Accept": {"text/event-stream"}, "Authorization": {"Bearer " + token}}
	return bufio.NewReader(do(t, r).Body)
}

// skuOf finds a SKU of the demo mall by its code.
func skuOf(t *testing.T, a api, code string) string {
	t.Helper()
	got := a.post(t, "", `{ products(first: 100) { nodes { skus { id code } } } }`)
	for _, p := range got.Data["products"].(map[string]any)["nodes"].([]any) {
		for _, s := range p.(map[string]any)["skus"].([]any) {
			if s := s.(map[string]any); s["code"] == code {
				return s["id"].(string)
			}
		}
	}
	require.Fail(t, "no such SKU", code)
	return ""
}

// Whole numbers may be written with a fraction of 0, ids as numbers, one value for a
// list of one, and a refusal names the value that was sent.
func TestValuesAreReadAsTheSpecificationHasIt(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		ask := func(query, variables string) (answer, string) {
			body, err := json.Marshal(map[string]any{"query": query, "variables": json.RawMessage(variables)})
			require.NoError(t, err)
			return a.send(t, http.MethodPost, "/graphql", string(body), "Content-Type", plain, "Accept", graphQL)
		}
		for _, good := range []struct{ query, variables string }{
			{`query($n: Int) { products(first: $n) { totalCount } }`, `{"n": 2.0}`},
			{`query($n: Int) { products(first: $n) { totalCount } }`, `{"n": 20e-1}`},
			{`query($f: ProductFilter) { products(filter: $f) { totalCount } }`, `{"f": {"pointsAtMost": 5.0}}`},
			{`{ products(filter: {pointsAtMost: 5.0}) { totalCount } }`, `{}`},
			{`query($f: ProductFilter) { products(filter: $f) { totalCount } }`, `{"f": {"__typename": "ProductFilter"}}`},
			{`query($i: ID!) { node(id: $i) { id } }`, `{"i": 5}`},
			{`{ node(id: 5) { id } }`, `{}`},
		} {
			got, raw := ask(good.query, good.variables)
			assert.Equal(t, http.StatusOK, got.status, good.query+raw)
		}
		for value, named := range map[string]string{`2.5`: "2.5", `"2"`: `\"2\"`, `1e40`: "1e40", `[1]`: "[1]", `{"a": 1}`: `{\"a\":1}`, `true`: "true"} {
			got, raw := ask(`query($n: Int) { products(first: $n) { totalCount } }`, fmt.Sprintf(`{"n": %s}`, value))
			assert.Equal(t, http.StatusBadRequest, got.status)
			assert.Contains(t, raw, named)
			got, raw = ask(`query($p: Points) { products(filter: {pointsAtMost: $p}) { totalCount } }`, fmt.Sprintf(`{"p": %s}`, value))
			assert.Equal(t, http.StatusBadRequest, got.status)
			assert.Contains(t, raw, named)
		}
		got, _ := ask(`query($n: Int) { products(first: $n) { nobody } }`, `{"n": "x"}`)
		assert.Equal(t, []any{"GRAPHQL_VALIDATION_FAILED"}, got.codes(), "a document that is not valid is told first")
		got, raw := a.send(t, http.MethodPost, "/graphql", `{"query": "query($n: Int) { products(first: $n) { totalCount } }", "variables": {"n": "x"}}`,
			"Content-Type", plain, "Accept-Language", "zh-CN")
		assert.Contains(t, got.Errors[0].Message, "变量 $n 的值有误：", raw)
	})
}

// The same document answers differently to other variables: nothing is kept between requests.
func TestArgumentsAreReadAnewForEachRequest(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		for n := range 4 {
			got, raw := a.send(t, http.MethodPost, "/graphql", fmt.Sprintf(
				`{"query": "query($n: Int) { products(first: $n) { nodes { id } } again: products(first: 2) { nodes { id } } }", "variables": {"n": %d}}`, n), "Content-Type", plain)
			assert.Len(t, got.Data["products"].(map[string]any)["nodes"], n, raw)
			assert.Len(t, got.Data["again"].(map[string]any)["nodes"], 2, raw)
		}
	})
}

// Every transport runs a document that its request only names: urql sends an empty
// query beside its name.
func TestStreamsFindDocumentsByTheirNames(t *testing.T) {
	l := serveSQLite(t, server.Config{NoJobs: true})
	alice, _, _ := l.tokens(t)
	_, raw := l.send(t, http.MethodPost, "/graphql", fmt.Sprintf(`{"query": %q, "extensions": %s}`, balance, persisted(balance)), "Content-Type", plain)
	require.Contains(t, raw, "SUBSCRIPTION_NEEDS_STREAM")
	for _, payload := range []string{
		`{"documentId": "` + hash(balance) + `"}`, `{"documentId": "sha256:` + hash(balance) + `", "query": ""}`,
		`{"query": "", "extensions": ` + persisted(balance) + `}`, `{"query": null, "extensions": {"documentId": "` + hash(balance) + `"}, "documentId": "` + hash(balance) + `"}`,
	} {
		w := l.ready(t, alice)
		w.say(t, `{"id":"1","type":"subscribe","payload":`+payload+`}`)
		assert.Contains(t, w.hear(t), `"pointsBalance"`, payload)
		assert.Contains(t, until(t, l.streamed(t, alice, payload), "data: "), `"pointsBalance"`, payload)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+l.address+get("documentId", hash(balance)), nil)
	require.NoError(t, err)
	r.Header = http.Header{"Accept": {"text/event-stream"}, "Authorization": {"Bearer " + alice}}
	assert.Contains(t, until(t, bufio.NewReader(do(t, r).Body), "data: "), `"pointsBalance"`)
}

// Caches of clients follow a thing by its id, wherever an answer shows it.
func TestWhatChangesHasAnID(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		alice, admin, partner := a.tokens(t)
		mine := func() map[string]any {
			got := a.post(t, alice, `{ me { points { id currency { id } } accounts { id currency { id code } } tier { id } tierProgress { id next { id } } } checkInStatus { id } }`)
			require.Empty(t, got.Errors)
			return got.Data
		}
		first, me := mine(), mine()["me"].(map[string]any)
		assert.Equal(t, first, mine())
		points := me["points"].(map[string]any)
		assert.Regexp(t, "^pac_[0-9a-f]{32}$", points["id"])
		assert.Contains(t, fmt.Sprint(me["accounts"]), points["id"], "one account, asked for in two ways")
		placed := a.post(t, alice, `mutation { exchange(input: {skuId: "`+skuOf(t, a, "DRINK-100")+`", idempotencyKey: "i"}) { account { id } } }`)
		require.Empty(t, placed.Errors)
		assert.Equal(t, points["id"], placed.Data["exchange"].(map[string]any)["account"].(map[string]any)["id"])
		bob := a.post(t, admin, `{ member(externalRef: "demo-bob") { points { id } tier { id } tierProgress { id } } mallSettings { id } }`)
		require.Empty(t, bob.Errors)
		his := bob.Data["member"].(map[string]any)
		assert.NotEqual(t, points["id"], his["points"].(map[string]any)["id"])
		assert.NotEqual(t, me["tierProgress"].(map[string]any)["id"], his["tierProgress"].(map[string]any)["id"])
		accounts := a.post(t, partner, `{ partnerAccounts { id currency { id } } }`)
		require.Empty(t, accounts.Errors)
		assert.Regexp(t, "ppa_[0-9a-f]{32}", fmt.Sprint(accounts.Data))
	})
}

// Counts may pass the 32 bits of an Int.
func TestLimitsOfMoreThan32BitsAreTold(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		wide := a.configured(t, server.Config{Rate: rate.Limits{Address: 1 << 33}})
		got, raw := wide.send(t, http.MethodPost, "/graphql", `{"query": "{ rateLimit { limit remaining cost } }"}`, "Content-Type", plain)
		require.Empty(t, got.Errors, raw)
		assert.Contains(t, raw, `"limit":429496729600`)
	})
}

// The schema lists no directive that the server refuses.
func TestTheSchemaDoesNotListDefer(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		got := a.post(t, "", `{ __schema { directives { name } } }`)
		assert.NotContains(t, fmt.Sprint(got.Data), "defer")
		assert.Contains(t, fmt.Sprint(got.Data), "skip")
		got = a.post(t, "", `{ ... @defer { __typename } }`)
		assert.Equal(t, []any{"NOT_SUPPORTED"}, got.codes())
	})
}
