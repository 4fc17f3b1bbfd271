package graph

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"pointsmall/ent"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/ledger"
	"pointsmall/mall/order"
)

const maxSearch = 100

// productsPage reads a page of the catalog.
func (r *Resolver) productsPage(ctx context.Context, args page.Args, filter *model.ProductFilter, sort *model.ProductSort) (*model.ProductConnection, error) {
	w, refusal := args.Window()
	if refusal != nil {
		return nil, refusal
	}
	query := catalog.Query{Limit: w.Size + 1, FromEnd: w.Backward, Brief: !selects(ctx, "nodes", "description") && !selects(ctx, "edges", "node", "description")}
	if sort != nil {
		query.ByPoints, query.Reverse = sort.By == model.ProductSortFieldPoints, sort.Reverse
	}
	if filter != nil {
		query.Filter = catalog.Filter{
			Category: text(filter.Category), Kind: filter.Kind, Search: text(filter.Search),
			PointsAtMost: filter.PointsAtMost, PointsAtLeast: filter.PointsAtLeast,
		}
	}
	if len(query.Filter.Search) > maxSearch {
		return nil, mall.Errorf(mall.CodeInvalidInput, "search is longer than %d bytes", "搜索词超过 %d 字节", maxSearch).At("filter", "search")
	}
	var ok bool
	if query.After, ok = productPosition(w.After); !ok {
		return nil, page.BadCursor("after")
	}
	if query.Before, ok = productPosition(w.Before); !ok {
		return nil, page.BadCursor("before")
	}
	products, err := r.Catalog.List(ctx, query)
	if err != nil {
		return nil, err
	}
	products, hasNext, hasPrevious := page.Cut(w, products)
	loader.From(ctx).ExpectProducts(products)
	edges := make([]*model.ProductEdge, len(products))
	for i, p := range products {
		edges[i] = &model.ProductEdge{Cursor: productCursor(p), Node: p}
	}
	info := &model.PageInfo{HasNextPage: hasNext, HasPreviousPage: hasPrevious}
	if n := len(edges); n > 0 {
		info.StartCursor, info.EndCursor = &edges[0].Cursor, &edges[n-1].Cursor
	}
	count := func(ctx context.Context) (int, error) { return r.Catalog.Count(ctx, query.Filter, page.MaxCount) }
	return &model.ProductConnection{Edges: edges, Nodes: products, PageInfo: info, Count: count}, nil
}

// productCursor serves either order: it holds the points and the id.
func productCursor(p *ent.Product) string {
	return page.Cursor(strconv.FormatInt(int64(p.PointsFrom), 10) + " " + p.ID.String())
}

// selects reports whether the caller asks for a field below the one that is being
// resolved, by any alias.
func selects(ctx context.Context, path ...string) bool {
	return selectsBelow(graphql.GetOperationContext(ctx), graphql.CollectFieldsCtx(ctx, nil), path)
}

func selectsBelow(oc *graphql.OperationContext, fields []graphql.CollectedField, path []string) bool {
	return slices.ContainsFunc(fields, func(f graphql.CollectedField) bool {
		return f.Name == path[0] && (len(path) == 1 || selectsBelow(oc, graphql.CollectFields(oc, f.Selections, nil), path[1:]))
	})
}

func productPosition(cursor string) (p *catalog.Position, ok bool) {
	if cursor == "" {
		return nil, true
	}
	points, id, _ := strings.Cut(cursor, " ")
	n, err := strconv.ParseInt(points, 10, 64)
	productID, ok := mall.AnyID(id).Product()
	return &catalog.Position{PointsFrom: mall.Points(n), ID: productID}, ok && err == nil
}

// ordersPage reads a page of a member's orders, newest first.
func (r *Resolver) ordersPage(ctx context.Context, member mall.MemberID, args page.Args) (*model.OrderConnection, error) {
	w, refusal := args.Window()
	if refusal != nil {
		return nil, refusal
	}
	query := order.Page{Limit: w.Size + 1, Oldest: w.Backward}
	var ok bool
	if query.Before, ok = orderPosition(w.After); !ok { // after it in the list: older
		return nil, page.BadCursor("after")
	}
	if query.After, ok = orderPosition(w.Before); !ok {
		return nil, page.BadCursor("before")
	}
	orders, err := r.Orders.OfMember(ctx, member, query)
	if err != nil {
		return nil, err
	}
	orders, hasNext, hasPrevious := page.Cut(w, orders)
	loader.From(ctx).Lines.Expect(orders)
	edges := make([]*model.OrderEdge, len(orders))
	for i, o := range orders {
		edges[i] = &model.OrderEdge{Cursor: page.Cursor(o.ID.String()), Node: o}
	}
	info := &model.PageInfo{HasNextPage: hasNext, HasPreviousPage: hasPrevious}
	if n := len(edges); n > 0 {
		info.StartCursor, info.EndCursor = &edges[0].Cursor, &edges[n-1].Cursor
	}
	count := func(ctx context.Context) (int, error) { return r.Orders.CountOfMember(ctx, member, page.MaxCount) }
	return &model.OrderConnection{Edges: edges, Nodes: orders, PageInfo: info, Count: count}, nil
}

func orderPosition(cursor string) (*mall.OrderID, bool) {
	if cursor == "" {
		return nil, true
	}
	id, ok := mall.AnyID(cursor).Order()
	return &id, ok
}

// entriesPage reads a page of an account's entries, newest first.
func (r *Resolver) entriesPage(ctx context.Context, account mall.AccountID, args page.Args, filter ledger.Filter) (*model.PointsEntryConnection, error) {
	w, refusal := args.Window()
	if refusal != nil {
		return nil, refusal
	}
	query := ledger.Page{Limit: w.Size + 1, Oldest: w.Backward, Filter: filter}
	var ok bool
	if query.Before, ok = entryPosition(w.After); !ok { // after it in the list: older
		return nil, page.BadCursor("after")
	}
	if query.After, ok = entryPosition(w.Before); !ok {
		return nil, page.BadCursor("before")
	}
	entries, err := r.Ledger.Entries(ctx, account, query)
	if err != nil {
		return nil, err
	}
	entries, hasNext, hasPrevious := page.Cut(w, entries)
	earned := make([]mall.EntryID, 0, len(entries))
	for _, e := range entries {
		if e.Kind == mall.EntryEarn {
			earned = append(earned, e.ID)
		}
	}
	loader.From(ctx).Grants.Expect(earned)
	edges := make([]*model.PointsEntryEdge, len(entries))
	for i, e := range entries {
		edges[i] = &model.PointsEntryEdge{Cursor: page.Cursor(strconv.FormatInt(*e.Seq, 10)), Node: e}
	}
	info := &model.PageInfo{HasNextPage: hasNext, HasPreviousPage: hasPrevious}
	if n := len(edges); n > 0 {
		info.StartCursor, info.EndCursor = &edges[0].Cursor, &edges[n-1].Cursor
	}
	count := func(ctx context.Context) (int, error) {
		return r.Ledger.CountEntries(ctx, account, filter, page.MaxCount)
	}
	return &model.PointsEntryConnection{Edges: edges, Nodes: entries, PageInfo: info, Count: count}, nil
}

func entryPosition(cursor string) (seq int64, ok bool) {
	if cursor == "" {
		return 0, true
	}
	seq, err := strconv.ParseInt(cursor, 10, 64)
	return seq, err == nil && seq > 0
}
