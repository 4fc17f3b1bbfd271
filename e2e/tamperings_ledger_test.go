package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// movePoints has alice and bob go through what the ledger has verbs for: a hold that is
// open, one that was captured, a refund, a transfer, and adjustments that wait for a
// second member of staff.
func movePoints(t *testing.T, mall *shop) {
	t.Helper()
	alice, bob := mall.member(t, "alice"), mall.member(t, "bob")
	ask := func(as, field, arguments string) any {
		got := mall.data(t, as, "mutation { "+field+"(input: {"+arguments+"}) { userErrors { code message } "+answers[field]+" } }", nil)
		require.Empty(t, at[[]any](t, got, field+".userErrors"), field)
		return got
	}
	ask("admin", "updatePointsPolicy", `currency: "POINTS", version: 1, adjustmentLimit: 1000, transfer: {allowed: true, feePerMille: 100}`)
	ask("admin", "holdPoints", `memberId: "`+alice+`", points: 30, reason: "a table", idempotencyKey: "open"`)
	held := ask("admin", "holdPoints", `memberId: "`+alice+`", points: 40, reason: "a game", idempotencyKey: "captured"`)
	ask("admin", "captureHold", `holdId: "`+at[string](t, held, "holdPoints.hold.id")+`", points: 25, idempotencyKey: "capture"`)
	spent := mall.data(t, "alice", `{ me { points { entries(first: 1, filter: {kinds: [SPEND]}) { nodes { id } } } } }`, nil)
	entry := at[string](t, at[[]any](t, spent, "me.points.entries.nodes")[0], "id")
	ask("admin", "refundPoints", `entryId: "`+entry+`", points: 5, reason: "lost", idempotencyKey: "refund"`)
	ask("alice", "transferPoints", `toMemberId: "`+bob+`", points: 20, idempotencyKey: "transfer"`)
	ask("admin", "adjustPoints", `memberId: "`+bob+`", points: 1001, reason: "sorry", idempotencyKey: "waits"`)
}

// answers are what is read of a mutation's payload.
var answers = map[string]string{"holdPoints": "hold { id }"}

var ledgerTamperings = []tampering{
	{
		name: "what an account holds", names: "accounts",
		pick:  "select a.id from accounts a join members m on m.id = a.member_id where m.external_ref = 'demo-alice'",
		alter: "update accounts set held = held + 1 where id = '%s'", undo: "update accounts set held = held - 1 where id = '%s'",
	},
	{
		name: "what a hold reserves", names: "holds",
		pick:  "select id from holds where status = 'HELD'",
		alter: "update holds set points = points + 1 where id = '%s'", undo: "update holds set points = points - 1 where id = '%s'",
	},
	{
		name: "what a hold captured", names: "holds",
		pick:  "select id from holds where status = 'CAPTURED'",
		alter: "update holds set captured = captured - 1 where id = '%s'", undo: "update holds set captured = captured + 1 where id = '%s'",
	},
	{
		name: "a hold is gone", names: "entries",
		pick:  "select id from holds where status = 'HELD'",
		alter: "create table saved as select * from holds where id = '%s'; delete from holds where id = '%s'",
		undo:  "insert into holds select * from saved; drop table saved",
		row:   "select e.id from entries e join saved s on e.ref = 'hld_'||replace(cast(s.id as text),'-','') where e.kind = 'HOLD'",
	},
	{
		name: "what an entry held", names: "accounts",
		pick:  "select id from entries where kind = 'HOLD' order by id limit 1",
		alter: "update entries set held_delta = held_delta + 1 where id = '%s'", undo: "update entries set held_delta = held_delta - 1 where id = '%s'",
		row: "select account_id from entries where kind = 'HOLD' order by id limit 1",
	},
	{
		name: "an entry's debt", names: "entries",
		pick:  "select id from entries where kind = 'SPEND' and seq is not null order by id limit 1",
		alter: "update entries set debt_delta = 5 where id = '%s'", undo: "update entries set debt_delta = 0 where id = '%s'",
	},
	{
		name: "what expired of a lot", names: "lots",
		pick:  "select id from lots where remaining < granted order by id limit 1",
		alter: "update lots set expired = 1 where id = '%s'", undo: "update lots set expired = 0 where id = '%s'",
	},
	{
		name: "what a refund reverses", names: "entries",
		pick:  "select id from entries where kind = 'REFUND' and seq is not null",
		alter: "create table saved as select id, reverses from entries where id = '%s'; update entries set reverses = null where id = '%s'",
		undo:  "update entries set reverses = (select reverses from saved) where id = '%s'; drop table saved",
	},
	{
		name: "a transfer's points", names: "transfers",
		pick:  "select id from transfers",
		alter: "update transfers set points = points + 1 where id = '%s'", undo: "update transfers set points = points - 1 where id = '%s'",
	},
	{
		name: "a transfer's fee", names: "transfers",
		pick:  "select id from transfers",
		alter: "update transfers set fee = fee + 1 where id = '%s'", undo: "update transfers set fee = fee - 1 where id = '%s'",
	},
	{
		name: "a transfer is gone", names: "entries",
		pick:  "select id from transfers",
		alter: "create table saved as select * from transfers where id = '%s'; delete from transfers where id = '%s'",
		undo:  "insert into transfers select * from saved; drop table saved",
		row:   "select out_entry from saved",
	},
	{
		name: "an adjustment that nobody approved", names: "adjustment_requests",
		pick:  "select id from adjustment_requests",
		alter: "update adjustment_requests set status = 'APPROVED' where id = '%s'", undo: "update adjustment_requests set status = 'PENDING' where id = '%s'",
	},
}
