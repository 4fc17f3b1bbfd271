package earning

import (
	"context"

	"pointsmall/ent"
	"pointsmall/ent/entry"
	"pointsmall/mall"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

func (c Correction) wantReturn(d *desk) {
	ref := purchase.Ref{Source: c.returned.Source, ExternalRef: c.returned.PurchaseRef}
	d.wants.Numbers, d.wants.Alone = append(d.wants.Numbers, ref.Name()), true
	d.wants.of = append(d.wants.of, ref)
	if c.returned.EntryID != nil {
		d.wants.reversed = append(d.wants.reversed, *c.returned.EntryID)
	}
	if c.purchase == nil {
		return // decide refuses it
	}
	d.wants.restored = append(d.wants.restored, c.purchase.MemberID)
	d.wants.may(possible{member: c.purchase.MemberID, event: c.report().Event(), skus: c.skus()})
}

// decideReturn gives back what the return took and what fell with it, and counts its goods and
// money as not come back.
func (c Correction) decideReturn(d *desk, row *ent.Correction) *mall.Error {
	var r *ent.PurchaseReturn
	s := d.back.sales[purchase.Ref{Source: c.returned.Source, ExternalRef: c.returned.PurchaseRef}]
	if s != nil {
		r = s.find(c.returned.ID)
	}
	if r == nil {
		return mall.Errorf(mall.CodeInvalidState, "the return is not applied, or its purchase was moved: it takes nothing that could be given back",
			"该退货未生效，或其消费已更正到其他会员，没有可返还的积分").At(c.field())
	}
	account, ok := d.book.Account(s.row.MemberID)
	if !ok {
		return member.NotFound().At(c.field())
	}
	full := !account.CanHold(mall.EntryEarn, takenBack(r)+d.sunkPoints(s.row.MemberID))
	for _, f := range d.falling.sunk {
		other, ok := d.book.Account(f.Member)
		full = full || ok && !other.CanHold(mall.EntryEarn, d.sunkPoints(f.Member))
	}
	if full {
		return mall.Errorf(mall.CodeInvalidInput, "the account cannot hold that many points", "账户积分超过上限").At(c.field())
	}
	row.Kind, row.MemberID, row.Due = mall.CorrectReturn, s.row.MemberID, r.Due
	x := &standing{d: d, s: s, r: r, of: row, why: c.why(r.ExternalRef), was: s.event(), back: map[mall.MemberID]*giveBack{}}
	lowered := d.lowering(s, r)
	lowered.Whole = s.forget(d, r) && s.row.TotalMinor > 0
	d.sheet[s.row.MemberID].Restore(lowered)
	gained := mall.Sums{SpentMinor: lowered.SpentMinor, Points: lowered.Qualifying}
	if lowered.Whole {
		gained.Purchases = 1
	}
	d.gain(s.row.MemberID, lowered.Day, gained)
	x.restore()
	r.Status = mall.ReturnUndone
	d.returns = append(d.returns, r)
	return nil
}

// find is the applied return of the sale that has this id, or nil where there is none.
func (s *sale) find(id mall.ReturnID) *ent.PurchaseReturn {
	for _, r := range s.returns {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// forget takes an applied return out of the sale. It reports whether the purchase, of which
// nothing was left, is one again; the mark of the return that completed it moves with that.
func (s *sale) forget(d *desk, gone *ent.PurchaseReturn) (again bool) {
	whole := s.goods.Whole()
	fresh := newSale(s.row, nil, nil)
	fresh.points, fresh.lots, fresh.counted = s.points, s.lots, s.counted
	var last *ent.PurchaseReturn
	for _, r := range s.returns {
		if r != gone {
			fresh.count(r)
			last = r
		}
	}
	*s = *fresh
	if !whole {
		return false
	}
	if s.goods.Whole() {
		if gone.Completes && last != nil {
			last.Completes = true
			d.returns = append(d.returns, last)
		}
		return false
	}
	for _, r := range s.returns {
		if r.Completes {
			r.Completes = false
			d.returns = append(d.returns, r)
		}
	}
	return true
}

// readReversed reads the entries that are reversed, and their lots.
func (d *desk) readReversed(ctx context.Context, tx *store.Tx) error {
	for _, s := range d.falling.sunk {
		if s.Entry != nil {
			d.wants.reversed = append(d.wants.reversed, *s.Entry)
		}
	}
	if len(d.wants.reversed) == 0 {
		return nil
	}
	rows, err := tx.Ent().Entry.Query().Where(store.Among(entry.FieldID, "uuid", d.wants.reversed)).All(ctx)
	if err != nil {
		return err
	}
	d.reversed = make(map[mall.EntryID]*ent.Entry, len(rows))
	var lots []mall.LotID
	for _, e := range rows {
		d.reversed[e.ID] = e
		for _, a := range e.Allocations {
			lots = append(lots, a.Lot)
		}
	}
	return d.book.Fetch(ctx, tx, lots)
}
