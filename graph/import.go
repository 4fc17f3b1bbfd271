package graph

import (
	"context"
	"slices"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/imports"
)

// ImportFiles is below which the files of imports are served, ExportFiles those of exports.
const (
	ImportFiles = "/files/imports/"
	ExportFiles = "/files/exports/"
)

// importPayload answers with an import.
func importPayload(ctx context.Context, row *ent.ImportBatch, err error) (*model.ImportPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.ImportPayload{UserErrors: refusals}, err
	}
	return &model.ImportPayload{Import: row, UserErrors: []model.UserError{}}, nil
}

// importOf reads what to import.
func importOf(actor mall.Actor, input model.CreateImportInput) (imports.NewImport, error) {
	o := mall.ImportOptions{
		Columns: map[string]string{}, Encoding: text(input.Encoding), Separator: text(input.Separator), Dates: text(input.Dates), Decimal: text(input.Decimal),
		Zone: text(input.TimeZone), Points: mall.PointsCurrency(text(input.PointsCurrency)), Name: text(input.Name), Sku: text(input.Sku),
	}
	set(&o.Currency, input.Currency)
	set(&o.Value, input.Value)
	for _, c := range input.Columns {
		if before := o.Columns[c.Column]; before != "" && before != c.Name {
			return imports.NewImport{}, mall.Errorf(mall.CodeInvalidInput, "the column %s is named twice", "列 %s 重复", c.Column).At("columns")
		}
		o.Columns[c.Column] = c.Name
	}
	return imports.NewImport{Actor: actor, Kind: input.Kind, FileName: input.File.Filename, From: input.File.File, Options: o, DryRun: input.DryRun}, nil
}

// changeImport calls a verb with an import in a version.
func (r *Resolver) changeImport(ctx context.Context, input model.ImportVersionInput, verb func(context.Context, mall.Actor, mall.ImportBatchID, int) (*ent.ImportBatch, error)) (*model.ImportPayload, error) {
	id, ok := input.ImportID.ImportBatch()
	if !ok {
		return importPayload(ctx, nil, imports.NoSuchImport())
	}
	if input.Version < 1 {
		return importPayload(ctx, nil, mall.Errorf(mall.CodeInvalidInput, "a version is 1 or more", "版本号须不小于 1").At("version"))
	}
	row, err := verb(ctx, mall.ActorOf(ctx), id, input.Version)
	return importPayload(ctx, row, err)
}

// findImport is an import that the actor may see, or nil.
func (r *Resolver) findImport(ctx context.Context, actor mall.Actor, id mall.ImportBatchID) (*ent.ImportBatch, error) {
	row, err := orNil(r.Imports.Get(ctx, id))
	if row == nil || err != nil || actor.Kind != mall.ActorStaff || imports.May(actor, row.Kind) != nil {
		return nil, err
	}
	return row, nil
}

// importsPage reads a page of the imports that the actor may see.
func (r *Resolver) importsPage(ctx context.Context, actor mall.Actor, args page.Args) (*model.ImportConnection, error) {
	var kinds []mall.ImportKind
	for _, k := range mall.ImportKind("").Values() {
		if imports.May(actor, mall.ImportKind(k)) == nil {
			kinds = append(kinds, mall.ImportKind(k))
		}
	}
	return page.List[ent.ImportBatch, mall.ImportBatchID]{
		Text:  func(b *ent.ImportBatch) string { return b.ID.String() },
		Place: page.ByID(mall.AnyID.ImportBatch),
		Read: func(ctx context.Context, part page.Part[mall.ImportBatchID]) ([]*ent.ImportBatch, error) {
			return r.Imports.List(ctx, imports.Imports{Kinds: kinds, Before: part.After, After: part.Before, Limit: part.Limit, Oldest: part.FromEnd})
		},
		Count: func(ctx context.Context) (int, error) { return r.Imports.CountOf(ctx, kinds, page.MaxCount) },
	}.Page(ctx, args)
}

// rate is how many rows of an import were done a second; nil before the first.
func (r *Resolver) rate(b *ent.ImportBatch) *float64 {
	if b.Done == 0 || b.StartedAt == nil {
		return nil
	}
	until := r.Clock()
	if b.EndedAt != nil {
		until = *b.EndedAt
	}
	seconds := until.Sub(*b.StartedAt).Seconds()
	if seconds <= 0 || slices.Contains([]mall.ImportStatus{mall.ImportUndoing, mall.ImportUndone}, b.Status) {
		return nil
	}
	perSecond := float64(b.Done) / seconds
	return &perSecond
}
