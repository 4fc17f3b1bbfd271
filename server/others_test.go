package server_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"pointsmall/mall"
	"pointsmall/mall/malltest"
	"pointsmall/server"
)

// What belongs to another member looks exactly like what does not exist, by every way
// to ask for it, to everybody who may not see it.
func TestOthersThingsLookLikeNone(t *testing.T) {
	ways := []string{
		`{ node(id: %q) { __typename id } }`,
		`{ node(id: %q) { ... on Order { status lines { id } } ... on Member { displayName } ... on PointsEntry { delta } } }`,
		`{ order(id: %q) { id status } }`,
		`{ member(id: %q) { id } }`,
		`subscription { orderStatus(orderId: %q) { id } }`,
		`mutation { setOrderStatus(input: {orderId: %q, version: 1, status: CANCELLED}) { order { id } userErrors { code message } } }`,
		`mutation { adjustPoints(input: {memberId: %q, points: 1, reason: "r", idempotencyKey: "k"}) { entry { id } userErrors { code message } } }`,
		`mutation { exchange(input: {skuId: %q, idempotencyKey: "k"}) { order { id } userErrors { code message } } }`,
		`mutation { exchange(input: {skuId: "x", addressId: %q, idempotencyKey: "k"}) { order { id } userErrors { code message } } }`,
		`mutation { refreshSession(input: {refreshToken: %q}) { accessToken userErrors { code message } } }`,
		`{ _entities(representations: [{__typename: "Order", id: %q}, {__typename: "Sku", id: %[1]q}, {__typename: "MemberProfile", slug: %[1]q}]) { __typename } }`,
	}
	malltest.Each(t, func(t *testing.T, url string) {
		l := serve(t, url, server.Config{GatewayKey: gatewayKey, NoJobs: true})
		callers := l.callers(t)
		theirs := l.thingsOf(t, callers[1])
		for _, c := range callers {
			if c.name == "alice" {
				continue
			}
			for _, kind := range []string{"order", "line", "member", "entry"} {
				if sees(c, kind) {
					continue
				}
				for _, way := range ways {
					missing := theirs[kind][:4] + strings.Repeat("0", 32)
					_, want := l.call(t, c, fmt.Sprintf(way, missing))
					_, got := l.call(t, c, fmt.Sprintf(way, theirs[kind]))
					assert.Equal(t, want, strings.ReplaceAll(got, theirs[kind], missing), "%s asks for alice's %s by %s", c.name, kind, way)
					assert.NotContains(t, got, "INTERNAL")
				}
			}
		}
	})
}

// sees says whether a caller may see things of that kind that belong to others.
func sees(c caller, kind string) bool {
	if c.actor.Kind != mall.ActorStaff {
		return false
	}
	grants := map[string]mall.Permission{"order": mall.PermissionOrders, "member": mall.PermissionMembers, "entry": mall.PermissionPoints, "line": mall.PermissionAll}
	return holds(c, grants[kind]) || (kind == "member" && holds(c, mall.PermissionPoints))
}
