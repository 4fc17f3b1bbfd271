package purchase

import (
	"context"

	"pointsmall/ent"
	entpurchase "pointsmall/ent/purchase"
	"pointsmall/ent/purchasereturn"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Find reads whole purchases by their numbers.
func Find(ctx context.Context, tx *store.Tx, refs []Ref) (map[Ref]*ent.Purchase, error) {
	ids, err := idsByRef[mall.PurchaseID](ctx, tx, "select "+numbered+" as id from {rows}", refs)
	if err != nil {
		return nil, err
	}
	return whole(ctx, tx, ids)
}

// OfMembers reads the purchases of a source that members made, the oldest first.
func OfMembers(ctx context.Context, tx *store.Tx, source string, members []mall.MemberID) ([]*ent.Purchase, error) {
	return tx.Ent().Purchase.Query().Where(entpurchase.Source(source), store.Among(entpurchase.FieldMemberID, "uuid", members)).
		Order(entpurchase.ByOccurredAt(), entpurchase.ByExternalRef()).All(ctx)
}

// RecallReturns finds the returns that were recorded under refs.
func RecallReturns(ctx context.Context, tx *store.Tx, refs []Ref) (map[Ref]*ent.PurchaseReturn, error) {
	ids, err := idsByRef[mall.ReturnID](ctx, tx, "select id from returns join {rows} on source = by_source and external_ref = by_ref", refs)
	if err != nil {
		return nil, err
	}
	all, err := byIDs(ctx, tx, ids)
	found := make(map[Ref]*ent.PurchaseReturn, len(all))
	for _, r := range all {
		found[Ref{r.Source, r.ExternalRef}] = r
	}
	return found, err
}

// ReturnsOf reads the returns of purchases that were applied.
func ReturnsOf(ctx context.Context, tx *store.Tx, purchases []mall.PurchaseID) (map[mall.PurchaseID][]*ent.PurchaseReturn, error) {
	found := map[mall.PurchaseID][]*ent.PurchaseReturn{}
	if len(purchases) == 0 {
		return found, nil
	}
	all, err := tx.Ent().PurchaseReturn.Query().
		Where(store.Among(purchasereturn.FieldPurchaseID, "uuid", purchases), purchasereturn.Status(mall.ReturnApplied)).All(ctx)
	for _, r := range all {
		found[*r.PurchaseID] = append(found[*r.PurchaseID], r)
	}
	return found, err
}

// byIDs reads returns, the oldest first.
func byIDs(ctx context.Context, tx *store.Tx, ids []mall.ReturnID) ([]*ent.PurchaseReturn, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return tx.Ent().PurchaseReturn.Query().Where(store.Among(purchasereturn.FieldID, "uuid", ids)).Order(purchasereturn.ByID()).All(ctx)
}

// idsByRef asks for an id by each number; what has none is left out.
func idsByRef[ID any](ctx context.Context, tx *store.Tx, query string, refs []Ref) (ids []ID, err error) {
	rows := store.NewRows("by_source text", "by_ref text")
	seen := make(map[Ref]bool, len(refs))
	for _, r := range refs {
		if !seen[r] {
			seen[r] = true
			rows.Add(r.Source, r.ExternalRef)
		}
	}
	return ids, tx.QueryRows(ctx, query, rows, func(scan func(...any) error) error {
		var id *ID
		err := scan(&id)
		if id != nil {
			ids = append(ids, *id)
		}
		return err
	})
}

// SaveReturns adds returns, new ones and those that changed, to the batch.
func SaveReturns(batch *store.Batch, returns []*ent.PurchaseReturn) {
	rows := store.NewRows("id uuid", "source text", "external_ref text", "purchase_ref text", "purchase_id uuid", "member_id uuid", "status text", "refusal jsonb",
		"lines jsonb", "pieces jsonb", "refund_minor bigint", "refund_currency text", "amount_minor bigint", "completes bool", "due bigint", "own bigint", "other bigint", "debt bigint", "entry_id uuid",
		"fingerprint text", "occurred_at timestamptz", "recorded_at timestamptz")
	for _, r := range returns {
		rows.Add(r.ID, r.Source, r.ExternalRef, r.PurchaseRef, r.PurchaseID, r.MemberID, string(r.Status), store.JSON{Of: r.Refusal},
			store.JSON{Of: r.Lines}, store.JSON{Of: r.Pieces}, r.RefundMinor, r.RefundCurrency, r.AmountMinor, r.Completes, r.Due, r.Own, r.Other, r.Debt, r.EntryID,
			r.Fingerprint, r.OccurredAt, r.RecordedAt)
	}
	const columns = "id, source, external_ref, purchase_ref, purchase_id, member_id, status, refusal, lines, pieces, refund_minor, refund_currency, amount_minor, completes, due, own, other, debt, " +
		"entry_id, fingerprint, occurred_at, recorded_at"
	batch.Add("insert into returns ("+columns+") select "+columns+" from {rows} where true on conflict (id) do update set "+
		"purchase_ref = excluded.purchase_ref, purchase_id = excluded.purchase_id, member_id = excluded.member_id, status = excluded.status, refusal = excluded.refusal, "+
		"lines = excluded.lines, pieces = excluded.pieces, refund_minor = excluded.refund_minor, refund_currency = excluded.refund_currency, amount_minor = excluded.amount_minor, completes = excluded.completes, due = excluded.due, own = excluded.own, "+
		"other = excluded.other, debt = excluded.debt, entry_id = excluded.entry_id, fingerprint = excluded.fingerprint, occurred_at = excluded.occurred_at, "+
		"recorded_at = excluded.recorded_at", rows)
}
