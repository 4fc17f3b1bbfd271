package imports

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// undoStep takes back the newest step of an import that is not undone.
func (s *Service) undoStep(ctx context.Context, b *ent.ImportBatch) (int, error) {
	if b.Kind == mall.ImportPurchases {
		return s.undoPurchases(ctx, b)
	}
	w, err := s.newWork(b)
	if err != nil {
		return 0, err
	}
	n := 1
	return n, s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if may, err := s.hold(ctx, tx, b); err != nil || !may {
			return err
		}
		step, err := lastStep(ctx, tx, b.ID)
		if err != nil {
			return err
		}
		if step == nil {
			return s.end(ctx, tx, b.ID, mall.ImportUndone, nil)
		}
		n = step.Done
		kept, err := w.kind.undo(ctx, tx, w, step.Made)
		if err != nil {
			return err
		}
		return saveUndone(ctx, tx, b, step, kept)
	})
}

// saveUndone notes that a step is undone, and what stays of it. Rows that had made nothing count for neither.
func saveUndone(ctx context.Context, tx *store.Tx, b *ent.ImportBatch, step *ent.ImportStep, kept map[int]mall.Text) error {
	stays := []mall.ImportRejected{}
	undone := 0
	for i, m := range step.Made {
		why, stayed := kept[i]
		switch {
		case stayed:
			stays = append(stays, mall.ImportRejected{Line: m.Row, Cells: []string{m.ID}, Reason: why})
		case m.ID != "":
			undone++
		}
	}
	if err := tx.Ent().ImportStep.UpdateOneID(step.ID).SetUndone(true).SetKept(stays).Exec(ctx); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "update import_batches set undone = undone + $2, kept = kept + $3, failures = 0 where id = $1", b.ID, undone, len(stays))
	return err
}
