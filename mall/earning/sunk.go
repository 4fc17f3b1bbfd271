package earning

import (
	"context"

	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/store"
)

// findSunk finds what fell of what purchases had led to, where staff undo returns of them: the
// accounts of its members are locked, too.
func (d *desk) findSunk(ctx context.Context, tx *store.Tx, sold []mall.PurchaseID) (err error) {
	if len(d.wants.restored) == 0 {
		return nil
	}
	d.falling.sunk, err = grant.SunkBy(ctx, tx, sold)
	for _, s := range d.falling.sunk {
		d.wants.Spends(s.Member, mall.MaxPoints)
		d.wants.people = append(d.wants.people, s.Member)
	}
	return err
}

// readSunk reads what fell of steps, tasks and purchases. The accounts are locked.
func (d *desk) readSunk(ctx context.Context, tx *store.Tx, of []mall.GrantID) (err error) {
	if len(d.wants.restored) == 0 {
		return nil
	}
	for _, r := range d.referrals.pending {
		of = append(of, mall.GrantID(r.ID))
	}
	own, err := grant.SunkOf(ctx, tx, of)
	if err != nil {
		return err
	}
	by, err := grant.SunkBy(ctx, tx, d.soldIDs())
	if err != nil {
		return err
	}
	d.falling.sunk = own
	seen := make(map[mall.GrantID]bool, len(own))
	for _, s := range own {
		seen[s.Grant] = true
	}
	for _, s := range by {
		if _, locked := d.book.Account(s.Member); locked && !seen[s.Grant] {
			d.falling.sunk = append(d.falling.sunk, s)
		}
	}
	d.falling.lapsed, err = referral.Lapsed(ctx, tx, d.wants.restored)
	return err
}

// fell is what fell last of what earned, by a purchase rather than by another; nil: nothing
// did, or it stands again.
func (d *desk) fell(of mall.GrantID, by mall.PurchaseID) (last *grant.Sunk) {
	for _, s := range d.falling.sunk {
		own := s.Purchase != nil && *s.Purchase == by
		if s.Of() == of && (last == nil || own || last.Purchase == nil || *last.Purchase != by) {
			last = s
		}
	}
	return last
}

// sunkPoints are all that a member may get back of what fell.
func (d *desk) sunkPoints(m mall.MemberID) (points mall.Points) {
	for _, s := range d.falling.sunk {
		if s.Member == m {
			points += s.Own + s.Other + s.Debt
		}
	}
	return points
}
