package order

import (
	"context"
	"strconv"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Shipment is a parcel that staff send.
type Shipment struct {
	Order   mall.OrderID
	Version int
	Carrier string
	// TrackingNumber is the carrier's; "": it has none.
	TrackingNumber string
	// Lines are what is in it; none: all that is not in a parcel and has not come back.
	Lines []Pieces
}

// Pieces are some of an order's line.
type Pieces struct {
	Line     mall.OrderLineID
	Quantity int
}

// Ship sends a part of an order, or all that is left of it. Once everything is on its way the
// order is SHIPPED, before it is FULFILLING. Refusals: INVALID_INPUT, NOT_FOUND (the order, a
// line), VERSION_CONFLICT, INVALID_STATE (the order is not being made ready, waits for its
// address, or has nothing left to send), LIMIT_EXCEEDED (more pieces than are left to send).
func (s *Service) Ship(ctx context.Context, actor mall.Actor, r Shipment) (*ent.Order, error) {
	r.Carrier, r.TrackingNumber = strings.TrimSpace(r.Carrier), strings.TrimSpace(r.TrackingNumber)
	if refusal := r.check(); refusal != nil {
		return nil, refusal
	}
	return s.change(ctx, r.Order, r.Version, func(ctx context.Context, tx *store.Tx, o *ent.Order) (*ent.Order, error) {
		if refusal := mayShip(o); refusal != nil {
			return nil, refusal
		}
		left, number, err := toSend(ctx, tx, o)
		if err != nil {
			return nil, err
		}
		lines, refusal := r.pack(o, left)
		if refusal != nil {
			return nil, refusal
		}
		if err := s.saveParcel(ctx, tx, actor, o, number, r, lines); err != nil {
			return nil, err
		}
		to := mall.OrderFulfilling
		if nothing(left) {
			to = mall.OrderShipped
		}
		note := r.Carrier
		if r.TrackingNumber != "" {
			note += " " + r.TrackingNumber
		}
		return s.step(ctx, tx, actor, o, to, note)
	})
}

func (r *Shipment) check() *mall.Error {
	switch {
	case r.Carrier == "" || len(r.Carrier) > 64:
		return mall.Errorf(mall.CodeInvalidInput, "carrier must have 1 to %d bytes", "承运商须为 1 至 %d 字节", 64).At("carrier")
	case len(r.TrackingNumber) > 128:
		return mall.Errorf(mall.CodeInvalidInput, "trackingNumber is longer than %d bytes", "运单号超过 %d 字节", 128).At("trackingNumber")
	case len(r.Lines) > MaxLines:
		return mall.Errorf(mall.CodeInvalidInput, "a parcel has at most %d lines", "包裹最多 %d 行", MaxLines).At("lines")
	}
	return nil
}

// mayShip refuses orders that cannot be sent in their state.
func mayShip(o *ent.Order) *mall.Error {
	if o.Status != mall.OrderPaid && o.Status != mall.OrderFulfilling {
		return mall.Errorf(mall.CodeInvalidState, "an order that is %[1]s cannot be sent: it must be paid, and not sent yet", "订单%[2]s，不能发货，仅已支付且未发货的订单可发货", o.Status.Text().EN, o.Status.Text().ZH).At("orderId")
	}
	return needsAddress(o)
}

// operationExchange is the operation of exchanges.
const operationExchange = "exchange"

// needsAddress refuses to send an order of which nobody has said where to. Callers of
// exchange, which was there before addresses, may keep them elsewhere.
func needsAddress(o *ent.Order) *mall.Error {
	if o.Address != nil || o.Operation == operationExchange {
		return nil
	}
	return mall.Errorf(mall.CodeInvalidState, "the order waits for its address: setOrderAddress says where to send it", "订单缺少收货地址，请先用 setOrderAddress 填写").At("orderId")
}

// pack takes the parcel's pieces out of those that are left to send.
func (r *Shipment) pack(o *ent.Order, left []int) ([]mall.ParcelLine, *mall.Error) {
	if nothing(left) {
		return nil, mall.Errorf(mall.CodeInvalidState, "nothing of the order is left to send", "订单已无可发商品").At("orderId")
	}
	var lines []mall.ParcelLine
	if len(r.Lines) == 0 {
		for i, n := range left {
			if n > 0 {
				lines = append(lines, mall.ParcelLine{Line: i + 1, Quantity: n})
				left[i] = 0
			}
		}
		return lines, nil
	}
	for i, l := range r.Lines {
		at := []string{"lines", strconv.Itoa(i)}
		n := LineNumber(l.Line)
		switch {
		case n < 1 || n > len(left) || LineID(o.ID, n) != l.Line:
			return nil, mall.Errorf(mall.CodeNotFound, "the order has no such line", "订单中没有该商品行").At(append(at, "orderLineId")...)
		case l.Quantity < 1:
			return nil, mall.Errorf(mall.CodeInvalidInput, "the quantity must be at least 1", "数量至少为 1").At(append(at, "quantity")...)
		case l.Quantity > left[n-1]:
			refusal := mall.Errorf(mall.CodeLimitExceeded, "%s cannot be sent: %d are left to send", "不能发 %d 件，剩余 %d 件可发", mall.Count(l.Quantity, "piece"), left[n-1]).At(append(at, "quantity")...)
			refusal.Figures = mall.Figures{Limit: int64(left[n-1]), Left: int64(left[n-1])}
			return nil, refusal
		}
		left[n-1] -= l.Quantity
		lines = append(lines, mall.ParcelLine{Line: n, Quantity: l.Quantity})
	}
	return lines, nil
}

func nothing(left []int) bool {
	for _, n := range left {
		if n > 0 {
			return false
		}
	}
	return true
}

// ParcelNews is what was told of a parcel.
type ParcelNews struct {
	Parcel mall.ParcelID
	// Description says what happened, Place where; Place may be empty.
	Description, Place string
	// At is when; nil: now.
	At *time.Time
	// Delivered is true when it has arrived.
	Delivered bool
}

// Track notes what was told of a parcel. When all parcels of an order that is SHIPPED have
// arrived, it is DELIVERED. Refusals: INVALID_INPUT, NOT_FOUND.
func (s *Service) Track(ctx context.Context, actor mall.Actor, n ParcelNews) (changed *ent.Order, err error) {
	at := s.clock()
	switch {
	case n.Description == "" || len(n.Description) > 500:
		return nil, mall.Errorf(mall.CodeInvalidInput, "description must have 1 to %d bytes", "description 须为 1 至 %d 字节", 500).At("description")
	case len(n.Place) > 200:
		return nil, mall.Errorf(mall.CodeInvalidInput, "place is longer than %d bytes", "place 超过 %d 字节", 200).At("place")
	case n.At != nil && n.At.After(at.Add(mall.MaxClockAhead)):
		return nil, mall.Errorf(mall.CodeInvalidInput, "happenedAt lies in the future", "happenedAt 晚于当前时间").At("happenedAt")
	case n.At != nil:
		at = *n.At
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		o, parcel, err := lockParcel(ctx, tx, n.Parcel)
		if err != nil {
			return err
		}
		if parcel == nil {
			return mall.Errorf(mall.CodeNotFound, "no such parcel", "包裹不存在").At("parcelId")
		}
		if err := saveNews(ctx, tx, actor, parcel, n, at); err != nil {
			return err
		}
		changed = o
		if n.Delivered && o.Status == mall.OrderShipped {
			all, err := allArrived(ctx, tx, o.ID)
			if err != nil {
				return err
			}
			if all {
				changed, err = s.step(ctx, tx, actor, o, mall.OrderDelivered, n.Description)
				return err
			}
		}
		return s.tell(ctx, tx, o.ID)
	})
	return changed, err
}
