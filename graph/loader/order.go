package loader

import (
	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/order"
	"pointsmall/mall/payment"
)

// Lines are those of an order.
func (l *Loaders) Lines() *Loader[*ent.Order, []*ent.OrderLine] {
	return once(l, &l.lines, func() *Loader[*ent.Order, []*ent.OrderLine] {
		return newLoader(true, linesOf(l.s.Orders)).leading(func(found map[*ent.Order][]*ent.OrderLine) {
			var skus []mall.SkuID
			for _, line := range flatten(found) {
				skus = append(skus, line.SkuID)
			}
			l.Skus().Expect(skus)
			var orders []mall.OrderID
			for o := range found {
				orders = append(orders, o.ID)
			}
			l.Payments().Expect(orders)
			l.Refunds().Expect(orders)
			l.OrderSteps().Expect(orders)
			l.Parcels().Expect(orders)
		})
	})
}

// Orders reads orders by their ids.
func (l *Loaders) Orders() *Loader[mall.OrderID, *ent.Order] {
	return once(l, &l.orders, func() *Loader[mall.OrderID, *ent.Order] {
		return newLoader(true, l.s.Orders.ByIDs)
	})
}

// Payments are those of an order.
func (l *Loaders) Payments() *Loader[mall.OrderID, []*ent.Payment] {
	return once(l, &l.payments, func() *Loader[mall.OrderID, []*ent.Payment] {
		return newLoader(true, l.s.Payments.OfOrders)
	})
}

// PaymentStates are what payments' events add up to.
func (l *Loaders) PaymentStates() *Loader[mall.PaymentID, payment.State] {
	return once(l, &l.paymentStates, func() *Loader[mall.PaymentID, payment.State] {
		return newLoader(true, l.s.Payments.States)
	})
}

// Refunds are those of an order.
func (l *Loaders) Refunds() *Loader[mall.OrderID, []*order.Refund] {
	return once(l, &l.refunds, func() *Loader[mall.OrderID, []*order.Refund] {
		return newLoader(true, l.s.Orders.RefundsOf)
	})
}

// OrderSteps are those of an order.
func (l *Loaders) OrderSteps() *Loader[mall.OrderID, []*ent.OrderChange] {
	return once(l, &l.orderSteps, func() *Loader[mall.OrderID, []*ent.OrderChange] {
		return newLoader(true, l.s.Orders.ChangesOf)
	})
}

// Parcels are those of an order.
func (l *Loaders) Parcels() *Loader[mall.OrderID, []*ent.Parcel] {
	return once(l, &l.parcels, func() *Loader[mall.OrderID, []*ent.Parcel] {
		return newLoader(true, l.s.Orders.ParcelsOf)
	})
}

// ParcelNews are those of a parcel.
func (l *Loaders) ParcelNews() *Loader[mall.ParcelID, []*ent.ParcelEvent] {
	return once(l, &l.parcelNews, func() *Loader[mall.ParcelID, []*ent.ParcelEvent] {
		return newLoader(true, l.s.Orders.NewsOf)
	})
}

// SaleSteps are those of an after-sale.
func (l *Loaders) SaleSteps() *Loader[mall.AfterSaleID, []*ent.AfterSaleChange] {
	return once(l, &l.saleSteps, func() *Loader[mall.AfterSaleID, []*ent.AfterSaleChange] {
		return newLoader(true, l.s.AfterSales.ChangesOf)
	})
}

// PaymentNews is what happened to payments, GameKeys are games'.
func (l *Loaders) PaymentNews() *Loader[mall.PaymentID, []*ent.PaymentEvent] {
	return once(l, &l.paymentNews, func() *Loader[mall.PaymentID, []*ent.PaymentEvent] {
		return newLoader(true, l.s.Payments.EventsOf)
	})
}

// CouponTemplates are those of coupons.
func (l *Loaders) CouponTemplates() *Loader[mall.CouponTemplateID, *ent.CouponTemplate] {
	return once(l, &l.couponTemplates, func() *Loader[mall.CouponTemplateID, *ent.CouponTemplate] {
		return newLoader(false, l.s.Coupons.TemplatesByID)
	})
}
