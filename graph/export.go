package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/exports"
	"pointsmall/mall/member"
)

// exportPayload answers with an export.
func exportPayload(ctx context.Context, row *ent.Export, err error) (*model.ExportPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.ExportPayload{UserErrors: refusals}, err
	}
	return &model.ExportPayload{Export: row, UserErrors: []model.UserError{}}, nil
}

// exportOf reads what to export.
func exportOf(actor mall.Actor, input model.CreateExportInput) (exports.NewExport, error) {
	n := exports.NewExport{Actor: actor, List: input.List, Format: input.Format}
	if f := input.Filter; f != nil {
		n.Filter = mall.ExportFilter{From: f.From, Until: f.Until, Status: f.Status}
		if f.MemberID != nil {
			id, ok := f.MemberID.Member()
			if !ok {
				return n, member.NotFound().At("filter", "memberId")
			}
			n.Filter.Member = &id
		}
	}
	return n, nil
}

// findExport is an export that the actor may see, or nil.
func (r *Resolver) findExport(ctx context.Context, actor mall.Actor, id mall.ExportID) (*ent.Export, error) {
	if actor.Kind != mall.ActorStaff {
		return nil, nil
	}
	return orNil(r.Exports.Get(ctx, actor, id))
}

// exportsPage reads a page of the actor's exports.
func (r *Resolver) exportsPage(ctx context.Context, actor mall.Actor, args page.Args) (*model.ExportConnection, error) {
	by := actor.Ref()
	return page.List[ent.Export, mall.ExportID]{
		Text:  func(e *ent.Export) string { return e.ID.String() },
		Place: page.ByID(mall.AnyID.Export),
		Read: func(ctx context.Context, part page.Part[mall.ExportID]) ([]*ent.Export, error) {
			return r.Exports.List(ctx, exports.Exports{By: by, Before: part.After, After: part.Before, Limit: part.Limit, Oldest: part.FromEnd})
		},
		Count: func(ctx context.Context) (int, error) { return r.Exports.CountOf(ctx, by, page.MaxCount) },
	}.Page(ctx, args)
}
