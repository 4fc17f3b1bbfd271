package checkout

import (
	"context"
	"strconv"
	"strings"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/order"
	"pointsmall/mall/order/aftersale"
	"pointsmall/mall/store"
)

// AfterSale is what a member wants of an order.
type AfterSale struct {
	Member mall.MemberID
	Order  mall.OrderID
	Kind   mall.AfterSaleKind
	Reason mall.AfterSaleReason
	// Note says more of it; it may be empty.
	Note string
	// Lines are the pieces that it is about.
	Lines []RefundLine
	Key   string
}

func (r *AfterSale) check() *mall.Error {
	if refusal := mall.CheckKey(r.Key); refusal != nil {
		return refusal
	}
	switch r.Note = strings.TrimSpace(r.Note); {
	case len(r.Note) > 500:
		return mall.Errorf(mall.CodeInvalidInput, "note is longer than %d bytes", "备注超过 %d 字节", 500).At("note")
	case r.Reason == mall.ReasonOther && r.Note == "":
		return mall.Errorf(mall.CodeInvalidInput, "say what the other reason is: note is empty", "选择其他原因时请填写说明").At("note")
	}
	return Refund{Lines: r.Lines}.checkWhat()
}

// RequestAfterSale notes what a member wants of an order of theirs that is paid. Refusals:
// INVALID_INPUT, NOT_FOUND (the order, a line), INVALID_STATE (the order is not paid, was won,
// or has an after-sale that goes on), LIMIT_EXCEEDED (more pieces than have not come back),
// IDEMPOTENCY_CONFLICT.
func (s *Service) RequestAfterSale(ctx context.Context, r AfterSale) (made *ent.AfterSale, err error) {
	if refusal := r.check(); refusal != nil {
		return nil, refusal
	}
	fingerprint := mall.Fingerprint([]any{r.Order, r.Kind, r.Reason, r.Note, r.Lines})
	err = s.DB.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		locked, err := order.Lock(ctx, tx, s.Clock(), []mall.OrderID{r.Order})
		if err != nil {
			return err
		}
		if made, err = aftersale.ByKey(ctx, tx, r.Member, r.Key); err != nil {
			return err
		}
		if made != nil {
			if made.Fingerprint != fingerprint {
				return mall.KeyConflict()
			}
			return nil
		}
		o := locked.Find(r.Order)
		lines, err := r.mayAsk(ctx, tx, s, o)
		if err != nil {
			return err
		}
		made, err = aftersale.Add(ctx, tx, &ent.AfterSale{
			OrderID: o.ID, MemberID: r.Member, Kind: r.Kind, Reason: r.Reason, Note: r.Note, Lines: lines,
			IdempotencyKey: r.Key, Fingerprint: fingerprint, RequestedAt: s.Clock(),
		})
		if err != nil {
			return err
		}
		return s.wake(ctx, tx, o.ID)
	})
	return made, err
}

// mayAsk is what the request is about; it refuses what cannot be asked.
func (r *AfterSale) mayAsk(ctx context.Context, tx *store.Tx, s *Service, o *ent.Order) ([]mall.ParcelLine, error) {
	switch {
	case o == nil || o.MemberID != r.Member:
		return nil, order.NotFound()
	case o.Operation == order.OperationDraw && r.Kind != mall.AfterSaleReplace:
		return nil, mall.Errorf(mall.CodeInvalidState, "the order was won: it can be replaced, not refunded", "该订单为奖品订单，只能申请换货").At("kind")
	case !order.Refundable(o.Status):
		return nil, mall.Errorf(mall.CodeInvalidState, "an order that is %[1]s has no after-sales: it must be paid, and not given up", "订单%[2]s，不能申请售后，仅已支付且未取消的订单可申请", o.Status.Text().EN, o.Status.Text().ZH).At("orderId")
	}
	going, err := aftersale.OpenOf(ctx, tx, o.ID)
	if err != nil {
		return nil, err
	}
	if going != nil {
		return nil, mall.Errorf(mall.CodeInvalidState, "the order has an after-sale that goes on: %s", "该订单已有进行中的售后：%s", going.ID).At("orderId")
	}
	refunds, err := order.ReadRefunds(ctx, tx, []mall.OrderID{o.ID})
	if err != nil {
		return nil, err
	}
	ordered, err := s.Orders.LinesOf(ctx, []*ent.Order{o})
	if err != nil {
		return nil, err
	}
	came := refunds.CameBack(o.ID, o.LineCount)
	lines := make([]mall.ParcelLine, len(r.Lines))
	for i, l := range r.Lines {
		n := order.LineNumber(l.Line)
		if n < 1 || n > o.LineCount || order.LineID(o.ID, n) != l.Line {
			return nil, mall.Errorf(mall.CodeNotFound, "the order has no such line", "订单中没有该商品行").At("lines", strconv.Itoa(i), "orderLineId")
		}
		if left := ordered[o.ID][n-1].Quantity - came[n-1]; l.Quantity > left {
			refusal := mall.Errorf(mall.CodeLimitExceeded, "%s are too many: %d have not come back", "%d 件超出可售后数量 %d", mall.Count(l.Quantity, "piece"), left).At("lines", strconv.Itoa(i), "quantity")
			refusal.Figures = mall.Figures{Limit: int64(left), Left: int64(left)}
			return nil, refusal
		}
		lines[i] = mall.ParcelLine{Line: n, Quantity: l.Quantity}
	}
	return lines, nil
}

