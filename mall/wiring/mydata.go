package wiring

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/coupon"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/order"
)

// pageSize is how many rows of a member's data are read at once.
const pageSize = 500

// sections are what the copy of a member's data has in it.
func (s *Services) sections() []member.Section {
	return []member.Section{
		{Name: "member", Read: func(ctx context.Context, m mall.MemberID) (any, error) { return s.Members.Get(ctx, m) }},
		{Name: "addresses", Read: ofOne(s.Members.Addresses)},
		{Name: "accounts-elsewhere", Read: ofOne(s.Members.Identities)},
		{Name: "consents", Read: ofOne(s.Members.Consents)},
		{Name: "points", Read: s.entriesOf},
		{Name: "orders", Read: s.ordersOf},
		{Name: "coupons", Read: func(ctx context.Context, m mall.MemberID) (any, error) {
			return all(func(last *ent.Coupon) ([]*ent.Coupon, error) {
				page := coupon.Page{Limit: pageSize}
				if last != nil {
					page.Before = &last.ID
				}
				return s.Coupons.List(ctx, m, "", page)
			})
		}},
		{Name: "purchases", Read: func(ctx context.Context, m mall.MemberID) (any, error) {
			return all(func(last *ent.Purchase) ([]*ent.Purchase, error) {
				var after mall.PurchaseID
				if last != nil {
					after = last.ID
				}
				return purchase.OfMember(ctx, s.DB, m, after, pageSize)
			})
		}},
		{Name: "draws", Read: func(ctx context.Context, m mall.MemberID) (any, error) {
			return all(func(last *ent.LotteryDraw) ([]*ent.LotteryDraw, error) {
				var after mall.LotteryDrawID
				if last != nil {
					after = last.ID
				}
				return s.Lotteries.OfMember(ctx, m, after, pageSize)
			})
		}},
	}
}

// ofOne reads what a member has by a function that reads it of many.
func ofOne[T any](read func(context.Context, []mall.MemberID) (map[mall.MemberID][]T, error)) func(context.Context, mall.MemberID) (any, error) {
	return func(ctx context.Context, m mall.MemberID) (any, error) {
		found, err := read(ctx, []mall.MemberID{m})
		if found[m] == nil {
			return []T{}, err
		}
		return found[m], err
	}
}

// all reads page after page, each from the last row of the one before on.
func all[T any](read func(last *T) ([]*T, error)) ([]*T, error) {
	found := []*T{}
	var last *T
	for {
		page, err := read(last)
		if err != nil {
			return nil, err
		}
		found = append(found, page...)
		if len(page) < pageSize {
			return found, nil
		}
		last = page[len(page)-1]
	}
}

// entriesOf reads a member's entries, by currency.
func (s *Services) entriesOf(ctx context.Context, m mall.MemberID) (any, error) {
	currencies, err := s.Ledger.AllCurrencies(ctx)
	if err != nil {
		return nil, err
	}
	entries := map[string][]*ent.Entry{}
	for _, c := range currencies {
		balances, err := s.Ledger.Balances(ctx, []mall.MemberID{m}, mall.PointsCurrency(c.ID))
		if err != nil {
			return nil, err
		}
		account, ok := balances[m]
		if !ok {
			continue
		}
		entries[c.ID], err = all(func(last *ent.Entry) ([]*ent.Entry, error) {
			page := ledger.Page{Limit: pageSize}
			if last != nil {
				page.Before = *last.Seq
			}
			return s.Ledger.Entries(ctx, account.AccountID, page)
		})
		if err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// exported is an order with its lines.
type exported struct {
	*ent.Order
	Lines []*ent.OrderLine `json:"lines"`
}

// ordersOf reads a member's orders with their lines.
func (s *Services) ordersOf(ctx context.Context, m mall.MemberID) (any, error) {
	orders, err := all(func(last *ent.Order) ([]*ent.Order, error) {
		page := order.Page{Limit: pageSize}
		if last != nil {
			page.Before = &last.ID
		}
		return s.Orders.List(ctx, order.Filter{Member: &m}, page)
	})
	if err != nil {
		return nil, err
	}
	lines, err := s.Orders.LinesOf(ctx, orders)
	if err != nil {
		return nil, err
	}
	found := make([]exported, len(orders))
	for i, o := range orders {
		found[i] = exported{o, lines[o.ID]}
	}
	return found, nil
}
