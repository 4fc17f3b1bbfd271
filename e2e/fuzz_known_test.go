package e2e

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// known are values that mean something to the demo mall. Some orders and purchases are
// made for it.
func (s *shop) known(t *testing.T) map[string][]string {
	t.Helper()
	known := map[string][]string{
		"externalRef": {"demo-alice", "demo-bob"}, "memberRef": {"demo-alice", "demo-bob", "demo-bob"}, "slug": {"airport-lounge", "lemon-drink"},
		"login": {"alice@demo.test", "admin@demo.test", "new-1@demo.test", "new-2@demo.test"}, "password": {"demo-password"}, "currency": {"CNY", "CNY", "POINTS", "JPY", "USD"},
		"amount": {"1", "12.50", "99"}, "unitPrice": {"1", "12.50", "99"}, "occurredAt": {"2026-01-02T03:04:05Z"}, "points": {"1", "-1", "50", "1000"},
		"search": {"a", "mug", "茶"}, "name": {"Product", "Query", "UserError"}, "reason": {"because"},
		"sku": {"x"}, "note": {"noted"}, "displayName": {"Zed"}, "expiresAt": {"2099-01-01T00:00:00Z"}, "pointsAtMost": {"500"}, "pointsAtLeast": {"10"},
	}
	for _, code := range []string{"DRINK-100", "MUG-SEA", "PETFOOD-1", "WELCOME-50"} {
		known["skuId"] = append(known["skuId"], s.sku(t, code))
		known["code"] = append(known["code"], code)
	}
	for i := range 60 { // some are used again
		known["idempotencyKey"] = append(known["idempotencyKey"], fmt.Sprint("k", i))
		known["externalRef"] = append(known["externalRef"], fmt.Sprint("T-", i))
	}
	for i := range 8 {
		known["orderId"] = append(known["orderId"], s.order(t, []string{"alice", "bob"}[i%2], "DRINK-100", fmt.Sprint("known-", i)))
	}
	const pages = `{ me { id orders(first: 9) { edges { cursor } } points { entries(first: 9) { edges { cursor node { id } } } } }
		products(first: 9) { edges { cursor node { id slug category { id slug } } } } }`
	for _, who := range []string{"alice", "bob"} {
		collect(known, s.data(t, who, pages, nil))
		known["memberId"] = append(known["memberId"], s.member(t, who))
	}
	for range 4 {
		signedIn := s.data(t, "", `mutation { signIn(input: {login: "bob@demo.test", password: "demo-password"}) { refreshToken } }`, nil)
		known["refreshToken"] = append(known["refreshToken"], at[string](t, signedIn, "signIn.refreshToken"))
	}
	s.makeThings(t, known)
	known["id"] = append(known["id"], append(known["skuId"], known["orderId"]...)...)
	known["after"], known["before"] = known["cursor"], known["cursor"]
	known["category"] = known["slug"]
	return known
}

// makeThings has staff make holds, a cause, and large adjustments that wait for a second
// member of staff.
func (s *shop) makeThings(t *testing.T, known map[string][]string) {
	t.Helper()
	const document = `mutation($bob: ID!) {
		policy: updatePointsPolicy(input: {currency: "POINTS", version: 1, adjustmentLimit: 100000, transfer: {allowed: true}}) { userErrors { code } }
		trees: createCause(input: {slug: "trees", name: {en: "Trees", zhCN: "树"}, description: {en: "", zhCN: ""}}) { cause { id } userErrors { code } }
		%s }`
	var holds, adjustments string
	for i := range 4 {
		holds += fmt.Sprintf(" h%d: holdPoints(input: {memberId: $bob, points: 10, reason: \"r\", idempotencyKey: \"h%[1]d\"}) { hold { id } userErrors { code } }", i)
		adjustments += fmt.Sprintf(" a%d: adjustPoints(input: {memberId: $bob, points: 200000, reason: \"r\", idempotencyKey: \"a%[1]d\"}) { request { id } userErrors { code } }", i)
	}
	made := s.data(t, "admin", fmt.Sprintf(document, holds+adjustments), map[string]any{"bob": s.member(t, "bob")})
	known["causeId"] = []string{at[string](t, made, "trees.cause.id")}
	for i := range 4 {
		known["holdId"] = append(known["holdId"], at[string](t, made, fmt.Sprintf("h%d.hold.id", i)))
		known["requestId"] = append(known["requestId"], at[string](t, made, fmt.Sprintf("a%d.request.id", i)))
	}
	known["toMemberId"] = known["memberId"]
	known["id"] = slices.Concat(known["id"], known["causeId"], known["holdId"], known["requestId"])
	for _, id := range known["id"] {
		if strings.HasPrefix(id, "ent_") {
			known["entryId"] = append(known["entryId"], id)
		}
	}
	known["en"], known["zhCN"], known["from"] = []string{"Trees"}, []string{"树"}, known["occurredAt"]
}

// collect gathers ids, slugs and cursors of an answer.
func collect(known map[string][]string, v any) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			collect(known, item)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) { // the same order each time
			if text, ok := v[name].(string); ok {
				known[name] = append(known[name], text)
			}
			collect(known, v[name])
		}
	}
}
