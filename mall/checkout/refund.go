package checkout

import (
	"context"
	"strconv"
	"strings"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/order"
	"pointsmall/mall/store"
)

// Refund is the wish to give something of an order back.
type Refund struct {
	Actor   mall.Actor
	Order   mall.OrderID
	Version int
	// Lines are pieces that come back, or that the member need not send back.
	Lines []RefundLine
	// Amount is money that goes back without goods; then there are no lines.
	Amount *mall.Money
	Reason string
	// Restock has the pieces be had again; nil: where the order was not sent.
	Restock *bool
	Key     string

	about *facts
	// ending is the after-sale that ends with it, and whose version counts, not the order's; nil:
	// none does.
	ending *AfterSaleStep
}

// RefundLine is pieces of a line.
type RefundLine struct {
	Line     mall.OrderLineID
	Quantity int
}

// Refunded is what went back.
type Refunded struct {
	Order  *ent.Order
	Refund *order.Refund
}

// Refund gives pieces of a paid order back, or money without goods: points go to the lots that
// paid, money goes back by a job, and what the order earned is taken back, all by the rulings
// R22 to R24. When the last piece has come back the order is REFUNDED. Only staff may. Refusals:
// INVALID_INPUT, NOT_FOUND (the order, a line), VERSION_CONFLICT, INVALID_STATE (it is not paid,
// was given up or was won), LIMIT_EXCEEDED (more pieces or more money than are left),
// IDEMPOTENCY_CONFLICT.
func (s *Service) Refund(ctx context.Context, r Refund) (Refunded, error) {
	if refusal := r.check(); refusal != nil {
		return Refunded{}, refusal
	}
	if err := s.prepare(ctx, &r); err != nil {
		return Refunded{}, err
	}
	return refunding.Do(ctx, s.settling, r)
}

// PreviewRefund says what Refund would give back now, and writes nothing. The version and the
// key do not count. Refusals: as of Refund.
func (s *Service) PreviewRefund(ctx context.Context, r Refund) (Refunded, error) {
	if refusal := r.checkWhat(); refusal != nil {
		return Refunded{}, refusal
	}
	if err := s.prepare(ctx, &r); err != nil {
		return Refunded{}, err
	}
	var out []store.Outcome[Refunded]
	err := s.DB.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		now, err := order.Lock(ctx, tx, s.Clock(), []mall.OrderID{r.Order})
		if err != nil {
			return err
		}
		r.Version = now.Find(r.Order).Version
		out, err = refunding.Foresee(ctx, tx, s.orderDesk(), []Refund{r})
		return err
	})
	if err != nil {
		return Refunded{}, err
	}
	return out[0].Answer, out[0].Err
}

// prepare reads the facts of the order.
func (s *Service) prepare(ctx context.Context, r *Refund) error {
	o, err := s.Orders.Get(ctx, r.Actor, r.Order)
	if err != nil {
		return err
	}
	known, err := s.facts(ctx, []*ent.Order{o})
	r.about = known[o.ID]
	return err
}

var refunding = &store.UseCase[*orderDesk, Refund, Refunded]{
	Check: Refund.check, Want: Refund.want, Decide: Refund.decide,
	Touches: func(r Refund, _ Refunded) []store.Row { return []store.Row{{Table: "orders", ID: r.Order}} },
	Repeats: &store.ByRecord[*orderDesk, Refund, Refunded]{Key: Refund.key, Fingerprint: Refund.fingerprint, Result: Refunded.name, Find: rereadOrderRefund},
}

func (r Refunded) name() string {
	if r.Refund == nil {
		return ""
	}
	return r.Refund.ID.String()
}

// rereadOrderRefund reads what a request has given back.
func rereadOrderRefund(ctx context.Context, tx *store.Tx, r Refund, result string) (out Refunded, err error) {
	id, _ := mall.AnyID(result).OrderRefund()
	if out.Refund, err = order.FindRefund(ctx, tx, id); err != nil {
		return out, err
	}
	out.Order, err = tx.Ent().Order.Get(ctx, r.Order)
	return out, err
}

func (r Refund) check() *mall.Error {
	switch {
	case strings.TrimSpace(r.Reason) == "":
		return mall.Errorf(mall.CodeInvalidInput, "say why it goes back: reason is empty", "请填写退款原因").At("reason")
	case len(r.Reason) > 500:
		return mall.Errorf(mall.CodeInvalidInput, "reason is longer than 500 bytes", "原因超过 500 字节").At("reason")
	}
	return r.checkWhat()
}

func (r Refund) checkWhat() *mall.Error {
	switch {
	case len(r.Lines) > 0 && r.Amount != nil:
		return mall.Errorf(mall.CodeInvalidInput, "a refund has lines, or an amount without goods: send lines: [] with amount", "退货退款填写 lines，仅退款填写 amount，二者不可同时填写").At("amount")
	case len(r.Lines) == 0 && r.Amount == nil:
		return mall.Errorf(mall.CodeInvalidInput, "a refund has at least one line, or an amount", "请填写退款商品行或退款金额").At("lines")
	case len(r.Lines) > order.MaxLines:
		return mall.Errorf(mall.CodeInvalidInput, "a refund has at most %d lines", "退款最多 %d 行", order.MaxLines).At("lines")
	case r.Amount != nil && r.Amount.Minor <= 0:
		return mall.Errorf(mall.CodeInvalidInput, "the amount must be more than 0", "退款金额须大于 0").At("amount", "amount")
	}
	seen := map[mall.OrderLineID]bool{}
	for i, l := range r.Lines {
		switch {
		case l.Quantity < 1:
			return mall.Errorf(mall.CodeInvalidInput, "the quantity must be at least 1", "数量至少为 1").At("lines", strconv.Itoa(i), "quantity")
		case seen[l.Line]:
			return mall.Errorf(mall.CodeInvalidInput, "the line stands here twice: give its pieces together", "同一商品行重复，请合并数量").At("lines", strconv.Itoa(i), "orderLineId")
		}
		seen[l.Line] = true
	}
	return nil
}

