package wiring

import (
	"context"
	"fmt"

	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/checkout/cart"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/order"
	"pointsmall/mall/order/aftersale"
	"pointsmall/mall/payment"
	"pointsmall/mall/staff/audit"
	"pointsmall/mall/store"
)

// leaving gathers what records keep of who a member is.
func (s *Services) leaving() access.Leaving {
	return access.Leaving{
		Open: s.stillOpen, Points: s.lost, Forfeit: s.Ledger.Forfeit, Pictures: s.Media,
		Forget: []func(context.Context, *store.Tx, mall.MemberID) error{
			order.ForgetMember, aftersale.ForgetMember, cart.ForgetMember, payment.ForgetMember, referral.ForgetMember,
			func(ctx context.Context, tx *store.Tx, m mall.MemberID) error {
				return audit.Forget(ctx, tx, m, s.Clock())
			},
		},
	}
}

// stillOpen says what a member must settle before they leave.
func (s *Services) stillOpen(ctx context.Context, m mall.MemberID) (open []mall.Text, err error) {
	for _, kind := range []struct {
		count  func() (int, error)
		noun   string
		en, zh string
	}{
		{func() (int, error) { return order.CountOpen(ctx, s.DB.Ent(), m) }, "order", "%s on the way", "有 %d 笔订单未完成"},
		{func() (int, error) { return aftersale.CountOpen(ctx, s.DB.Ent(), m) }, "return", "%s not settled", "有 %d 笔售后未完成"},
	} {
		n, err := kind.count()
		if err != nil {
			return nil, err
		}
		if n > 0 {
			open = append(open, mall.Text{EN: fmt.Sprintf(kind.en, mall.Count(n, kind.noun)), ZH: fmt.Sprintf(kind.zh, n)})
		}
	}
	held, err := s.Ledger.Balance(ctx, m)
	if err == nil && held.Held > 0 {
		open = append(open, mall.Textf("%s held", "有 %d 积分被冻结", mall.Count(held.Held, "point")))
	}
	return open, err
}

// lost is what a member loses who leaves.
func (s *Services) lost(ctx context.Context, m mall.MemberID) (lost []access.Lost, err error) {
	currencies, err := s.Ledger.AllCurrencies(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range currencies {
		balances, err := s.Ledger.Balances(ctx, []mall.MemberID{m}, mall.PointsCurrency(c.ID))
		if err != nil {
			return nil, err
		}
		if b := balances[m]; b.Available > 0 || b.Pending > 0 {
			lost = append(lost, access.Lost{Currency: mall.PointsCurrency(c.ID), Available: b.Available, Pending: b.Pending})
		}
	}
	return lost, nil
}
