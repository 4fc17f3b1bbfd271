package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// Bob invites Carol, whom the tills come to know; her first purchase pays him, once.
func TestReferralIsPaid(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		mall := open(t, database)
		invite(t, mall)
		const buy = `mutation($now: DateTime!) { recordPurchase(input: {externalRef: "RF-1", memberRef: "carol", occurredAt: $now, paymentFingerprint: "card-1",
			total: {amount: "20", currency: "CNY"}, lines: [{sku: "x", quantity: 1, unitPrice: "20"}]}) { pointsEarned duplicate userErrors { code } } }`
		now := map[string]any{"now": time.Now().UTC().Format(time.RFC3339)}
		for _, again := range []bool{false, true} {
			got := mall.data(t, "partner", buy, now)
			assert.EqualValues(t, 120, at[int64](t, got, "recordPurchase.pointsEarned"))
			assert.Equal(t, again, at[bool](t, got, "recordPurchase.duplicate"))
		}
		bob := mall.data(t, "bob", `{ me { points { available entries(first: 1) { nodes { explanation } } } referrals { nodes { status points } } } }`, nil)
		assert.EqualValues(t, 600, at[int64](t, bob, "me.points.available"))
		assert.Contains(t, at[string](t, bob, "me.points.entries.nodes.0.explanation"), "Referral of C***")
		assert.Equal(t, "REWARDED", at[string](t, bob, "me.referrals.nodes.0.status"))
		mall.stop(t)
		reconcile(t, database)
	})
}

// invite signs Carol up by Bob's code, and gives her the reference that tills know her by.
func invite(t *testing.T, mall *shop) {
	t.Helper()
	code := at[string](t, mall.data(t, "bob", `{ me { referralCode } }`, nil), "me.referralCode")
	mall.data(t, "", `mutation ($code: String!) { signUp(input: {login: "carol@e2e.test", password: "a long password", displayName: "Carol", referralCode: $code}) { member { id } } }`,
		map[string]any{"code": code})
	execute(t, openSQL(t, mall.database), "update members set external_ref = 'carol' where login = 'carol@e2e.test'")
}

var programTamperings = []tampering{
	{
		name: "what a task paid", names: "task_progress",
		pick:  "select id from task_progress order by id limit 1",
		alter: "update task_progress set points = points + 1 where id = '%s'", undo: "update task_progress set points = points - 1 where id = '%s'",
	},
	{
		name: "what a referral paid", names: "referrals",
		pick:  "select id from referrals",
		alter: "update referrals set points = points + 1 where id = '%s'", undo: "update referrals set points = points - 1 where id = '%s'",
	},
	{
		name: "what an invitee earned", names: "referrals",
		pick:  "select id from referrals",
		alter: "update referrals set invitee_points = invitee_points + 1 where id = '%s'", undo: "update referrals set invitee_points = invitee_points - 1 where id = '%s'",
	},
}
