package graph

import (
	"context"
	"fmt"

	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// newestFirst is a list of rows whose newest ids come first.
func newestFirst[N any, ID fmt.Stringer](
	idOf func(*N) ID, read func(mall.AnyID) (ID, bool),
	list func(context.Context, store.Span[ID]) ([]*N, error), count func(context.Context, int) (int, error),
) page.List[N, ID] {
	return page.List[N, ID]{
		Text:  func(one *N) string { return idOf(one).String() },
		Place: page.ByID(read),
		Read: func(ctx context.Context, part page.Part[ID]) ([]*N, error) {
			return list(ctx, store.Span[ID]{
				Before: part.After, // after it in the list: older
				After:  part.Before,
				Limit:  part.Limit, Oldest: part.FromEnd,
			})
		},
		Count: func(ctx context.Context) (int, error) { return count(ctx, page.MaxCount) },
	}
}

// filtered reads an id that a filter names; INVALID_INPUT where it is of another kind.
func filtered[ID any](into *ID, id *mall.AnyID, read func(mall.AnyID) (ID, bool), field string) *mall.Error {
	if id == nil {
		return nil
	}
	found, ok := read(*id)
	if !ok {
		return mall.Errorf(mall.CodeInvalidInput, "%q is no id of this kind", "%q 不是此类 ID", string(*id)).At("filter", field)
	}
	*into = found
	return nil
}

// sourceNamed is the source that a filter names by its partner; "": any.
func sourceNamed(partner *mall.AnyID) (string, *mall.Error) {
	var id mall.PartnerID
	if refusal := filtered(&id, partner, mall.AnyID.Partner, "partnerId"); refusal != nil || id.IsZero() {
		return "", refusal
	}
	return id.String(), nil
}

// partnerIn is the partner whose source it is, or nil.
func partnerIn(source string) *mall.AnyID {
	id := mall.AnyID(source)
	if _, ok := id.Partner(); !ok {
		return nil
	}
	return &id
}

// staffAlone shows an id to staff alone.
func staffAlone[ID fmt.Stringer](ctx context.Context, id *ID) *mall.AnyID {
	if id == nil || mall.ActorOf(ctx).Kind != mall.ActorStaff {
		return nil
	}
	return new(mall.AnyID((*id).String()))
}
