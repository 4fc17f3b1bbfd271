package earning

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/growth"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/ledger"
	"pointsmall/mall/store"
)

// back is what decides returns of goods.
type back struct {
	// sold are the purchases that are wanted, sales the same with what came back of them.
	sold  map[purchase.Ref]*ent.Purchase
	sales map[purchase.Ref]*sale
	// policy is that of the mall's own points, clawback how far returns may reach by it.
	policy   mall.PointsPolicy
	clawback mall.ClawbackPolicy
}

// findSold finds the purchases of which goods come back, and whose points that may take: no
// more than they earned is ever taken back.
func (d *desk) findSold(ctx context.Context, tx *store.Tx) (err error) {
	if len(d.wants.of) == 0 {
		return nil
	}
	if d.back.sold, err = purchase.Find(ctx, tx, d.wants.of); err != nil {
		return err
	}
	for _, p := range d.back.sold {
		d.wants.Spends(p.MemberID, p.Points)
	}
	return nil
}

// soldDays are the days whose history returns of purchases lower.
func (d *desk) soldDays() []growth.Want {
	wanted := make([]growth.Want, 0, len(d.back.sold))
	for _, p := range d.back.sold {
		wanted = append(wanted, growth.Want{Member: p.MemberID, Day: mall.DateOf(p.OccurredAt, d.settings.Zone)})
	}
	return wanted
}

// readSales reads what was granted for purchases and what came back of them.
func (d *desk) readSales(ctx context.Context, tx *store.Tx) error {
	if len(d.back.sold) == 0 {
		return nil
	}
	ids, grantIDs := make([]mall.PurchaseID, 0, len(d.back.sold)), make([]mall.GrantID, 0, len(d.back.sold))
	for _, p := range d.back.sold {
		ids, grantIDs = append(ids, p.ID), append(grantIDs, mall.GrantID(p.ID))
	}
	grants, err := grant.Read(ctx, tx, grantIDs)
	if err != nil {
		return err
	}
	earlier, err := purchase.ReturnsOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	d.back.sales = make(map[purchase.Ref]*sale, len(d.back.sold))
	var lots []mall.LotID
	for ref, p := range d.back.sold {
		s := newSale(p, grants[mall.GrantID(p.ID)], earlier[p.ID])
		d.back.sales[ref], lots = s, append(lots, s.lots...)
	}
	if err := d.book.Fetch(ctx, tx, lots); err != nil {
		return err
	}
	if err := d.readAnew(ctx, tx, grants); err != nil {
		return err
	}
	return d.readClawback(ctx, tx)
}

// readClawback reads how far returns may reach.
func (d *desk) readClawback(ctx context.Context, tx *store.Tx) error {
	policies, err := ledger.Policies(ctx, tx)
	d.back.policy = policies[mall.DefaultPoints]
	d.back.clawback = d.back.policy.Clawback
	return err
}
