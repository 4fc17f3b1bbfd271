package imports

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/importbatch"
	"pointsmall/mall"
	"pointsmall/mall/file"
	"pointsmall/mall/job"
	"pointsmall/mall/store"
)

const (
	// mostFailures is how often a step may fail in a row.
	mostFailures = 5
	// mostRejected is how many rows may be rejected: whoever has more has named the wrong column.
	mostRejected = 100_000
)

// Jobs go on with imports.
func (s *Service) Jobs() []job.Job {
	return []job.Job{{
		Name: "import", Says: "Go on with imports that were begun.", Every: 2 * time.Second,
		Step: func(ctx context.Context) (int, error) {
			b, err := s.claim(ctx, nil)
			if err != nil || b == nil {
				return 0, err
			}
			return s.step(ctx, b)
		},
		Due: func(ctx context.Context) (int, error) {
			return s.db.Ent().ImportBatch.Query().Where(importbatch.Working(true), importbatch.ByCommand(false)).Count(ctx)
		},
	}}
}

// wake is where a server would be told that there is something to do: the job looks every two seconds.
func (*Service) wake() {}

// Run works on one import until it has ended, as a command does. progress is told how many rows are done; it may be nil.
func (s *Service) Run(ctx context.Context, id mall.ImportBatchID, progress func(done int)) (*ent.ImportBatch, error) {
	ctx = mall.WithOperation(ctx, "") // the audit log tells of the import, not of each of its rows
	for {
		b, err := s.claim(ctx, &id)
		if err != nil {
			return nil, err
		}
		if b == nil {
			if b, err = s.Get(ctx, id); err != nil || !b.Working {
				return b, err
			}
			return b, fmt.Errorf("import %s is being worked on by %s", id, b.Holder)
		}
		if _, err := s.step(ctx, b); err != nil {
			if ctx.Err() != nil {
				err = errors.Join(err, s.release(context.WithoutCancel(ctx), id))
			}
			return b, err
		}
		if progress != nil {
			progress(b.Done)
		}
	}
}

// release lets others go on with an import at once.
func (s *Service) release(ctx context.Context, id mall.ImportBatchID) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Ent().ImportBatch.Update().Where(importbatch.ID(id), importbatch.Holder(s.holder)).ClearHeldUntil().Save(ctx)
		return err
	})
}

// step does one step of an import that was claimed, and returns how many rows that were.
func (s *Service) step(ctx context.Context, b *ent.ImportBatch) (int, error) {
	n, err := s.advance(ctx, b)
	if err == nil {
		return n, nil
	}
	s.forget(b.ID)
	var refusal *mall.Error
	switch {
	case errors.As(err, &refusal):
		return 1, s.fail(ctx, b, refusal.Text)
	case ctx.Err() != nil:
		return 0, err
	}
	slog.WarnContext(ctx, "a step of an import failed", "import", b.ID.String(), "error", err)
	if b.Failures+1 >= mostFailures {
		return 1, s.fail(ctx, b, mall.Textf("it failed %d times in a row; the log of the server says why", "连续失败 %d 次，原因见服务器日志", mostFailures))
	}
	return 0, errors.Join(err, s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.Ent().ImportBatch.UpdateOneID(b.ID).AddFailures(1).Exec(ctx)
	}))
}

func (s *Service) fail(ctx context.Context, b *ent.ImportBatch, why mall.Text) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if may, err := s.hold(ctx, tx, b); err != nil || !may {
			return err
		}
		return s.end(ctx, tx, b.ID, mall.ImportFailed, &why)
	})
}

func (s *Service) advance(ctx context.Context, b *ent.ImportBatch) (int, error) {
	switch {
	case b.Status == mall.ImportUndoing:
		return s.undoStep(ctx, b)
	case b.Kind == mall.ImportPurchases:
		return 1, s.runPurchases(ctx, b)
	}
	w, err := s.session(ctx, b)
	if err != nil {
		return 0, err
	}
	items, err := w.next()
	if err != nil {
		return 0, err
	}
	w.now = s.clock().UTC()
	if len(items) == 0 {
		s.forget(b.ID)
		return 1, s.finish(ctx, b, w)
	}
	if b.Rejected > mostRejected {
		return 0, mall.Errorf(mall.CodeInvalidInput, "more than %d rows were rejected: are the columns the right ones?", "超过 %d 行被拒绝，请检查列的对应关系", mostRejected)
	}
	if w.kind.before != nil {
		if err := w.kind.before(ctx, w, items); err != nil {
			return 0, err
		}
	}
	done, err := s.add(ctx, b, w, items)
	if err == nil && !done {
		s.forget(b.ID) // cancelled, or another server's by now
	}
	return len(items), err
}

// errDryRun takes a step back that was only to be seen.
var errDryRun = errors.New("a dry run")

