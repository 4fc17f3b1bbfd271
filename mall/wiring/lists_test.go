package wiring_test

import (
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/coupon"
	"pointsmall/mall/earning/activity"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/scancode"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
	"pointsmall/mall/staff/audit"
	"pointsmall/mall/store"
	"pointsmall/mall/wiring"
)

// many fills the tables that grow with the mall.
var many = []string{
	"insert into purchases (id, source, external_ref, member_id, total_minor, currency, lines, points, fingerprint, occurred_at, recorded_at) " +
		"select gen_random_uuid(), 'mall', 'n-'||n, gen_random_uuid(), 100, 'CNY', '[]', 0, '', now(), now() from generate_series(1, 8000) n",
	`insert into activities (id, source, external_ref, member_id, "trigger", points, fingerprint, occurred_at, recorded_at) ` +
		"select gen_random_uuid(), 'mall', 'n-'||n, gen_random_uuid(), 'REVIEW', 0, '', now(), now() from generate_series(1, 8000) n",
	"insert into returns (id, source, external_ref, purchase_ref, member_id, status, lines, fingerprint, occurred_at, recorded_at) " +
		"select gen_random_uuid(), 'mall', 'n-'||n, 'n-'||n, gen_random_uuid(), 'PENDING', '[]', '', now(), now() from generate_series(1, 8000) n",
	"insert into entries (id, journal_id, account_id, currency, seq, kind, delta, balance_after, occurred_at, actor) " +
		"select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'POINTS', 1, case when n % 1000 = 0 then 'ADJUST' else 'EARN' end, 1, 1, now(), " +
		"case when n % 1000 = 0 then 'stf_1' when n % 2 = 0 then 'prt_1' end from generate_series(1, 16000) n",
	"insert into transfers (id, from_member, to_member, currency, points, fee, out_entry, in_entry, sent_at) " +
		"select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'POINTS', 1, 0, gen_random_uuid(), gen_random_uuid(), now() from generate_series(1, 8000) n",
	"insert into coupons (id, template_id, member_id, status) select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'AVAILABLE' from generate_series(1, 8000) n",
	"insert into scan_codes (id, batch_id) select gen_random_uuid(), gen_random_uuid() from generate_series(1, 8000) n",
	"insert into audit_records (id, server, batch, place, places, before_hash, hash, at, actor, actor_name, operation, noun, noun_id, address, user_agent, request_id, changes) " +
		"select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 1, '', 'h-'||n, now(), 'stf_'||n, '', 'op-'||n, 'noun-'||n, 'id-'||n, '', '', '', '{}' from generate_series(1, 8000) n",
	"analyze",
}

