package imports

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/importbatch"
	"pointsmall/ent/importstep"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// leaseFor is how long an import is its holder's after a step. Another server goes on with it then.
const leaseFor = 30 * time.Second

func lockBatch(ctx context.Context, tx *store.Tx, id mall.ImportBatchID) (*ent.ImportBatch, error) {
	query := tx.Ent().ImportBatch.Query().Where(importbatch.ID(id))
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	row, err := query.Only(ctx)
	if ent.IsNotFound(err) {
		return nil, NoSuchImport()
	}
	return row, err
}

// claim takes an import to work on: the oldest that nobody holds, or the one that is named; nil where there is none.
func (s *Service) claim(ctx context.Context, only *mall.ImportBatchID) (*ent.ImportBatch, error) {
	if only == nil { // mostly there is nothing to do: nothing is written then
		some, err := s.db.Ent().ImportBatch.Query().Where(importbatch.Working(true), importbatch.ByCommand(false)).Exist(ctx)
		if err != nil || !some {
			return nil, err
		}
	}
	var id mall.ImportBatchID
	now := s.clock().UTC()
	found := false
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		found = false
		which, args := "not by_command", []any{s.holder, now, now.Add(leaseFor)}
		if only != nil {
			which, args = "id = $4", append(args, *only)
		}
		lock := ""
		if tx.Dialect == store.Postgres {
			lock = " for update skip locked"
		}
		return tx.Each(ctx, func(scan func(...any) error) error {
			found = true
			return scan(&id)
		}, "update import_batches set holder = $1, held_until = $3 where id = (select id from import_batches where working and (holder = $1 or held_until is null or held_until <= $2) and "+
			which+" order by id limit 1"+lock+") returning id", args...)
	})
	if err != nil || !found {
		return nil, err
	}
	return s.db.Ent().ImportBatch.Get(ctx, id)
}

// hold reports whether the transaction may do the next step of an import, and holds the import until it ends: nobody has
// cancelled it, nobody else works on it, and the step was not done.
func (s *Service) hold(ctx context.Context, tx *store.Tx, b *ent.ImportBatch) (bool, error) {
	result, err := tx.Exec(ctx, "update import_batches set held_until = $1 where id = $2 and holder = $3 and status = $4 and steps = $5 and undone = $6 and kept = $7",
		s.clock().UTC().Add(leaseFor), b.ID, s.holder, string(b.Status), b.Steps, b.Undone, b.Kept)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// saveStep stores what a step did, and how far its import is with it.
func saveStep(ctx context.Context, tx *store.Tx, b *ent.ImportBatch, o outcome) error {
	if err := tx.Ent().ImportStep.Create().SetImportID(b.ID).SetSeq(b.Steps + 1).SetDone(o.done).SetMade(o.made).SetRejected(o.refused).Exec(ctx); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "update import_batches set steps = steps + 1, done = done + $2, added = added + $3, there = there + $4, rejected = rejected + $5, failures = 0 where id = $1",
		b.ID, o.done, o.added, o.there, o.rejected)
	return err
}

// end ends an import in a state.
func (s *Service) end(ctx context.Context, tx *store.Tx, id mall.ImportBatchID, status mall.ImportStatus, failure *mall.Text) error {
	update := tx.Ent().ImportBatch.UpdateOneID(id).SetStatus(status).SetWorking(false).SetHolder("").ClearHeldUntil().SetEndedAt(s.clock().UTC()).AddVersion(1)
	if failure != nil {
		update.SetFailure(*failure)
	}
	return update.Exec(ctx)
}

func dropSteps(ctx context.Context, tx *store.Tx, id mall.ImportBatchID) error {
	_, err := tx.Ent().ImportStep.Delete().Where(importstep.ImportID(id)).Exec(ctx)
	return err
}

// lastStep is the newest step that is not undone; nil where there is none.
func lastStep(ctx context.Context, tx *store.Tx, id mall.ImportBatchID) (*ent.ImportStep, error) {
	row, err := tx.Ent().ImportStep.Query().Where(importstep.ImportID(id), importstep.Undone(false)).Order(ent.Desc(importstep.FieldSeq)).First(ctx)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return row, err
}

// Get returns an import, or NOT_FOUND.
func (s *Service) Get(ctx context.Context, id mall.ImportBatchID) (*ent.ImportBatch, error) {
	row, err := s.db.Ent().ImportBatch.Get(ctx, id)
	if ent.IsNotFound(err) {
		return nil, NoSuchImport()
	}
	return row, err
}

// Imports asks for imports, the newest first: those older than Before and newer than After, where these are given.
type Imports struct {
	Kinds         []mall.ImportKind
	Before, After *mall.ImportBatchID
	Limit         int
	// Oldest takes the oldest within the bounds instead of the newest.
	Oldest bool
}

// List reads a part of the imports of some kinds.
func (s *Service) List(ctx context.Context, q Imports) ([]*ent.ImportBatch, error) {
	query := s.db.Ent().ImportBatch.Query().Where(importbatch.KindIn(q.Kinds...)).Limit(q.Limit)
	if q.Before != nil {
		query.Where(importbatch.IDLT(*q.Before))
	}
	if q.After != nil {
		query.Where(importbatch.IDGT(*q.After))
	}
	if !q.Oldest {
		return query.Order(ent.Desc(importbatch.FieldID)).All(ctx)
	}
	rows, err := query.Order(importbatch.ByID()).All(ctx)
	for i, j := 0, len(rows)-1; i < j; i, j = i+1, j-1 {
		rows[i], rows[j] = rows[j], rows[i]
	}
	return rows, err
}

// CountOf counts the imports of some kinds, up to limit.
func (s *Service) CountOf(ctx context.Context, of []mall.ImportKind, limit int) (int, error) {
	ids, err := s.db.Ent().ImportBatch.Query().Where(importbatch.KindIn(of...)).Limit(limit).IDs(ctx)
	return len(ids), err
}

// step reads the step behind another; nil where there is none.
func (s *Service) stepAfter(ctx context.Context, id mall.ImportBatchID, seq int) (*ent.ImportStep, error) {
	row, err := s.db.Ent().ImportStep.Query().Where(importstep.ImportID(id), importstep.SeqGT(seq)).Order(importstep.BySeq()).First(ctx)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return row, err
}
