package purchase

import (
	"context"

	"pointsmall/ent"
	entpurchase "pointsmall/ent/purchase"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Mall is the source of purchases at the mall's own tills.
const Mall = "mall"

// Ref is a till's own number.
type Ref struct{ Source, ExternalRef string }

// Name is the number's as transactions lock it (store.KindNumber), so that a purchase and
// goods of it that came back are never reported past each other. Those who record purchases
// share the lock; those who record returns have it alone.
func (r Ref) Name() string { return "purchase " + r.Source + " " + r.ExternalRef }

// numbered is the id of the purchase that has a number now. Asked for one by one: where it is
// a join, PostgreSQL reads the whole table for each group until the table is analysed.
const numbered = "(select n.id from purchases n where n.source = by_source and n.external_ref = by_ref and n.moved_to is null)"

// Recall finds the purchases that were recorded under refs, and the returns that wait
// for those that were not, the oldest first.
func Recall(ctx context.Context, tx *store.Tx, refs []Ref) (map[Ref]*ent.Purchase, map[Ref][]*ent.PurchaseReturn, error) {
	rows := store.NewRows("by_source text", "by_ref text")
	for _, r := range refs {
		rows.Add(r.Source, r.ExternalRef)
	}
	var recorded []mall.PurchaseID
	var waiting []mall.ReturnID
	err := tx.QueryRows(ctx, "select "+numbered+" as id, w.id from {rows} "+
		"left join returns w on w.source = by_source and w.purchase_ref = by_ref and w.purchase_id is null and w.status = 'PENDING'", rows,
		func(scan func(...any) error) error {
			var id *mall.PurchaseID
			var waits *mall.ReturnID
			err := scan(&id, &waits)
			if id != nil {
				recorded = append(recorded, *id)
			}
			if waits != nil {
				waiting = append(waiting, *waits)
			}
			return err
		})
	if err != nil {
		return nil, nil, err
	}
	found, err := whole(ctx, tx, recorded)
	if err != nil {
		return nil, nil, err
	}
	awaited := map[Ref][]*ent.PurchaseReturn{}
	all, err := byIDs(ctx, tx, waiting)
	for _, r := range all {
		of := Ref{r.Source, r.PurchaseRef}
		awaited[of] = append(awaited[of], r)
	}
	return found, awaited, err
}

// whole reads purchases by their ids.
func whole(ctx context.Context, tx *store.Tx, ids []mall.PurchaseID) (map[Ref]*ent.Purchase, error) {
	found := make(map[Ref]*ent.Purchase, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	rows, err := tx.Ent().Purchase.Query().Where(store.Among(entpurchase.FieldID, "uuid", ids)).All(ctx)
	for _, row := range rows {
		found[Ref{row.Source, row.ExternalRef}] = row
	}
	return found, err
}

// Save adds new purchases to the batch.
func Save(batch *store.Batch, purchases []*ent.Purchase) {
	rows := store.NewRows("id uuid", "source text", "external_ref text", "member_id uuid", "total_minor bigint", "currency text", "channel text", "lines jsonb",
		"points bigint", "entry_id uuid", "funded_by uuid", "fingerprint text", "occurred_at timestamptz", "recorded_at timestamptz")
	for _, p := range purchases {
		rows.Add(p.ID, p.Source, p.ExternalRef, p.MemberID, p.TotalMinor, string(p.Currency), p.Channel, store.JSON{Of: p.Lines},
			p.Points, p.EntryID, p.FundedBy, p.Fingerprint, p.OccurredAt, p.RecordedAt)
	}
	const columns = "id, source, external_ref, member_id, total_minor, currency, channel, lines, points, entry_id, funded_by, fingerprint, occurred_at, recorded_at"
	batch.Add("insert into purchases ("+columns+") select "+columns+" from {rows}", rows)
}
