package grant

import (
	"context"

	"pointsmall/ent"
	entgrant "pointsmall/ent/earninggrant"
	entfall "pointsmall/ent/fall"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Sunk is something that fell and has not been given back.
type Sunk struct {
	Fall
	// Was is the grant that fell; nil: a step between tiers that earned nothing.
	Was *Grant
	// Given is the entry that gives it back, once something does.
	Given *mall.EntryID
}

// Of is what had earned.
func (s *Sunk) Of() mall.GrantID {
	if s.Was == nil {
		return s.Grant
	}
	return s.Was.Of()
}

// SunkBy reads what purchases had led to and what fell of it.
func SunkBy(ctx context.Context, tx *store.Tx, purchases []mall.PurchaseID) ([]*Sunk, error) {
	if len(purchases) == 0 {
		return nil, nil
	}
	rows, err := tx.Ent().EarningGrant.Query().Where(store.Among(entgrant.FieldPurchaseID, "uuid", purchases)).All(ctx)
	if err != nil {
		return nil, err
	}
	return sunk(ctx, tx, rows, nil)
}

// SunkOf reads what fell of what earned, and the steps between tiers among that which earned
// nothing and fell.
func SunkOf(ctx context.Context, tx *store.Tx, of []mall.GrantID) ([]*Sunk, error) {
	if len(of) == 0 {
		return nil, nil
	}
	rows, err := tx.Ent().EarningGrant.Query().
		Where(entgrant.Or(store.Among(entgrant.FieldID, "uuid", of), store.Among(entgrant.FieldSubjectID, "uuid", of))).All(ctx)
	if err != nil {
		return nil, err
	}
	return sunk(ctx, tx, rows, of)
}

// sunk are the falls of grants, and of more ids.
func sunk(ctx context.Context, tx *store.Tx, rows []*ent.EarningGrant, more []mall.GrantID) (list []*Sunk, err error) {
	grants := make(map[mall.GrantID]*Grant, len(rows))
	ids := append(make([]mall.GrantID, 0, len(rows)+len(more)), more...)
	for _, row := range rows {
		if grants[row.ID], err = fromRow(row); err != nil {
			return nil, err
		}
		ids = append(ids, row.ID)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	falls, err := tx.Ent().Fall.Query().Where(store.Among(entfall.FieldID, "uuid", ids)).Order(entfall.ByFallenAt(), entfall.ByID()).All(ctx)
	for _, f := range falls {
		list = append(list, &Sunk{Was: grants[f.ID], Fall: Fall{
			Grant: f.ID, Member: f.MemberID, Purchase: f.PurchaseID, Return: f.ReturnID, Correction: f.CorrectionID,
			Points: f.Points, Own: f.Own, Other: f.Other, Debt: f.Debt, Entry: f.EntryID, At: f.FallenAt,
		}})
	}
	return list, err
}

// SaveGivenBack adds to the batch that what fell stands again: its falls leave the grants' ids
// for ids of their own.
func SaveGivenBack(batch *store.Batch, list []*Sunk) {
	rows := store.NewRows("fell uuid", "new_id uuid", "given uuid")
	for _, s := range list {
		rows.Add(s.Grant, mall.NewGrantID(), s.Given)
	}
	batch.Add("update falls set id = r.new_id, grant_id = r.fell, given_entry_id = r.given from {rows} where falls.id = r.fell", rows)
}
