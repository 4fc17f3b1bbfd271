package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/ledger"
	"pointsmall/mall/store"
)

// accountsOf are the accounts of the member whom a filter names; nil: it names none.
func (r *Resolver) accountsOf(ctx context.Context, member *mall.AnyID) ([]mall.AccountID, error) {
	if member == nil {
		return nil, nil
	}
	var id mall.MemberID
	if refusal := filtered(&id, member, mall.AnyID.Member, "memberId"); refusal != nil {
		return nil, refusal
	}
	return r.Ledger.AccountsOf(ctx, id)
}

// entriesFilter reads which entries of all members are listed. Those of an order or a purchase are
// looked up by its member's accounts.
func (r *Resolver) entriesFilter(ctx context.Context, input *model.PointsEntriesFilter) (f ledger.EntriesFilter, err error) {
	if input == nil {
		return f, nil
	}
	f = ledger.EntriesFilter{Kinds: input.Kinds, Currency: mall.PointsCurrency(text(input.Currency)), From: input.From, Until: input.Until}
	if input.Actor != nil {
		f.Actor = string(*input.Actor)
	}
	if f.Accounts, err = r.accountsOf(ctx, input.MemberID); err != nil {
		return f, err
	}
	owner := mall.MemberID{}
	if input.OrderID != nil {
		f.Order = new(mall.OrderID)
		if refusal := filtered(f.Order, input.OrderID, mall.AnyID.Order, "orderId"); refusal != nil {
			return f, refusal
		}
		found, err := r.Orders.ByIDs(ctx, []mall.OrderID{*f.Order})
		if err != nil {
			return f, err
		}
		if o := found[*f.Order]; o != nil {
			owner = o.MemberID
		}
	}
	if input.PurchaseID != nil {
		f.Purchase = new(mall.PurchaseID)
		if refusal := filtered(f.Purchase, input.PurchaseID, mall.AnyID.Purchase, "purchaseId"); refusal != nil {
			return f, refusal
		}
		if owner, err = purchase.MemberOf(ctx, r.DB, *f.Purchase); err != nil {
			return f, err
		}
	}
	if (f.Order != nil || f.Purchase != nil) && f.Accounts == nil {
		f.Accounts, err = r.Ledger.AccountsOf(ctx, owner)
	}
	return f, err
}

func (r *Resolver) allEntriesPage(ctx context.Context, args page.Args, input *model.PointsEntriesFilter) (*model.PointsEntryConnection, error) {
	f, err := r.entriesFilter(ctx, input)
	if err != nil {
		return nil, err
	}
	c, err := newestFirst(func(one *ent.Entry) mall.EntryID { return one.ID }, mall.AnyID.Entry,
		func(ctx context.Context, p store.Span[mall.EntryID]) ([]*ent.Entry, error) {
			return r.Ledger.AllEntries(ctx, f, p)
		},
		func(ctx context.Context, limit int) (int, error) { return r.Ledger.CountAllEntries(ctx, f, limit) },
	).Page(ctx, args)
	if err != nil {
		return nil, err
	}
	accounts, earned := make([]mall.AccountID, len(c.Nodes)), []mall.EntryID{}
	for i, e := range c.Nodes {
		accounts[i] = e.AccountID
		if e.Kind == mall.EntryEarn {
			earned = append(earned, e.ID)
		}
	}
	loader.From(ctx).Owners().Expect(accounts)
	loader.From(ctx).Grants().Expect(earned)
	return c, nil
}

// lotsPage reads a page of an account's lots, in the order in which they are spent.
func (r *Resolver) lotsPage(ctx context.Context, account mall.AccountID, args page.Args) (*model.PointsLotConnection, error) {
	c, err := page.List[ent.Lot, ledger.LotPlace]{
		Text:  func(l *ent.Lot) string { return ledger.PlaceOf(l).String() },
		Place: ledger.ReadPlace,
		Read: func(ctx context.Context, part page.Part[ledger.LotPlace]) ([]*ent.Lot, error) {
			return r.Ledger.OpenLots(ctx, account, ledger.LotsPage{After: part.After, Before: part.Before, Limit: part.Limit, FromEnd: part.FromEnd})
		},
		Count: func(ctx context.Context) (int, error) { return r.Ledger.CountOpenLots(ctx, account, page.MaxCount) },
	}.Page(ctx, args)
	if err != nil {
		return nil, err
	}
	loader.From(ctx).Makers().Expect(c.Nodes)
	return c, nil
}
