package earning

import (
	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/member"
)

func (c Correction) wantPurchase(d *desk) {
	ref := purchase.Ref{Source: c.purchase.Source, ExternalRef: c.purchase.ExternalRef}
	d.wants.Numbers, d.wants.Alone = append(d.wants.Numbers, ref.Name()), true
	d.wants.of = append(d.wants.of, ref)
	if c.MemberRef == "" {
		return
	}
	p := c.report()
	d.wants.may(possible{ref: c.MemberRef, event: rule.Event{Trigger: mall.TriggerPurchase, At: p.OccurredAt, Source: p.Source, Total: p.Total}, skus: c.skus()})
}

// skus are the codes of the purchase's lines.
func (c Correction) skus() []string {
	skus := make([]string, len(c.purchase.Lines))
	for i, l := range c.purchase.Lines {
		skus[i] = l.Sku
	}
	return skus
}

// report is the purchase as a till would report it for the right member.
func (c Correction) report() Purchase {
	p := c.purchase
	return Purchase{
		Source: p.Source, ExternalRef: p.ExternalRef, MemberRef: c.MemberRef, OccurredAt: p.OccurredAt,
		Total: mall.Money{Minor: p.TotalMinor, Currency: p.Currency}, Lines: p.Lines, Channel: p.Channel,
	}
}

// decidePurchase takes back what is left of the purchase, as if all of it had come back,
// and records it for the right member, with what had come back before.
func (c Correction) decidePurchase(d *desk, row *ent.Correction) *mall.Error {
	s := d.back.sales[purchase.Ref{Source: c.purchase.Source, ExternalRef: c.purchase.ExternalRef}]
	if s == nil || s.row.ID != c.purchase.ID {
		return mall.Errorf(mall.CodeInvalidState, "the purchase was moved to another member", "该笔消费已更正到其他会员").At(c.field())
	}
	if _, ok := d.book.Account(s.row.MemberID); !ok {
		return member.NotFound().At(c.field())
	}
	row.Kind, row.MemberID = mall.CorrectPurchase, s.row.MemberID
	if c.MemberRef != "" {
		if refusal := c.movePurchase(d, s, row); refusal != nil {
			return refusal
		}
	}
	if s.goods.Whole() {
		return nil
	}
	s.why = c.why(s.row.ExternalRef)
	rest := d.correctingReturn(s, row, "", s.goods.Rest())
	if refusal := d.takeBack(s, rest, mall.ClawbackUnlimited); refusal != nil {
		return refusal
	}
	row.Due, row.Taken, row.EntryID = rest.Due, takenBack(rest), rest.EntryID
	return nil
}

// movePurchase records the purchase for the right member.
func (c Correction) movePurchase(d *desk, s *sale, row *ent.Correction) *mall.Error {
	to, refusal := c.receiver(d, s.row.MemberID)
	if refusal != nil {
		return refusal
	}
	p := c.report()
	o := p.occasion(to)
	got, refusal := d.award(o)
	if refusal != nil {
		return refusal.At("memberRef")
	}
	made := p.row(o, got, d.now)
	made.Fingerprint = s.row.Fingerprint // the till that repeats its report has it known
	d.purchases = append(d.purchases, made)
	d.refer(o)
	row.ToMemberID, row.MadeID, row.Given = &to, new(made.ID.UUID()), got.points

	now := newSale(made, got.grant, nil)
	now.why = c.why(made.ExternalRef)
	if money := s.goods.Refunded(); money > 0 {
		r := d.correctingReturn(now, row, "/money", nil)
		r.RefundMinor, r.RefundCurrency = &money, &made.Currency
		if refusal := d.takeBack(now, r, d.back.clawback); refusal != nil {
			return refusal
		}
	}
	if lines := s.goods.CameBack(); len(lines) > 0 {
		return d.takeBack(now, d.correctingReturn(now, row, "/goods", lines), d.back.clawback)
	}
	return nil
}

// correctingReturn is a return that a correction makes.
func (d *desk) correctingReturn(s *sale, of *ent.Correction, part string, lines []mall.PurchaseLine) *ent.PurchaseReturn {
	return &ent.PurchaseReturn{
		ID: mall.NewReturnID(), Source: s.row.Source, ExternalRef: of.ID.String() + part, PurchaseRef: s.row.ExternalRef,
		Lines: append([]mall.PurchaseLine{}, lines...), Fingerprint: mall.Fingerprint([]any{of.ID, part}), OccurredAt: d.now, RecordedAt: d.now,
	}
}
