package earning

import (
	"context"

	"pointsmall/ent"
	"pointsmall/ent/entry"
	"pointsmall/mall"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/ledger"
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
}

// decideReturn gives back what the return took, and counts its goods and money as not come back.
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
	if !account.CanHold(mall.EntryEarn, takenBack(r)) {
		return mall.Errorf(mall.CodeInvalidInput, "the account cannot hold that many points", "账户积分超过上限").At(c.field())
	}
	row.Kind, row.MemberID, row.Due, row.Given = mall.CorrectReturn, s.row.MemberID, r.Due, takenBack(r)
	if r.EntryID != nil {
		row.EntryID = d.unclaw(account, s, r, row, c.why(r.ExternalRef))
	}
	lowered := d.lowering(s, r)
	lowered.Whole = s.forget(d, r) && s.row.TotalMinor > 0
	d.sheet[s.row.MemberID].Restore(lowered)
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

// unclaw gives back what a return took.
func (d *desk) unclaw(account *ledger.Account, s *sale, r *ent.PurchaseReturn, of *ent.Correction, why *mall.Text) *mall.EntryID {
	cause := ledger.Cause{Purchase: &s.row.ID, Reverses: r.EntryID, Ref: of.ID.String(), Reason: why}
	if s.row.FundedBy != nil {
		cause.Funder = *s.row.FundedBy
	}
	terms := ledger.Terms{EarnedAt: d.now, UsableFrom: d.now, ExpiresAt: d.settings.Expiry.After(d.now, d.settings.Zone), IdleMonths: d.settings.Expiry.IdleMonths()}
	posted := account.Unclaw(d.reversed[*r.EntryID].Allocations, r.Debt, terms, d.back.policy, cause)
	d.signals = append(d.signals, mall.Signal{Topic: mall.TopicBalance, ID: s.row.MemberID.UUID()})
	return &posted
}

// readReversed reads the entries that are reversed, and their lots.
func (d *desk) readReversed(ctx context.Context, tx *store.Tx) error {
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
