package graph

import (
	"context"
	"unicode/utf8"

	"pointsmall/ent"
	"pointsmall/graph/loader"
	"pointsmall/mall"
)

// transferOfEntry is the transfer of which an entry is a side, or nil.
func transferOfEntry(ctx context.Context, e *ent.Entry) (*ent.Transfer, error) {
	if e.Ref == nil || (e.Kind != mall.EntryTransferIn && e.Kind != mall.EntryTransferOut) {
		return nil, nil
	}
	id, ok := mall.AnyID(*e.Ref).Transfer()
	if !ok {
		return nil, nil
	}
	return loader.From(ctx).Transfers().Load(ctx, id)
}

// counterpartyOf is the name of the member on the other side of a transfer.
func counterpartyOf(ctx context.Context, e *ent.Entry) (*string, error) {
	transfer, err := transferOfEntry(ctx, e)
	if err != nil || transfer == nil {
		return nil, err
	}
	other := transfer.ToMember
	if e.Kind == mall.EntryTransferIn {
		other = transfer.FromMember
	}
	profile, err := loader.From(ctx).Profiles().Load(ctx, other)
	if err != nil || profile == nil {
		return nil, err
	}
	name := profile.DisplayName
	if mall.ActorOf(ctx).Kind != mall.ActorStaff {
		name = masked(name)
	}
	return &name, nil
}

// masked is the first character of a name, and two stars whatever follows.
func masked(name string) string {
	_, first := utf8.DecodeRuneInString(name)
	return name[:first] + "**"
}
