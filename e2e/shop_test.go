package e2e

import (
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// shop is a demo mall that a server has opened.
type shop struct {
	*server
	database string
	opened   time.Time

	tokens *tokens

	mu    sync.Mutex
	skus  map[string]string // SKU's code -> id
	slugs map[string]string // product's slug -> id
}

// open starts a server that makes a demo mall.
func open(t *testing.T, database string, args ...string) *shop {
	t.Helper()
	return &shop{
		server: serve(t, database, append([]string{"--demo"}, args...)...), database: database, opened: time.Now().UTC().Truncate(time.Second),
		tokens: demoMall.tokensOf(t, database),
	}
}

// issue are the arguments of `pointsmall token` for the callers that cases name.
var issue = map[string][]string{
	"alice":   {"--member", "demo-alice"},
	"bob":     {"--member", "demo-bob"},
	"admin":   {"--staff", "demo-admin"},
	"partner": {"--partner", "demo-partner"},
	"expired": {"--member", "demo-alice", "--ttl", "1ns"},
}

// token is a bearer token for a caller, as cases name them.
func (s *shop) token(t *testing.T, as string) string {
	t.Helper()
	switch as {
	case "", "anonymous":
		return ""
	case "forged": // signed by somebody else
		token := s.token(t, "alice")
		head, _, _ := strings.Cut(token, ".")
		body := strings.Split(token, ".")[1]
		return head + "." + body + "." + base64.RawURLEncoding.EncodeToString(make([]byte, 32))
	case "unsigned": // "alg": "none", which careless verifiers accept
		body := strings.Split(s.token(t, "alice"), ".")[1]
		return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + body + "."
	}
	args, named := issue[as]
	if !named {
		return as
	}
	return s.tokens.issue(t, s.database, as, args)
}

// data asks as a caller for something that must be answered without errors.
func (s *shop) data(t *testing.T, as, query string, variables map[string]any) map[string]any {
	t.Helper()
	return data(t, s.server, s.token(t, as), query, variables)
}

// sku is the id of the SKU with that code.
func (s *shop) sku(t *testing.T, code string) string {
	t.Helper()
	s.readCatalog(t)
	require.Contains(t, s.skus, code)
	return s.skus[code]
}

func (s *shop) readCatalog(t *testing.T) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.skus != nil {
		return
	}
	s.skus, s.slugs = map[string]string{}, map[string]string{}
	got := data(t, s.server, "", `{ products(first: 100) { nodes { id slug skus { id code } } } }`, nil)
	for _, product := range at[[]any](t, got, "products.nodes") {
		s.slugs[at[string](t, product, "slug")] = at[string](t, product, "id")
		for _, sku := range at[[]any](t, product, "skus") {
			s.skus[at[string](t, sku, "code")] = at[string](t, sku, "id")
		}
	}
}

// member is the id of alice or bob.
func (s *shop) member(t *testing.T, name string) string {
	t.Helper()
	return at[string](t, s.data(t, name, `{ me { id } }`, nil), "me.id")
}

const exchangeDocument = `mutation($input: ExchangeInput!) { exchange(input: $input) {
	order { id number status version points placedAt lines { id quantity points } } account { available } userErrors { code path }
} }`

func exchangeInput(sku, key string, quantity int) map[string]any {
	return map[string]any{"input": map[string]any{"skuId": sku, "quantity": quantity, "idempotencyKey": key}}
}

// order has a caller get one piece of a SKU and returns the order's id.
func (s *shop) order(t *testing.T, as, code, key string) string {
	t.Helper()
	got := s.data(t, as, exchangeDocument, exchangeInput(s.sku(t, code), key, 1))
	return at[string](t, got, "exchange.order.id")
}

// adjust has the admin add points to a member.
func (s *shop) adjust(t *testing.T, memberID string, points int, key string) {
	t.Helper()
	got := s.data(t, "admin", `mutation($input: AdjustPointsInput!) { adjustPoints(input: $input) { userErrors { code message } } }`,
		map[string]any{"input": map[string]any{"memberId": memberID, "points": points, "reason": "for a test", "idempotencyKey": key}})
	require.Empty(t, at[[]any](t, got, "adjustPoints.userErrors"))
}

// state is everything of the demo mall that callers can see change.
func (s *shop) state(t *testing.T) map[string]any {
	t.Helper()
	return s.data(t, "admin", `{
		alice: member(externalRef: "demo-alice") { ...everything }
		bob: member(externalRef: "demo-bob") { ...everything }
		products(first: 100) { nodes { skus { code available } } }
	}
	fragment everything on Member {
		displayName tier { code }
		points { available pending held debt lifetimeEarned entries(first: 1) { totalCount nodes { id } } }
		orders(first: 100) { nodes { id status version } }
	}`, nil)
}

// reconcile expects that the books agree.
func reconcile(t *testing.T, database string) {
	t.Helper()
	r := run(t, "reconcile", "--database", database)
	require.Zero(t, r.code, "reconcile: %s%s", r.stdout, r.stderr)
	require.Contains(t, r.stdout, "clean: ")
}

// moment is a time in a case: "+10m" or "-1h" from when the mall opened.
func (s *shop) moment(offset string) (string, error) {
	d, err := time.ParseDuration(offset)
	if err != nil {
		return "", fmt.Errorf("time:%s: %w", offset, err)
	}
	return s.opened.Add(d).Format(time.RFC3339), nil
}
