package purchase

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall/store"
)

// Mall is the source of purchases at the mall's own tills.
const Mall = "mall"

// Ref is a till's own number.
type Ref struct{ Source, ExternalRef string }

// Recall finds the purchases that were recorded under refs.
func Recall(ctx context.Context, tx *store.Tx, refs []Ref) (map[Ref]*ent.Purchase, error) {
	rows := store.NewRows("by_source text", "by_ref text")
	for _, r := range refs {
		rows.Add(r.Source, r.ExternalRef)
	}
	found := map[Ref]*ent.Purchase{}
	err := tx.QueryRows(ctx, "select id, source, external_ref, points, fingerprint from purchases join {rows} on source = by_source and external_ref = by_ref", rows,
		func(scan func(...any) error) error {
			p := &ent.Purchase{}
			if err := scan(&p.ID, &p.Source, &p.ExternalRef, &p.Points, &p.Fingerprint); err != nil {
				return err
			}
			found[Ref{p.Source, p.ExternalRef}] = p
			return nil
		})
	return found, err
}

// Save adds new purchases to the batch.
func Save(batch *store.Batch, purchases []*ent.Purchase) {
	rows := store.NewRows("id uuid", "source text", "external_ref text", "member_id uuid", "total_minor bigint", "currency text", "channel text", "lines jsonb",
		"points bigint", "entry_id uuid", "fingerprint text", "occurred_at timestamptz", "recorded_at timestamptz")
	for _, p := range purchases {
		rows.Add(p.ID, p.Source, p.ExternalRef, p.MemberID, p.TotalMinor, string(p.Currency), p.Channel, store.JSON{Of: p.Lines},
			p.Points, p.EntryID, p.Fingerprint, p.OccurredAt, p.RecordedAt)
	}
	const columns = "id, source, external_ref, member_id, total_minor, currency, channel, lines, points, entry_id, fingerprint, occurred_at, recorded_at"
	batch.Add("insert into purchases ("+columns+") select "+columns+" from {rows}", rows)
}
