package activity

import (
	"context"

	"pointsmall/ent"
	entactivity "pointsmall/ent/activity"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Ref is the number that a source gave an activity.
type Ref struct{ Source, ExternalRef string }

// numbered is the id of the activity that has a number now. Asked for one by one: where it is
// a join, PostgreSQL reads the whole table for each group until the table is analysed.
const numbered = "(select n.id from activities n where n.source = by_source and n.external_ref = by_ref and n.moved_to is null)"

// Recall finds the activities that were recorded under refs.
func Recall(ctx context.Context, tx *store.Tx, refs []Ref) (map[Ref]*ent.Activity, error) {
	rows := store.NewRows("by_source text", "by_ref text")
	for _, r := range refs {
		rows.Add(r.Source, r.ExternalRef)
	}
	found := map[Ref]*ent.Activity{}
	var ids []mall.ActivityID
	err := tx.QueryRows(ctx, "select "+numbered+" as id from {rows}", rows, func(scan func(...any) error) error {
		var id *mall.ActivityID
		err := scan(&id)
		if id != nil {
			ids = append(ids, *id)
		}
		return err
	})
	if err != nil || len(ids) == 0 {
		return found, err
	}
	recorded, err := tx.Ent().Activity.Query().Where(store.Among(entactivity.FieldID, "uuid", ids)).All(ctx)
	for _, a := range recorded {
		found[Ref{a.Source, a.ExternalRef}] = a
	}
	return found, err
}

// Save adds new activities to the batch.
func Save(batch *store.Batch, activities []*ent.Activity) {
	rows := store.NewRows("id uuid", "source text", "external_ref text", "member_id uuid", "trigger text", "name text", "details jsonb",
		"points bigint", "entry_id uuid", "fingerprint text", "occurred_at timestamptz", "recorded_at timestamptz")
	for _, a := range activities {
		var details any
		if a.Details != nil {
			details = string(a.Details)
		}
		rows.Add(a.ID, a.Source, a.ExternalRef, a.MemberID, string(a.Trigger), a.Name, details,
			a.Points, a.EntryID, a.Fingerprint, a.OccurredAt, a.RecordedAt)
	}
	const before, after = "id, source, external_ref, member_id, ", ", name, details, points, entry_id, fingerprint, occurred_at, recorded_at"
	batch.Add("insert into activities ("+before+`"trigger"`+after+") select "+before+`r."trigger"`+after+" from {rows}", rows)
}

// Numbers adds the numbers under which activities were reported, by their ids.
func Numbers(ctx context.Context, db *store.DB, activities []mall.ActivityID, to map[mall.AnyID]string) error {
	if len(activities) == 0 {
		return nil
	}
	rows, err := db.Ent().Activity.Query().Where(store.Among(entactivity.FieldID, "uuid", activities)).Select(entactivity.FieldID, entactivity.FieldExternalRef).All(ctx)
	for _, row := range rows {
		to[mall.AnyID(row.ID.String())] = row.ExternalRef
	}
	return err
}