// AfterSaleStep is what happens to an after-sale.
type AfterSaleStep struct {
	Actor   mall.Actor
	ID      mall.AfterSaleID
	Version int
	On      aftersale.Event
	Note    string
	// Carrier and TrackingNumber are of the parcel that is sent back.
	Carrier, TrackingNumber string
}

// StepAfterSale has an after-sale take a step that gives nothing back. Members take theirs, staff
// any. Refusals: INVALID_INPUT, NOT_FOUND, VERSION_CONFLICT, INVALID_STATE.
func (s *Service) StepAfterSale(ctx context.Context, r AfterSaleStep) (moved *ent.AfterSale, err error) {
	if refusal := r.check(); refusal != nil {
		return nil, refusal
	}
	a, err := s.afterSale(ctx, r.Actor, r.ID)
	if err != nil {
		return nil, err
	}
	err = s.DB.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := order.Lock(ctx, tx, s.Clock(), []mall.OrderID{a.OrderID}); err != nil {
			return err
		}
		now, err := aftersale.Find(ctx, tx.Ent(), r.ID)
		if err != nil {
			return err
		}
		to, refusal := r.next(now)
		if refusal != nil {
			return refusal
		}
		moved, err = aftersale.Move(ctx, tx, now, aftersale.Change{
			To: to, Note: r.Note, By: r.Actor, At: s.Clock(), Carrier: r.Carrier, TrackingNumber: r.TrackingNumber,
		})
		if err != nil {
			return err
		}
		return s.wake(ctx, tx, a.OrderID)
	})
	return moved, err
}

func (r *AfterSaleStep) check() *mall.Error {
	r.Note, r.Carrier, r.TrackingNumber = strings.TrimSpace(r.Note), strings.TrimSpace(r.Carrier), strings.TrimSpace(r.TrackingNumber)
	switch {
	case len(r.Note) > 500:
		return mall.Errorf(mall.CodeInvalidInput, "note is longer than %d bytes", "备注超过 %d 字节", 500).At("note")
	case r.On == aftersale.EventRefused && r.Note == "":
		return mall.Errorf(mall.CodeInvalidInput, "say why it is refused: note is empty", "拒绝时请填写原因").At("note")
	case r.On == aftersale.EventSentBack && (r.Carrier == "" || len(r.Carrier) > 64):
		return mall.Errorf(mall.CodeInvalidInput, "carrier must have 1 to %d bytes", "承运商须为 1 至 %d 字节", 64).At("carrier")
	case len(r.TrackingNumber) > 128:
		return mall.Errorf(mall.CodeInvalidInput, "trackingNumber is longer than %d bytes", "运单号超过 %d 字节", 128).At("trackingNumber")
	}
	return nil
}

// next is the state into which the step leads.
func (r *AfterSaleStep) next(a *ent.AfterSale) (mall.AfterSaleStatus, *mall.Error) {
	switch {
	case a == nil:
		return "", noAfterSale()
	case a.Version != r.Version:
		return "", mall.Outdated(mall.Text{EN: "the after-sale", ZH: "售后单"}, "version", a.Version)
	}
	to, ok := aftersale.Next(a.Kind, a.Status, r.On)
	if !ok {
		is := a.Status.Text()
		return "", mall.Errorf(mall.CodeInvalidState, "the after-sale is %[1]s: it cannot be %[3]s; nextSteps says what can be done", "售后单%[2]s，不能执行该操作，可执行的操作见 nextSteps", is.EN, is.ZH, r.On).At("afterSaleId")
	}
	return to, nil
}

// afterSale reads an after-sale that the actor may see: a member their own, staff any.
func (s *Service) afterSale(ctx context.Context, actor mall.Actor, id mall.AfterSaleID) (*ent.AfterSale, error) {
	a, err := s.AfterSales.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	if a == nil || !order.Visible(actor, &ent.Order{MemberID: a.MemberID}) {
		return nil, noAfterSale()
	}
	return a, nil
}

// AfterSale reads an after-sale that the actor may see; another member's is NOT_FOUND.
func (s *Service) AfterSale(ctx context.Context, actor mall.Actor, id mall.AfterSaleID) (*ent.AfterSale, error) {
	return s.afterSale(ctx, actor, id)
}

func noAfterSale() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such after-sale", "售后单不存在").At("afterSaleId")
}

// wake wakes those who follow an order.
func (s *Service) wake(ctx context.Context, tx *store.Tx, id mall.OrderID) error {
	var batch store.Batch
	s.Bus.Write(tx, &batch, mall.Signal{Topic: mall.TopicOrder, ID: id.UUID()})
	return batch.Exec(ctx, tx)
}
