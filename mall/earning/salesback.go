package earning

import (
	"log/slog"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/purchase"
)

// Back is something that came back of a purchase at the mall itself.
type Back struct {
	// Sale is the purchase's number, Number that of what came back, which is new.
	Sale, Number string
	// Lines are goods; RefundMinor is money that was given back without goods.
	Lines       []mall.PurchaseLine
	RefundMinor int64
	// What begins the explanation to the member: "Refund of order 261122-…: ".
	What mall.Text
}

// MayBack asks for what it needs that something comes back of a purchase. anew has what is
// left of it earn anew by the rules of then; else each line's share is taken back.
func (x *Sales) MayBack(sale string, anew bool) {
	ref := purchase.Ref{Source: purchase.Mall, ExternalRef: sale}
	w := &x.d.wants
	w.Numbers, w.Alone, w.of = append(w.Numbers, ref.Name()), true, append(w.of, ref)
	if anew {
		w.anew = append(w.anew, ref)
	}
}

// TakeBack takes back what a purchase has earned for what came back of it, as RecordReturn
// does. nil: nothing was recorded, because it earned nothing, or is no purchase any more. What
// goes back to a member never depends on it.
func (x *Sales) TakeBack(b Back) *ent.PurchaseReturn {
	d := x.d
	s := d.back.sales[purchase.Ref{Source: purchase.Mall, ExternalRef: b.Sale}]
	if s == nil || s.goods.Whole() {
		return nil
	}
	row := &ent.PurchaseReturn{
		ID: mall.NewReturnID(), Source: purchase.Mall, ExternalRef: b.Number, PurchaseRef: b.Sale, Lines: append([]mall.PurchaseLine{}, b.Lines...),
		Fingerprint: mall.Fingerprint([]any{b.Sale, b.Number}), OccurredAt: d.now, RecordedAt: d.now,
	}
	if minor := min(b.RefundMinor, s.leftToRepay()); minor > 0 {
		row.RefundMinor, row.RefundCurrency = &minor, &s.row.Currency
	} else if len(b.Lines) == 0 {
		return nil
	}
	if s.anew != nil {
		s.anew.head = b.What
	}
	if refusal := d.takeBack(s, row, d.back.clawback); refusal != nil {
		slog.Warn("what an order earned is not taken back", "order", b.Sale, "refund", b.Number, "error", refusal)
		return nil
	}
	return row
}

// TakenBack is all that a return took, debt included; 0 for nil.
func TakenBack(r *ent.PurchaseReturn) mall.Points {
	if r == nil {
		return 0
	}
	return takenBack(r)
}