// add adds rows in one transaction with what is noted of them. may is false where the import is nobody's to go on with.
func (s *Service) add(ctx context.Context, b *ent.ImportBatch, w *work, items []*item) (may bool, err error) {
	dry := b.Status == mall.ImportChecking
	w.badGoods = badGoods(items)
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if may, err = s.hold(ctx, tx, b); err != nil || !may {
			return err
		}
		if rows := good(items); len(rows) > 0 {
			if err := w.kind.add(ctx, tx, w, rows); err != nil {
				return err
			}
		}
		if dry {
			return errDryRun
		}
		return saveStep(ctx, tx, b, outcomeOf(items))
	})
	if !errors.Is(err, errDryRun) {
		return may, err
	}
	return may, s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if may, err = s.hold(ctx, tx, b); err != nil || !may {
			return err
		}
		o := outcomeOf(items)
		o.made = []mall.ImportMade{}
		return saveStep(ctx, tx, b, o)
	})
}

// badGoods are products one of whose rows cannot be read: none of their rows is added.
func badGoods(items []*item) map[string]*mall.Text {
	bad := map[string]*mall.Text{}
	for _, one := range items {
		if slug := slugOf(one); one.wrong != nil && slug != "" && bad[slug] == nil {
			bad[slug] = atRow(one.line, *one.wrong)
		}
	}
	return bad
}

// finish ends an import whose rows are done.
func (s *Service) finish(ctx context.Context, b *ent.ImportBatch, w *work) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if may, err := s.hold(ctx, tx, b); err != nil || !may {
			return err
		}
		if b.Status == mall.ImportChecking {
			return s.end(ctx, tx, b.ID, mall.ImportChecked, nil)
		}
		if w.kind.ended != nil {
			if err := w.kind.ended(ctx, tx, w, importCounts{added: b.Added}); err != nil {
				return err
			}
		}
		return s.end(ctx, tx, b.ID, mall.ImportDone, nil)
	})
}

// session is the work on an import: what this server has of it in memory, or begun anew from where it was.
func (s *Service) session(ctx context.Context, b *ent.ImportBatch) (*work, error) {
	s.mu.Lock()
	w := s.works[b.ID]
	s.mu.Unlock()
	if w != nil && w.read == b.Done && w.status == b.Status {
		return w, nil
	}
	s.forget(b.ID)
	w, err := s.newWork(b)
	if err != nil {
		return nil, err
	}
	kept, err := s.parts.Files.Find(ctx, b.FileID)
	if err != nil {
		return nil, err
	}
	if kept == nil {
		return nil, mall.Errorf(mall.CodeNotAvailable, "the file is not kept any more", "文件已过期")
	}
	onDisk, err := s.parts.Files.OnDisk(ctx, b.FileID)
	if err != nil {
		return nil, err
	}
	w.done = func() error { return file.Discard(onDisk) }
	if w.sheet, err = openSheet(onDisk, w.kind.layout, b.Options); err == nil {
		err = w.skip(b.Done)
	}
	if err != nil {
		return nil, errors.Join(err, w.done())
	}
	s.mu.Lock()
	s.works[b.ID] = w
	s.mu.Unlock()
	return w, nil
}

// newWork is the work on an import without its file.
func (s *Service) newWork(b *ent.ImportBatch) (*work, error) {
	w := &work{
		s: s, id: b.ID, status: b.Status, options: b.Options, hash: b.FileHash, actor: actorOf(b.CreatedBy), zone: s.parts.Zone, currency: s.parts.Currency,
		points: b.Options.Points, kind: kinds[b.Kind], kindOf: b.Kind, now: s.clock().UTC(), seen: map[[16]byte]int32{}, pictures: s.Pictures,
	}
	if b.Status == mall.ImportUndoing && b.Reading.UndoneBy != "" {
		w.actor = actorOf(b.Reading.UndoneBy)
	}
	if w.points == "" {
		w.points = mall.DefaultPoints
	}
	if b.Options.Currency != "" {
		w.currency = b.Options.Currency
	}
	if b.Options.Zone != "" {
		zone, err := time.LoadLocation(b.Options.Zone)
		if err != nil {
			return nil, err
		}
		w.zone = zone
	}
	return w, nil
}

// actorOf is who began an import.
func actorOf(ref string) mall.Actor {
	if id, ok := mall.AnyID(ref).Staff(); ok {
		return mall.Actor{Kind: mall.ActorStaff, StaffID: id}
	}
	return mall.Actor{Kind: mall.ActorSystem}
}

// forget drops what this server has of an import.
func (s *Service) forget(id mall.ImportBatchID) {
	s.mu.Lock()
	w := s.works[id]
	delete(s.works, id)
	s.mu.Unlock()
	if w != nil && w.done != nil {
		if err := w.done(); err != nil {
			slog.Warn("a temporary file could not be removed", "error", err)
		}
	}
}

// Close drops what this server has of imports. Others go on with them.
func (s *Service) Close() {
	s.mu.Lock()
	var ids []mall.ImportBatchID
	for id := range s.works {
		ids = append(ids, id)
	}
	s.mu.Unlock()
	for _, id := range ids {
		s.forget(id)
	}
}
