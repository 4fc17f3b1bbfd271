package graph

import (
	"context"

	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/staff/audit"
	"pointsmall/mall/store"
)

func (r *Resolver) auditPage(ctx context.Context, args page.Args, input *model.AuditFilter) (*model.AuditRecordConnection, error) {
	var f audit.Filter
	if input != nil {
		f = audit.Filter{
			Actor: text(input.Actor), Operation: text(input.Operation), Noun: text(input.Noun), ID: text(input.NounID), From: input.From, Until: input.Until, Search: text(input.Search),
		}
	}
	return newestFirst(func(one *audit.Record) mall.AuditRecordID { return one.ID }, mall.AnyID.AuditRecord,
		func(ctx context.Context, p store.Span[mall.AuditRecordID]) ([]*audit.Record, error) {
			return r.Audit.List(ctx, f, p)
		},
		func(ctx context.Context, limit int) (int, error) { return r.Audit.Count(ctx, f, limit) },
	).Page(ctx, args)
}
