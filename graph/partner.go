package graph

import (
	"context"

	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/ledger"
)

// sourceOf is the partner that calls, or the mall itself.
func sourceOf(ctx context.Context) string {
	if actor := mall.ActorOf(ctx); actor.Kind == mall.ActorPartner {
		return actor.PartnerID.String()
	}
	return purchase.Mall
}

// partnerOf is the partner that a caller asks about: partners themselves, staff the one
// that they name. Refusals: INVALID_INPUT, NOT_FOUND.
func (r *Resolver) partnerOf(ctx context.Context, name *string) (mall.PartnerID, error) {
	actor := mall.ActorOf(ctx)
	switch {
	case actor.Kind == mall.ActorPartner && name == nil:
		return actor.PartnerID, nil
	case actor.Kind == mall.ActorStaff && name != nil:
		id, err := r.Access.PartnerNamed(ctx, *name)
		return id, at(err, "partner")
	}
	return mall.PartnerID{}, mall.Errorf(mall.CodeInvalidInput, "staff name the partner; partners see their own and name none", "员工须指定合作伙伴；合作伙伴只能查看自己的数据，无需指定").At("partner")
}

// partnerEntriesPage reads a page of a partner's account.
func (r *Resolver) partnerEntriesPage(ctx context.Context, account *ledger.PartnerAccount, args page.Args, filter ledger.Filter) (*model.PartnerPointsEntryConnection, error) {
	c, err := page.List[ledger.PartnerEntry, mall.EntryID]{
		Text:  func(e *ledger.PartnerEntry) string { return e.ID.String() },
		Place: page.ByID(mall.AnyID.Entry),
		Read: func(ctx context.Context, part page.Part[mall.EntryID]) ([]*ledger.PartnerEntry, error) {
			return r.Ledger.PartnerEntries(ctx, account, ledger.PartnerPage{
				After: part.After, Before: part.Before, Limit: part.Limit, FromEnd: part.FromEnd, Filter: filter,
			})
		},
		Count: func(ctx context.Context) (int, error) {
			return r.Ledger.CountPartnerEntries(ctx, account, filter, page.MaxCount)
		},
	}.Page(ctx, args)
	if err != nil {
		return nil, err
	}
	about := make([]mall.AnyID, len(c.Nodes))
	for i, e := range c.Nodes {
		about[i] = e.About
	}
	loader.From(ctx).Numbers().Expect(about)
	return c, nil
}
