package correction

import (
	"context"

	"github.com/google/uuid"

	"pointsmall/ent"
	entcorrection "pointsmall/ent/correction"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// OfSubjects finds what corrected purchases, returns or activities.
func OfSubjects(ctx context.Context, tx *store.Tx, subjects []uuid.UUID) (map[uuid.UUID]*ent.Correction, error) {
	found := make(map[uuid.UUID]*ent.Correction, len(subjects))
	if len(subjects) == 0 {
		return found, nil
	}
	rows, err := tx.Ent().Correction.Query().Where(store.Among(entcorrection.FieldSubjectID, "uuid", subjects)).All(ctx)
	for _, c := range rows {
		found[c.SubjectID] = c
	}
	return found, err
}

// maxHistory is how far History follows what was moved again and again.
const maxHistory = 100

// History is what was put right of a purchase, a return or an activity, and of those that
// it was moved from, the oldest first.
func History(ctx context.Context, db *store.DB, of uuid.UUID) ([]*ent.Correction, error) {
	client := db.Ent().Correction
	var list []*ent.Correction
	own, err := client.Query().Where(entcorrection.SubjectID(of)).Only(ctx)
	if err != nil && !ent.IsNotFound(err) {
		return nil, err
	}
	if err == nil {
		list = append(list, own)
	}
	for len(list) < maxHistory {
		before, err := client.Query().Where(entcorrection.MadeID(of)).Only(ctx)
		if ent.IsNotFound(err) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		list, of = append([]*ent.Correction{before}, list...), before.SubjectID
	}
	return list, nil
}

// Save adds new corrections to the batch.
func Save(batch *store.Batch, corrections []*ent.Correction) {
	rows := store.NewRows("id uuid", "kind text", "subject_id uuid", "member_id uuid", "to_member_id uuid", "made_id uuid", "due bigint", "taken bigint",
		"given bigint", "entry_id uuid", "reason text", "made_by uuid", "made_at timestamptz")
	for _, c := range corrections {
		rows.Add(c.ID, string(c.Kind), c.SubjectID, c.MemberID, c.ToMemberID, c.MadeID, c.Due, c.Taken, c.Given, c.EntryID, c.Reason, c.MadeBy, c.MadeAt)
	}
	const columns = "id, kind, subject_id, member_id, to_member_id, made_id, due, taken, given, entry_id, reason, made_by, made_at"
	batch.Add("insert into corrections ("+columns+") select "+columns+" from {rows}", rows)
}

// Moved says what stands for what.
type Moved struct{ From, To uuid.UUID }

// Leave has what was moved leave its number to what stands for it, which is saved after
// that: a number is one thing's at a time.
func Leave(ctx context.Context, tx *store.Tx, kind mall.CorrectionKind, moved []Moved) error {
	if len(moved) == 0 {
		return nil
	}
	table := "purchases"
	if kind == mall.CorrectActivity {
		table = "activities"
	}
	rows := store.NewRows("moved uuid", "to_id uuid")
	for _, m := range moved {
		rows.Add(m.From, m.To)
	}
	var batch store.Batch
	batch.Add("update "+table+" set moved_to = r.to_id from {rows} where id = r.moved", rows)
	return batch.Exec(ctx, tx)
}
