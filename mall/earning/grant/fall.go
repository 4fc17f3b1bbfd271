package grant

import (
	"context"
	"time"

	entgrant "pointsmall/ent/earninggrant"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Fall is a grant that was taken back, because goods came back, or an activity was undone,
// without which what it was for would not have been. It falls again only once it stands again.
type Fall struct {
	// Grant is the grant, or the step between tiers that earned nothing.
	Grant  mall.GrantID
	Member mall.MemberID
	// Purchase is the one of which goods came back by Return; nil: it fell by a Correction.
	Purchase   *mall.PurchaseID
	Return     *mall.ReturnID
	Correction *mall.CorrectionID
	// Points are what the grant gave; Own, Other and Debt are where they were taken.
	Points, Own, Other, Debt mall.Points
	Entry                    *mall.EntryID
	At                       time.Time
}

// SaveFalls adds falls to the batch.
func SaveFalls(batch *store.Batch, falls []*Fall) {
	rows := store.NewRows("id uuid", "member_id uuid", "purchase_id uuid", "return_id uuid", "points bigint", "own bigint", "other bigint", "debt bigint",
		"entry_id uuid", "fallen_at timestamptz", "correction_id uuid")
	for _, f := range falls {
		rows.Add(f.Grant, f.Member, f.Purchase, f.Return, f.Points, f.Own, f.Other, f.Debt, f.Entry, f.At, f.Correction)
	}
	const columns = "id, member_id, purchase_id, return_id, points, own, other, debt, entry_id, fallen_at, correction_id"
	batch.Add("insert into falls ("+columns+") select "+columns+" from {rows}", rows)
}

// Fallen says of which ids something fell.
func Fallen(ctx context.Context, tx *store.Tx, ids []mall.GrantID) (map[mall.GrantID]bool, error) {
	times, err := FallenAt(ctx, tx, ids)
	fallen := make(map[mall.GrantID]bool, len(times))
	for id := range times {
		fallen[id] = true
	}
	return fallen, err
}

// FallenAt says when grants fell. Those that stand are missing.
func FallenAt(ctx context.Context, tx *store.Tx, ids []mall.GrantID) (map[mall.GrantID]time.Time, error) {
	fallen := map[mall.GrantID]time.Time{}
	if len(ids) == 0 {
		return fallen, nil
	}
	set, err := store.Set(tx.Dialect, ids)
	if err != nil {
		return nil, err
	}
	return fallen, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.GrantID
		var at time.Time
		err := scan(&id, &at)
		fallen[id] = at
		return err
	}, "select id, fallen_at from falls where id "+tx.Dialect.In(1, "uuid"), set)
}

// CausedBy reads the standing grants that purchases led to.
func CausedBy(ctx context.Context, tx *store.Tx, purchases []mall.PurchaseID) ([]*Grant, error) {
	if len(purchases) == 0 {
		return nil, nil
	}
	rows, err := tx.Ent().EarningGrant.Query().Where(store.Among(entgrant.FieldPurchaseID, "uuid", purchases)).All(ctx)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return standing(ctx, tx, rows)
}

// Standing reads the grants of what earned that have not fallen, by what earned. What earned
// nothing, or has fallen, is missing.
func Standing(ctx context.Context, tx *store.Tx, of []mall.GrantID) (map[mall.GrantID]*Grant, error) {
	found := map[mall.GrantID]*Grant{}
	if len(of) == 0 {
		return found, nil
	}
	rows, err := tx.Ent().EarningGrant.Query().
		Where(entgrant.Or(store.Among(entgrant.FieldID, "uuid", of), store.Among(entgrant.FieldSubjectID, "uuid", of))).All(ctx)
	if err != nil {
		return nil, err
	}
	list, err := standing(ctx, tx, rows)
	for _, g := range list {
		found[g.Of()] = g
	}
	return found, err
}
