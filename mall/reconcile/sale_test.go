package reconcile_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/campaign/sale"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
	"pointsmall/mall/reconcile"
	"pointsmall/mall/store"
)

// soldOff has two sales sell something: one is over, and one, with a waiting room, goes on.
func soldOff(t *testing.T, m *malltest.Mall) {
	t.Helper()
	boss := mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionCampaigns}}
	buyer, other := m.Member("normal", malltest.Lot{Points: 5000}).ID, m.Member("normal", malltest.Lot{Points: 5000}).ID
	for i, queue := range []*int{new(60_000), nil} {
		sku, more := m.Sku(800, 20, nil), m.Sku(300, 20, nil)
		draft, err := m.Sales.Create(t.Context(), boss, sale.NewSale{
			Slug: []string{"rush", "thirds"}[i], Name: mall.Text{EN: "Sale"}, StartsAt: m.Clock.Now().Add(-time.Minute), EndsAt: m.Clock.Now().Add(48 * time.Hour), AdmittedPerMinute: queue,
			Goods: []sale.NewGood{{Sku: sku, Numerator: 1, Denominator: 3, Pieces: 5, PerMember: new(2)}, {Sku: more, Numerator: 1, Denominator: 2, Pieces: 5, Ceiling: true}},
		})
		require.NoError(t, err)
		c, err := m.Sales.Start(t.Context(), boss, draft.ID, 1)
		require.NoError(t, err)
		want := exchange.Request{Member: buyer, Sku: sku, Quantity: 2, Key: "sale " + draft.Slug}
		if queue != nil {
			_, err = m.Sales.Join(t.Context(), buyer, c.ID)
			require.NoError(t, err)
			now := m.Clock.Now()
			m.Clock.Set(now.Add(time.Second))
			admitted, err := m.Sales.Admit(t.Context(), c.ID)
			require.NoError(t, err)
			require.Equal(t, 1, admitted)
			place, err := m.Sales.Join(t.Context(), buyer, c.ID)
			require.NoError(t, err)
			want.Admission = place.Admission
			_, err = m.Sales.Join(t.Context(), other, c.ID)
			require.NoError(t, err)
		}
		_, err = m.Exchanges.Exchange(t.Context(), want)
		require.NoError(t, err)
		if queue == nil {
			_, err = m.Exchanges.Exchange(t.Context(), exchange.Request{Member: other, Sku: more, Quantity: 1, Key: "more"})
			require.NoError(t, err)
			_, err = m.Sales.End(t.Context(), boss, c.ID, c.Version)
			require.NoError(t, err)
		}
	}
}

var errUndoSale = errors.New("undo")

// Whichever figure of a sale or a waiting room is altered by hand, reconcile names the table.
func TestEveryAlteredRowOfASaleIsNamed(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		soldOff(t, m)
		for statement, table := range map[string]string{
			"update stocks set apart = apart - 1 where apart > 0":                      "stocks",
			"update stocks set apart = apart + 1":                                      "stocks",
			"update stocks set ceiling = ceiling + 1":                                  "stocks",
			"update skus set sale = null":                                              "skus",
			"update sale_goods set left_over = left_over + 1 where left_over < pieces": "sale_goods",
			"update sale_goods set left_over = null":                                   "sale_goods",
			"update sale_goods set pieces = pieces + 1":                                "stocks",
			"update sale_goods set set_apart = not set_apart":                          "stocks",
			"update sale_goods set per_member = 1 where per_member is not null":        "sale_goods",
			"update sale_goods set campaign_id = id":                                   "order_lines",
			"delete from sale_goods":                                                   "order_lines",
			"update order_lines set sale_id = id where sale_id is not null":            "order_lines",
			"update order_lines set sale_id = null":                                    "stocks",
			"update waiting_rooms set last = last + 1":                                 "waiting_rooms",
			"update waiting_rooms set turn = turn - 1":                                 "waiting_rooms",
			"update waiting_places set number = number + 5 where order_id is null":     "waiting_rooms",
			"update waiting_places set order_id = id where order_id is not null":       "waiting_places",
			"update waiting_places set member_id = id where order_id is not null":      "waiting_places",
			"update campaigns set status = 'ENDED' where slug = 'rush'":                "stocks",
		} {
			err := m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				if _, err := tx.Exec(ctx, statement); err != nil {
					return err
				}
				findings, err := reconcile.Check(ctx, tx)
				require.NoError(t, err)
				tables := map[string]bool{}
				for _, f := range findings {
					tables[f.Table] = true
				}
				assert.True(t, tables[table], "%s: %v", statement, tables)
				return errUndoSale
			})
			require.ErrorIs(t, err, errUndoSale, statement)
		}
	})
}
