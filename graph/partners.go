package graph

import (
	"context"

	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
)

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
	return mall.PartnerID{}, mall.Errorf(mall.CodeInvalidInput, "staff name the partner; partners see their own and name none", "员工须指定合作伙伴;合作伙伴只能查看自己的数据,无需指定").At("partner")
}

// partnerEntriesPage reads a page of a partner's account.
func (r *Resolver) partnerEntriesPage(ctx context.Context, account *ledger.PartnerAccount, args page.Args, filter ledger.Filter) (*model.PartnerPointsEntryConnection, error) {
	w, refusal := args.Window()
	if refusal != nil {
		return nil, refusal
	}
	query := ledger.PartnerPage{Limit: w.Size + 1, FromEnd: w.Backward, Filter: filter}
	var ok bool
	if query.After, ok = partnerEntryPosition(w.After); !ok {
		return nil, page.BadCursor("after")
	}
	if query.Before, ok = partnerEntryPosition(w.Before); !ok {
		return nil, page.BadCursor("before")
	}
	entries, err := r.Ledger.PartnerEntries(ctx, account, query)
	if err != nil {
		return nil, err
	}
	entries, hasNext, hasPrevious := page.Cut(w, entries)
	about := make([]mall.AnyID, len(entries))
	edges := make([]*model.PartnerPointsEntryEdge, len(entries))
	for i, e := range entries {
		about[i] = e.About
		edges[i] = &model.PartnerPointsEntryEdge{Cursor: page.Cursor(e.ID.String()), Node: e}
	}
	loader.From(ctx).Numbers.Expect(about)
	info := &model.PageInfo{HasNextPage: hasNext, HasPreviousPage: hasPrevious}
	if n := len(edges); n > 0 {
		info.StartCursor, info.EndCursor = &edges[0].Cursor, &edges[n-1].Cursor
	}
	count := func(ctx context.Context) (int, error) {
		return r.Ledger.CountPartnerEntries(ctx, account, filter, page.MaxCount)
	}
	return &model.PartnerPointsEntryConnection{Edges: edges, Nodes: entries, PageInfo: info, Count: count}, nil
}

func partnerEntryPosition(cursor string) (*mall.EntryID, bool) {
	if cursor == "" {
		return nil, true
	}
	id, ok := mall.AnyID(cursor).Entry()
	return &id, ok
}
