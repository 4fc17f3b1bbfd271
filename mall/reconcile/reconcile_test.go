package reconcile_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
	"pointsmall/mall/reconcile"
	"pointsmall/mall/seed"
	"pointsmall/mall/store"
)

// makeHistory has a mall go through a little of everything that moves points or stock.
func makeHistory(t *testing.T, m *malltest.Mall) {
	t.Helper()
	limit, gold := 9, "gold"
	member := m.Member("normal", malltest.Lot{Points: 500}, malltest.Lot{Points: 70, ExpiresAt: malltest.Start.Add(time.Hour)})
	sku := m.Sku(100, 10, func(k *catalog.NewSku) {
		k.PerMember = &limit
		k.Prices = append(k.Prices, catalog.Price{Points: 90, RequiresTier: &gold})
	})
	require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error { return seed.DemoRules(ctx, tx, malltest.Start) }))
	_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: member.ID, Sku: sku, Quantity: 2, Key: "k"})
	require.NoError(t, err)
	program(t, m, member.ID)
	_, err = m.Earning.RecordPurchase(t.Context(), earning.Purchase{
		Source: purchase.Mall, ExternalRef: "1", MemberRef: *member.ExternalRef, OccurredAt: malltest.Start,
		Total: mall.Money{Minor: 900, Currency: "CNY"}, Lines: []mall.PurchaseLine{{Sku: "a", Quantity: 3, UnitPrice: "3"}},
	})
	require.NoError(t, err)
	_, err = m.Earning.RecordReturn(t.Context(), earning.Return{
		Source: purchase.Mall, ExternalRef: "1", PurchaseRef: "1", OccurredAt: malltest.Start, Lines: []mall.PurchaseLine{{Sku: "a", Quantity: 2, UnitPrice: "3"}},
	})
	require.NoError(t, err)
	movePoints(t, m, member.ID)

	_, err = m.Earning.CheckIn(t.Context(), earning.CheckIn{Member: member.ID, Key: "k"})
	require.NoError(t, err)
	_, err = m.Earning.RecordActivity(t.Context(), earning.Activity{
		Source: purchase.Mall, ExternalRef: "1", MemberRef: *member.ExternalRef, Trigger: mall.TriggerReview, OccurredAt: malltest.Start,
	})
	require.NoError(t, err)
}

