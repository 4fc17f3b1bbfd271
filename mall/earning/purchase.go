package earning

import (
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"pointsmall/mall"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/earning/rule"
)

// OrderRefs is how the numbers of the mall's own orders begin, as purchases. Tills cannot
// use them.
const OrderRefs = "ord_"

// Purchase is what a till reports.
type Purchase struct {
	// Source is purchase.Mall, or the partner whose till it is.
	Source string
	// ExternalRef is the till's own number.
	ExternalRef string
	// MemberRef is the member's external reference; "": Member says who it is.
	MemberRef  string
	Member     mall.MemberID
	OccurredAt time.Time
	Total      mall.Money
	Lines      []mall.PurchaseLine
	// Channel is the till's word for where it was: "store", "app", …; may be empty.
	Channel string
	// Payment is what the till knows the means of payment by; may be empty. Only a
	// digest of it is kept, to tell whether members who invited each other are one.
	Payment string
}

func (p Purchase) check(now time.Time) *mall.Error {
	switch {
	case p.ExternalRef == "" || len(p.ExternalRef) > mall.MaxKeyLength:
		return mall.Errorf(mall.CodeInvalidInput, "externalRef must have 1 to %d bytes", "externalRef 须为 1 至 %d 字节", mall.MaxKeyLength).At("externalRef")
	case p.Source == purchase.Mall && strings.HasPrefix(p.ExternalRef, OrderRefs):
		return mall.Errorf(mall.CodeInvalidInput, "numbers that begin with %s are those of the mall's own orders", "以 %s 开头的编号为商城订单专用", OrderRefs).At("externalRef")
	case p.Total.Minor < 0:
		return mall.Errorf(mall.CodeInvalidInput, "the total is negative; report goods that came back as a return", "金额不能为负，退货请按退货上报").At("total", "amount")
	case p.OccurredAt.After(now.Add(mall.MaxClockAhead)):
		return mall.Errorf(mall.CodeInvalidInput, "occurredAt lies in the future", "occurredAt 晚于当前时间").At("occurredAt")
	case p.OccurredAt.Year() < 1970:
		return mall.Errorf(mall.CodeInvalidInput, "occurredAt lies before 1970", "occurredAt 早于 1970 年").At("occurredAt")
	case len(p.Channel) > mall.MaxChannel:
		return mall.Errorf(mall.CodeInvalidInput, "channel has at most %d bytes", "channel 最多 %d 字节", mall.MaxChannel).At("channel")
	case len(p.Payment) > mall.MaxPayment:
		return mall.Errorf(mall.CodeInvalidInput, "paymentFingerprint has at most %d bytes", "paymentFingerprint 最多 %d 字节", mall.MaxPayment).At("paymentFingerprint")
	case len(p.Lines) == 0:
		return mall.Errorf(mall.CodeInvalidInput, "a purchase has at least one line", "消费记录至少包含一行商品").At("lines")
	case len(p.Lines) > mall.MaxPurchaseLines:
		return mall.Errorf(mall.CodeInvalidInput, "a purchase has at most %d lines", "消费记录最多包含 %d 行商品", mall.MaxPurchaseLines).At("lines")
	}
	for i, l := range p.Lines {
		if refusal := checkLine(l); refusal != nil {
			return refusal.At("lines", strconv.Itoa(i))
		}
	}
	return nil
}

func checkLine(l mall.PurchaseLine) *mall.Error {
	price, err := mall.ParseDecimal(l.UnitPrice)
	if l.Measured() {
		if refusal := checkMeasure(l); refusal != nil {
			return refusal
		}
	}
	switch {
	case l.Sku == "" || len(l.Sku) > mall.MaxSkuCode:
		return mall.Errorf(mall.CodeInvalidInput, "sku must have 1 to %d bytes", "sku 须为 1 至 %d 字节", mall.MaxSkuCode).At("sku")
	case l.Quantity < 1 || l.Quantity > mall.MaxLineQuantity:
		return mall.Errorf(mall.CodeInvalidInput, "quantity must be from 1 to %d", "数量须为 1 至 %d", mall.MaxLineQuantity).At("quantity")
	case err != nil || price.IsNegative():
		return mall.Errorf(mall.CodeInvalidInput, "unitPrice must not be negative", "单价不能为负").At("unitPrice")
	}
	return nil
}

// checkMeasure refuses a measure that makes no sense.
func checkMeasure(l mall.PurchaseLine) *mall.Error {
	measure, err := mall.ParseDecimal(l.Measure)
	switch {
	case err != nil || !measure.IsPositive() || measure.GreaterThan(decimal.NewFromInt(mall.MaxLineQuantity)):
		return mall.Errorf(mall.CodeInvalidInput, "measure must be more than 0 and at most %d", "计量须大于 0 且不超过 %d", mall.MaxLineQuantity).At("measure")
	case !measure.Equal(measure.Round(mall.MeasurePlaces)):
		return mall.Errorf(mall.CodeInvalidInput, "measure has at most %d decimals", "计量最多 %d 位小数", mall.MeasurePlaces).At("measure")
	case l.Quantity != 1:
		return mall.Errorf(mall.CodeInvalidInput, "the quantity of a measured line is 1", "填写计量时，数量须为 1").At("quantity")
	}
	return nil
}

// ref is the till's number with its source.
func (p Purchase) ref() purchase.Ref {
	return purchase.Ref{Source: p.Source, ExternalRef: p.ExternalRef}
}

// fingerprint tells apart two purchases under the same number.
func (p Purchase) fingerprint() string {
	if p.Payment != "" {
		return mall.Fingerprint([]any{p.MemberRef, p.OccurredAt.UTC(), p.Total, p.Lines, p.Channel, referral.TraceOf(mall.TracePayment, p.Payment).Digest})
	}
	if p.Channel != "" {
		return mall.Fingerprint([]any{p.MemberRef, p.OccurredAt.UTC(), p.Total, p.Lines, p.Channel})
	}
	return mall.Fingerprint([]any{p.MemberRef, p.OccurredAt.UTC(), p.Total, p.Lines})
}

// Event is the purchase as rules see it. The lines' prices were checked.
func (p Purchase) Event() rule.Event {
	lines := make([]rule.Line, len(p.Lines))
	for i, l := range p.Lines {
		lines[i] = rule.Line{Sku: l.Sku, Quantity: l.Quantity, Measure: l.Measure, UnitPrice: l.Price(), Cost: l.Cost(p.Total.Currency)}
	}
	return rule.Event{Trigger: mall.TriggerPurchase, At: p.OccurredAt, Source: p.Source, Channel: p.Channel, Total: p.Total, Lines: lines}
}