func (r Refund) key() store.Key {
	return store.Key{Actor: r.Actor.Ref(), Operation: "refundOrder", Key: r.Key}
}

func (r Refund) fingerprint() string {
	if r.ending != nil {
		return mall.Fingerprint([]any{r.ending.ID, r.ending.Version, r.ending.Note, r.Restock})
	}
	return mall.Fingerprint([]any{r.Order, r.Version, r.Lines, r.Amount, r.Reason, r.Restock})
}

func (r Refund) want(d *orderDesk) {
	d.mayGiveBack(r.about)
	if r.ending != nil {
		d.ending[r.ending.ID] = nil
	}
}

func (r Refund) decide(d *orderDesk) (Refunded, *mall.Error) {
	o := d.orders.Find(r.Order)
	switch {
	case o == nil:
		return Refunded{}, order.NotFound()
	case r.ending == nil && o.Version != r.Version:
		return Refunded{}, outdated(o)
	case r.ending != nil:
		if _, refusal := r.ending.next(d.ending[r.ending.ID]); refusal != nil {
			return Refunded{}, refusal
		}
	}
	g, refusal := r.giving(d, o)
	if refusal != nil {
		return Refunded{}, refusal
	}
	if refusal := d.mayReturn(o, g.back.AllPoints()); refusal != nil {
		return Refunded{}, refusal
	}
	done := d.giveBack(o, g)
	d.endAfterSale(&r, done)
	if g.whole() {
		d.take(o, order.EventAllBack, r.Reason, r.Actor)
	} else {
		d.orders.Move(o, o.Status, r.Reason, r.Actor)
		d.tellOf(o)
	}
	return Refunded{Order: shown(o), Refund: done}, nil
}

// giving is what goes back by the request.
func (r Refund) giving(d *orderDesk, o *ent.Order) (*giving, *mall.Error) {
	switch {
	case o.Operation == order.OperationDraw:
		return nil, mall.Errorf(mall.CodeInvalidState, "the order was won: nothing was paid for it that could go back", "该订单为奖品订单，没有可退的款项").At("orderId")
	case !order.Refundable(o.Status):
		return nil, mall.Errorf(mall.CodeInvalidState, "of an order that is %[1]s nothing can go back: it must be paid, and not given up", "订单%[2]s，不能退款，仅已支付且未取消的订单可退", o.Status.Text().EN, o.Status.Text().ZH).At("orderId")
	}
	g := d.begin(o, r.Reason, r.Actor)
	if g.restock = !order.Sent(o.Status); r.Restock != nil {
		g.restock = *r.Restock
	}
	if r.Amount != nil {
		return g, r.goodwill(g)
	}
	for i, l := range r.Lines {
		at := []string{"lines", strconv.Itoa(i)}
		n := order.LineNumber(l.Line)
		if n < 1 || n > len(g.kept) || order.LineID(o.ID, n) != l.Line {
			return nil, mall.Errorf(mall.CodeNotFound, "the order has no such line", "订单中没有该商品行").At(append(at, "orderLineId")...)
		}
		if left := g.kept[n-1]; l.Quantity > left {
			refusal := mall.Errorf(mall.CodeLimitExceeded, "%s cannot come back: %d were bought, and %d of them are left to return", "不能退 %d 件：共购买 %d 件，可退 %d 件",
				mall.Count(l.Quantity, "piece"), g.f.lines[n-1].quantity, left).At(append(at, "quantity")...)
			refusal.Figures = mall.Figures{Limit: int64(g.f.lines[n-1].quantity), Left: int64(left)}
			return nil, refusal
		}
		g.pieces[n-1] = l.Quantity
		g.kept[n-1] -= l.Quantity
	}
	g.back = g.f.terms.Back(g.kept, g.given, d.rule(o))
	return g, nil
}

// goodwill has money go back without goods.
func (r Refund) goodwill(g *giving) *mall.Error {
	if r.Amount.Currency != g.f.payable.Currency {
		return mall.Errorf(mall.CodeInvalidInput, "the order was paid in %s", "该订单以 %s 支付", g.f.payable.Currency).At("amount", "currency")
	}
	left := mall.Money{Minor: g.f.terms.LeftMoney(g.given), Currency: g.f.payable.Currency}
	if r.Amount.Minor > left.Minor {
		refusal := mall.Errorf(mall.CodeLimitExceeded, "%s cannot go back: %s was paid in money, and %s of it is left", "不能退款 %s：实付 %s，可退 %s", *r.Amount, g.f.payable, left).At("amount", "amount")
		refusal.Figures = mall.Figures{Limit: g.f.payable.Minor, Left: left.Minor}
		return refusal
	}
	g.back = g.f.terms.Goodwill(r.Amount.Minor)
	return nil
}