// Whichever figure is altered by hand, reconcile must name the row.
func TestEveryAlteredRowIsNamed(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		makeHistory(t, m)
		for statement, table := range map[string]string{
			"update grants set points = points + 1":                         "grants",
			"update grants set lines = null, parts = '[]'":                  "grants",
			"update grants set entry_id = null":                             "grants",
			"delete from grants where \"trigger\" = 'PURCHASE'":             "purchases",
			"delete from grants where \"trigger\" = 'REVIEW'":               "activities",
			"delete from grants where \"trigger\" = 'CHECK_IN'":             "check_ins",
			"delete from activities":                                        "grants",
			"delete from check_ins":                                         "check_ins",
			"update check_ins set streak = 2":                               "check_ins",
			"update cap_counters set points = points + 1":                   "cap_counters",
			"update cap_counters set times = times + 1":                     "cap_counters",
			"delete from cap_counters":                                      "cap_counters",
			"update growth set purchases = purchases + 1":                   "growth",
			"update growth set spent_minor = 0":                             "growth",
			"delete from growth":                                            "growth",
			"update member_days set earned = earned + 1":                    "member_days",
			"update member_days set spent_minor = spent_minor + 1":          "member_days",
			"update accounts set balance = balance + 1":                     "accounts",
			"update accounts set lifetime_earned = 1":                       "accounts",
			"update accounts set last_seq = 99":                             "accounts",
			"update lots set remaining = remaining - 1 where remaining > 1": "lots",
			"update lots set granted = granted + 1":                         "lots",
			"update lots set held = 1 where remaining > 1":                  "accounts",
			"update entries set delta = delta - 1 where kind = 'SPEND'":     "entries",
			"update entries set balance_after = 0":                          "entries",
			"update entries set allocations = null where kind = 'SPEND'":    "entries",
			"update entries set order_id = null":                            "orders",
			"update entries set purchase_id = null":                         "purchases",
			"delete from entries where kind = 'EARN' and seq is null":       "journals",
			"delete from journals":                                          "entries",
			"delete from accounts":                                          "members",
			"update orders set points = 1":                                  "orders",
			"update orders set version = 2":                                 "orders",
			"delete from orders":                                            "order_lines",
			"update order_lines set quantity = 1":                           "stocks",
			"delete from order_lines":                                       "orders",
			"update stocks set on_hand = on_hand + 1":                       "stocks",
			"update stocks set counted = false":                             "stocks",
			"delete from stocks":                                            "skus",
			"update redemptions set quantity = 1":                           "redemptions",
			"update purchases set points = 1":                               "purchases",
			"delete from purchases":                                         "entries",
			"update returns set own = own - 1":                              "returns",
			"update returns set own = own - 1, other = other + 1":           "returns",
			"update returns set due = due + 1":                              "member_days",
			"update returns set due = 110":                                  "returns",
			"update returns set amount_minor = 1":                           "growth",
			"update returns set completes = true":                           "returns",
			"update returns set pieces = '[4]'":                             "returns",
			"update returns set pieces = '[3]'":                             "returns",
			"update returns set entry_id = null":                            "entries",
			"update returns set purchase_ref = 'x'":                         "returns",
			"update returns set status = 'PENDING'":                         "returns",
			"delete from returns":                                           "entries",
			"update products set points_from = 1":                           "products",
			"update products set points_from = 90":                          "products",
			"update products set points_least = 1":                          "products",
			"update products set archived_at = created_at":                  "products",
			"delete from product_searches":                                  "products",
			"update price_options set requires_tier = null":                 "products",
			"update task_progress set points = 1":                           "task_progress",
			"update task_progress set completed_at = null":                  "task_progress",
			"delete from task_progress":                                     "grants",
			"update referrals set points = 1":                               "referrals",
			"update stocks set reserved = 1":                                "stocks",
			"update skus set offset_percent = 101":                          "skus",
			"update referrals set status = 'REFUSED'":                       "referrals",
			"delete from referrals":                                         "grants",

			"update accounts set held = held + 1":                                          "accounts",
			"update accounts set debt = debt + 1":                                          "accounts",
			"update lots set held = held + 1 where held > 0 and remaining > held":          "lots",
			"update lots set expired = 0 where expired > 0":                                "lots",
			"update entries set held_delta = 0 where held_delta > 0":                       "accounts",
			"update entries set debt_delta = 0 where debt_delta > 0":                       "accounts",
			"update entries set debt_delta = 0 where debt_delta <> 0 and kind = 'EARN'":    "entries",
			"update entries set reverses = null":                                           "entries",
			"update entries set delta = -1 where kind = 'SPEND' and order_id is not null":  "entries",
			"update holds set points = points + 1 where status = 'HELD'":                   "holds",
			"update holds set captured = captured - 1 where status = 'CAPTURED'":           "holds",
			"update holds set allocations = '[]' where status = 'HELD'":                    "lots",
			"update holds set status = 'RELEASED', open = false where status = 'HELD'":     "holds",
			"update holds set status = 'RELEASED' where status = 'CAPTURED'":               "holds",
			"update holds set ended_at = null":                                             "holds",
			"delete from holds":                                                            "entries",
			"update transfers set points = points + 1":                                     "transfers",
			"update transfers set fee = fee + 1":                                           "transfers",
			"update transfers set in_entry = out_entry":                                    "transfers",
			"delete from transfers":                                                        "entries",
			"update adjustment_requests set points = points - 1 where status = 'APPROVED'": "adjustment_requests",
			"update adjustment_requests set entry_id = null":                               "adjustment_requests",
			"update adjustment_requests set status = 'REJECTED' where status = 'APPROVED'": "adjustment_requests",
			"update adjustment_requests set status = 'APPROVED' where status = 'PENDING'":  "adjustment_requests",
		} {
			err := m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, statement)
				require.NoError(t, err, statement)
				findings, err := reconcile.Check(ctx, tx)
				require.NoError(t, err)
				tables := map[string]bool{}
				for _, f := range findings {
					assert.NotEmpty(t, f.ID)
					tables[f.Table] = true
				}
				assert.True(t, tables[table], "%s: want a finding in %s, got %v", statement, table, findings)
				return context.Canceled // undo it
			})
			require.ErrorIs(t, err, context.Canceled)
		}
	})
}

// program makes a task and a referral that the member's next purchase completes, and
// rules that pay for them.
func program(t *testing.T, m *malltest.Mall, invitee mall.MemberID) {
	t.Helper()
	fixed := func(code string, on mall.Trigger) *rule.Rule {
		return &rule.Rule{Code: code, Name: mall.Text{EN: code}, Definition: rule.Definition{Trigger: on, Effect: rule.Effect{Fixed: &rule.Fixed{Points: 5}}}}
	}
	referrer := m.Member("normal")
	require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		err := task.Create(ctx, tx, "test", malltest.Start, task.Draft{Code: "any-purchase", Name: mall.Text{EN: "Buy"}, Definition: task.Definition{
			Period: mall.TaskOnce, Steps: []task.Step{{Code: "buy", Trigger: mall.TriggerPurchase, Times: 1}},
		}})
		if err != nil {
			return err
		}
		if err := rule.Create(ctx, tx, "test", malltest.Start, fixed("any-task", mall.TriggerTask)); err != nil {
			return err
		}
		return tx.Ent().Referral.Create().SetReferrerID(referrer.ID).SetInviteeID(invitee).SetStatus(mall.ReferralPending).SetCreatedAt(malltest.Start).Exec(ctx)
	}))
}
