package earning

import (
	"strconv"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/purchase"
)

// Return is goods that came back, or money that was given back without goods, as a till
// reports it.
type Return struct {
	// Source is that of the purchase: purchase.Mall, or the partner whose till it is.
	Source string
	// ExternalRef is the till's own number of the return, PurchaseRef that of the purchase.
	ExternalRef, PurchaseRef string
	OccurredAt               time.Time
	// Lines are what came back, at the unit prices at which it was bought.
	Lines []mall.PurchaseLine
	// Refund is money that was given back without goods; nil: goods came back.
	Refund *mall.Money
}

// Returned is what became of a return.
type Returned struct {
	// TakenBack is what it took from the member's points, or made a debt.
	TakenBack mall.Points
	// Pending is true while the purchase has not been reported: the return counts when it is.
	Pending bool
	// Duplicate is true when its number was recorded before.
	Duplicate bool
}

func (r Return) check(now time.Time) *mall.Error {
	switch {
	case r.ExternalRef == "" || len(r.ExternalRef) > mall.MaxKeyLength:
		return mall.Errorf(mall.CodeInvalidInput, "externalRef must have 1 to %d bytes", "externalRef 须为 1 至 %d 字节", mall.MaxKeyLength).At("externalRef")
	case r.PurchaseRef == "" || len(r.PurchaseRef) > mall.MaxKeyLength:
		return mall.Errorf(mall.CodeInvalidInput, "purchaseRef must have 1 to %d bytes", "purchaseRef 须为 1 至 %d 字节", mall.MaxKeyLength).At("purchaseRef")
	case r.OccurredAt.After(now.Add(mall.MaxClockAhead)):
		return mall.Errorf(mall.CodeInvalidInput, "occurredAt lies in the future", "occurredAt 晚于当前时间").At("occurredAt")
	case r.OccurredAt.Year() < 1970:
		return mall.Errorf(mall.CodeInvalidInput, "occurredAt lies before 1970", "occurredAt 早于 1970 年").At("occurredAt")
	case r.Refund != nil && len(r.Lines) > 0:
		return mall.Errorf(mall.CodeInvalidInput, "a return has lines, or an amount that was given back without goods", "退货填写商品行，仅退款填写金额，二者不可同时填写").At("amount")
	case r.Refund != nil && r.Refund.Minor <= 0:
		return mall.Errorf(mall.CodeInvalidInput, "the amount must be more than 0", "退款金额须大于 0").At("amount", "amount")
	case len(r.Lines) == 0 && r.Refund == nil:
		return mall.Errorf(mall.CodeInvalidInput, "a return has at least one line", "退货记录至少包含一行商品").At("lines")
	case len(r.Lines) > mall.MaxPurchaseLines:
		return mall.Errorf(mall.CodeInvalidInput, "a return has at most %d lines", "退货记录最多包含 %d 行商品", mall.MaxPurchaseLines).At("lines")
	}
	for i, l := range r.Lines {
		if refusal := checkLine(l); refusal != nil {
			return refusal.At("lines", strconv.Itoa(i))
		}
	}
	return nil
}

func (r Return) ref() purchase.Ref { return purchase.Ref{Source: r.Source, ExternalRef: r.ExternalRef} }

func (r Return) purchase() purchase.Ref {
	return purchase.Ref{Source: r.Source, ExternalRef: r.PurchaseRef}
}

// fingerprint tells apart two returns under the same number.
func (r Return) fingerprint() string {
	if r.Refund != nil {
		return mall.Fingerprint([]any{r.PurchaseRef, r.OccurredAt.UTC(), *r.Refund})
	}
	return mall.Fingerprint([]any{r.PurchaseRef, r.OccurredAt.UTC(), r.Lines})
}