// On PostgreSQL no list of staff reads a whole table that grows with the mall, whatever it is
// narrowed by: each filter has an index, or goes by the newest rows.
func TestListsOfStaffReadNoWholeTable(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), malltest.Postgres(t), store.Options{})
	require.NoError(t, err)
	defer func() { assert.NoError(t, db.Close()) }()
	m, err := wiring.New(t.Context(), db, mall.SystemClock)
	require.NoError(t, err)
	defer m.Close()
	big := []string{"purchases", "activities", "returns", "entries", "transfers", "coupons", "scan_codes", "audit_records"}
	raw, err := sql.Open("postgres", m.DB.URL)
	require.NoError(t, err)
	defer func() { assert.NoError(t, raw.Close()) }()
	for _, statement := range many {
		_, err := raw.ExecContext(t.Context(), statement)
		require.NoError(t, err, statement)
	}
	ctx, member := t.Context(), mall.NewMemberID()
	staff := mall.NewStaffID().String()
	order, bought := mall.NewOrderID(), mall.NewPurchaseID()
	now := m.Clock()
	entries := func(f ledger.EntriesFilter) func() error {
		return func() error {
			_, err := m.Ledger.AllEntries(ctx, f, store.Span[mall.EntryID]{Limit: 21})
			return err
		}
	}
	accounts := []mall.AccountID{mall.NewAccountID()}
	records := func(f audit.Filter) func() error {
		return func() error {
			_, err := m.Audit.List(ctx, f, store.Span[mall.AuditRecordID]{Limit: 21})
			return err
		}
	}
	for name, read := range map[string]func() error{
		"purchases": func() error {
			_, err := purchase.List(ctx, m.DB, purchase.Filter{}, store.Span[mall.PurchaseID]{Limit: 21})
			return err
		},
		"a member's purchases": func() error {
			_, err := purchase.List(ctx, m.DB, purchase.Filter{Member: member}, store.Span[mall.PurchaseID]{Limit: 21})
			return err
		},
		"a purchase by its number": func() error {
			_, err := purchase.List(ctx, m.DB, purchase.Filter{ExternalRef: "n-7"}, store.Span[mall.PurchaseID]{Limit: 21})
			return err
		},
		"purchases of a time": func() error {
			_, err := purchase.List(ctx, m.DB, purchase.Filter{From: &now, Until: &now}, store.Span[mall.PurchaseID]{Limit: 21})
			return err
		},
		"a member's activities": func() error {
			_, err := m.Activity.List(ctx, activity.Filter{Member: member}, store.Span[mall.ActivityID]{Limit: 21})
			return err
		},
		"an activity by its number": func() error {
			_, err := m.Activity.List(ctx, activity.Filter{ExternalRef: "n-7"}, store.Span[mall.ActivityID]{Limit: 21})
			return err
		},
		"a member's returns": func() error {
			_, err := purchase.ListReturns(ctx, m.DB, purchase.ReturnFilter{Member: member}, store.Span[mall.ReturnID]{Limit: 21})
			return err
		},
		"entries": entries(ledger.EntriesFilter{}), "entries of a member": entries(ledger.EntriesFilter{Accounts: accounts}),
		"entries of staff": entries(ledger.EntriesFilter{Actor: staff}), "adjustments": entries(ledger.EntriesFilter{Kinds: []mall.PointsEntryKind{mall.EntryAdjust}}),
		"entries of an order": entries(ledger.EntriesFilter{Accounts: accounts, Order: &order}), "entries of a purchase": entries(ledger.EntriesFilter{Accounts: accounts, Purchase: &bought}),
		"a member's transfers": func() error {
			_, err := m.Ledger.ListTransfers(ctx, ledger.TransferFilter{Member: member}, store.Span[mall.TransferID]{Limit: 21})
			return err
		},
		"a member's coupons": func() error {
			_, err := m.Coupons.All(ctx, coupon.Filter{Member: member}, store.Span[mall.CouponID]{Limit: 21})
			return err
		},
		"coupons of a kind": func() error {
			_, err := m.Coupons.All(ctx, coupon.Filter{Template: mall.NewCouponTemplateID()}, store.Span[mall.CouponID]{Limit: 21})
			return err
		},
		"codes of a batch": func() error {
			_, err := m.Codes.Codes(ctx, scancode.CodesOf{Batch: mall.NewScanBatchID()}, store.Span[mall.ScanCodeID]{Limit: 21})
			return err
		},
		"audit records": records(audit.Filter{}), "of an actor": records(audit.Filter{Actor: "stf_7"}), "of an operation": records(audit.Filter{Operation: "op-7"}),
		"of a noun": records(audit.Filter{Noun: "noun-7"}), "of a thing": records(audit.Filter{ID: "id-7"}), "of a time": records(audit.Filter{From: &now, Until: &now}),
	} {
		asked := statementsOf(m.DB, func() { require.NoError(t, read(), name) })
		require.NotEmpty(t, asked, name)
		for _, text := range asked {
			plan := planOf(t, raw, text)
			for _, table := range big {
				assert.NotContains(t, plan, "Seq Scan on "+table, "%s\n%s", name, text)
			}
		}
	}
	seldom := statementsOf(m.DB, func() {
		require.NoError(t, entries(ledger.EntriesFilter{Kinds: []mall.PointsEntryKind{mall.EntryAdjust}})())
	})
	assert.Contains(t, planOf(t, raw, seldom[0]), "entries_of_seldom_kinds")
	byStaff := statementsOf(m.DB, func() { require.NoError(t, entries(ledger.EntriesFilter{Actor: staff})()) })
	assert.Contains(t, planOf(t, raw, byStaff[0]), "entries_of_staff")
}

// statementsOf are the statements that f has the database run.
func statementsOf(db *store.DB, f func()) (texts []string) {
	var mu sync.Mutex
	db.Observe(func(_ uint64, text string) {
		mu.Lock()
		defer mu.Unlock()
		if strings.HasPrefix(strings.ToLower(text), "select") {
			texts = append(texts, text)
		}
	})
	defer db.Observe(nil)
	f()
	mu.Lock()
	defer mu.Unlock()
	return texts
}

// planOf is how PostgreSQL runs a statement, whatever its parameters are.
func planOf(t *testing.T, db *sql.DB, text string) string {
	t.Helper()
	conn, err := db.Conn(t.Context())
	require.NoError(t, err)
	defer conn.Close()
	for _, statement := range []string{"set plan_cache_mode = force_generic_plan", "prepare listed as " + text} {
		_, err := conn.ExecContext(t.Context(), statement)
		require.NoError(t, err, statement)
	}
	parameters := 0
	for strings.Contains(text, fmt.Sprint("$", parameters+1)) {
		parameters++
	}
	with := ""
	if parameters > 0 {
		with = "(" + strings.Repeat("null, ", parameters-1) + "null)"
	}
	plan := planned(t, conn, "explain execute listed"+with)
	_, err = conn.ExecContext(t.Context(), "deallocate listed")
	require.NoError(t, err)
	return plan
}

// planned is what PostgreSQL says of how it does something, a step a line.
func planned(t *testing.T, conn *sql.Conn, explain string) string {
	t.Helper()
	rows, err := conn.QueryContext(t.Context(), explain)
	require.NoError(t, err, explain)
	defer func() { assert.NoError(t, rows.Close()) }()
	var plan strings.Builder
	for rows.Next() {
		var line string
		require.NoError(t, rows.Scan(&line))
		fmt.Fprintln(&plan, line)
	}
	require.NoError(t, rows.Err())
	return plan.String()
}
