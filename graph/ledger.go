package graph

import (
	"context"
	"errors"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vikstrous/dataloadgen"

	"pointsmall/ent"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
)

// balanceIn reads a member's account in one points currency for the response.
func balanceIn(ctx context.Context, m mall.MemberID, c mall.PointsCurrency) (*ledger.Balance, error) {
	balance, err := loader.From(ctx).Balances().Load(ctx, ledger.Holder{Member: m, Currency: c})
	if errors.Is(err, dataloadgen.ErrNotFound) {
		return nil, mall.Errorf(mall.CodeNotFound, "no such points currency: %q", "积分币种不存在：%q", string(c)).At("currency")
	}
	return &balance, err
}

// accountAfter reads the account that a payload shows, unless nobody asked for it.
func accountAfter(ctx context.Context, m mall.MemberID, c mall.PointsCurrency) (*ledger.Balance, error) {
	for _, f := range graphql.CollectFieldsCtx(ctx, nil) {
		if f.Name == "account" {
			return balanceIn(ctx, m, c)
		}
	}
	return nil, nil
}

// entryFilter reads which entries of a statement are listed.
func entryFilter(input *model.PointsEntryFilter) ledger.Filter {
	if input == nil {
		return ledger.Filter{}
	}
	return ledger.Filter{Kinds: input.Kinds, From: input.From, Until: input.Until}
}

// entriesPage reads a page of an account's entries, newest first.
func (r *Resolver) entriesPage(ctx context.Context, account mall.AccountID, args page.Args, filter ledger.Filter) (*model.PointsEntryConnection, error) {
	c, err := page.List[ent.Entry, int64]{
		Text: func(e *ent.Entry) string { return strconv.FormatInt(*e.Seq, 10) },
		Place: func(text string) (int64, bool) {
			seq, err := strconv.ParseInt(text, 10, 64)
			return seq, err == nil && seq > 0
		},
		Read: func(ctx context.Context, part page.Part[int64]) ([]*ent.Entry, error) {
			query := ledger.Page{Limit: part.Limit, Oldest: part.FromEnd, Filter: filter}
			set(&query.Before, part.After) // after it in the list: older
			set(&query.After, part.Before)
			return r.Ledger.Entries(ctx, account, query)
		},
		Count: func(ctx context.Context) (int, error) {
			return r.Ledger.CountEntries(ctx, account, filter, page.MaxCount)
		},
	}.Page(ctx, args)
	if err != nil {
		return nil, err
	}
	earned := make([]mall.EntryID, 0, len(c.Nodes))
	for _, e := range c.Nodes {
		if e.Kind == mall.EntryEarn {
			earned = append(earned, e.ID)
		}
	}
	loader.From(ctx).Grants().Expect(earned)
	return c, nil
}
