package imports

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/importbatch"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/file"
	"pointsmall/mall/store"
)

// Purchases are imported whole, not step by step: invoices are gathered from all over the file. What is new is noted
// before it is recorded, so that it can be undone however the import ends; recording it again adds nothing.

// How what a purchase import may record is noted in its steps.
const (
	madePurchase = "purchase "
	madeReturn   = "return "
	// perNote is how many are noted in one step.
	perNote = 1000
)

// purchaseOptions are the options of an import, as Purchases takes them.
func (s *Service) purchaseOptions(o mall.ImportOptions) (Options, error) {
	out := Options{
		Currency: o.Currency, Zone: s.parts.Zone, Columns: map[Column]string{}, Encoding: Encoding(o.Encoding), Separator: separatorBytes[o.Separator],
		Decimal: DecimalMark(o.Decimal), Dates: DateOrder(o.Dates), Nobody: o.Nobody,
	}
	if out.Currency == "" {
		out.Currency = s.parts.Currency
	}
	if o.Zone != "" {
		zone, err := time.LoadLocation(o.Zone)
		if err != nil {
			return out, err
		}
		out.Zone = zone
	}
	for column, name := range o.Columns {
		if column == "customer" {
			column = string(MemberColumn)
		}
		if !slices.Contains(Columns(), Column(column)) {
			return out, mall.Errorf(mall.CodeInvalidInput, "there is no column %[1]q: there are %[2]s", "没有列 %[1]q，可用的列为 %[2]s", column, wordsOf(Columns())).At("columns")
		}
		out.Columns[Column(column)] = name
	}
	if err := checkColumns(out.Columns); err != nil {
		return out, mall.Errorf(mall.CodeInvalidInput, "%s", "列的对应关系有误：%s", err.Error()).At("columns")
	}
	return out, nil
}

// runPurchases works on an import of purchases until it ends.
func (s *Service) runPurchases(ctx context.Context, b *ent.ImportBatch) error {
	o, err := s.purchaseOptions(b.Options)
	if err != nil {
		return err
	}
	onDisk, err := s.parts.Files.OnDisk(ctx, b.FileID)
	if err != nil {
		return err
	}
	defer func() { _ = file.Discard(onDisk) }() // a temporary file
	o.DryRun = b.Status == mall.ImportChecking
	_, err = s.recordPurchases(ctx, b, onDisk, o)
	var stopped *Stopped
	if err == nil || ctx.Err() != nil || errors.As(err, &stopped) {
		return err
	}
	if errors.Is(err, errTaken) {
		return nil
	}
	return mall.Errorf(mall.CodeInvalidInput, "%s", "导入失败：%s", err.Error())
}

// errTaken says that an import was cancelled, or is another server's.
var errTaken = errors.New("the import is not to be worked on any more")

// recordPurchases runs Purchases for an import, and keeps what becomes of it.
func (s *Service) recordPurchases(ctx context.Context, b *ent.ImportBatch, content io.ReadSeeker, o Options) (Report, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	noted := b.Steps
	if !o.DryRun && noted == 0 {
		o.Plan = func(ctx context.Context, invoices, returns []string) error {
			n, err := s.notePlan(ctx, b, invoices, returns)
			noted += n
			return err
		}
	}
	there := 0
	o.rowsThere = &there
	rejects, earlier := []mall.ImportRejected{}, o.Reject
	o.Reject = func(line int, cells []string, why mall.Text) {
		rejects = append(rejects, mall.ImportRejected{Line: line, Cells: cells, Reason: why})
		if earlier != nil {
			earlier(line, cells, why)
		}
	}
	beating := make(chan struct{})
	go func() {
		defer close(beating)
		s.beat(ctx, b, stop)
	}()
	report, err := s.Purchases(ctx, content, o)
	taken := errors.Is(context.Cause(ctx), errTaken)
	stop(nil)
	<-beating
	switch {
	case taken:
		return report, errTaken
	case err != nil:
		return report, err
	}
	return report, s.endPurchases(context.WithoutCancel(ctx), b, report, there, rejects, noted)
}

// beat keeps an import this server's while it goes on.
func (s *Service) beat(ctx context.Context, b *ent.ImportBatch, stop context.CancelCauseFunc) {
	ticks := time.NewTicker(leaseFor / 6)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
		}
		n := 0
		err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			n, err = tx.Ent().ImportBatch.Update().Where(importbatch.ID(b.ID), importbatch.Holder(s.holder), importbatch.StatusEQ(b.Status)).
				SetHeldUntil(s.clock().UTC().Add(leaseFor)).Save(ctx)
			return err
		})
		if err == nil && n == 0 {
			stop(errTaken)
			return
		}
	}
}

// plan tells which invoices and cancelled rows the mall does not know yet.
func (s *Service) plan(ctx context.Context, invoices []*invoice, returns []*cancelled, tell func(context.Context, []string, []string) error) error {
	var fresh, back []string
	err := s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		for part := range slices.Chunk(invoices, chunk) {
			refs := make([]purchase.Ref, len(part))
			for i, inv := range part {
				refs[i] = purchase.Ref{Source: purchase.Mall, ExternalRef: inv.number}
			}
			recorded, _, err := purchase.Recall(ctx, tx, refs)
			if err != nil {
				return err
			}
			for _, ref := range refs {
				if recorded[ref] == nil {
					fresh = append(fresh, ref.ExternalRef)
				}
			}
		}
		for part := range slices.Chunk(returns, chunk) {
			refs := make([]purchase.Ref, len(part))
			for i, c := range part {
				refs[i] = purchase.Ref{Source: purchase.Mall, ExternalRef: c.number}
			}
			recorded, err := purchase.RecallReturns(ctx, tx, refs)
			if err != nil {
				return err
			}
			for _, ref := range refs {
				if recorded[ref] == nil {
					back = append(back, ref.ExternalRef)
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return tell(ctx, fresh, back)
}

// notePlan notes in steps what an import may record: returns last, because they are undone first.
func (s *Service) notePlan(ctx context.Context, b *ent.ImportBatch, invoices, returns []string) (steps int, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		steps = 0
		if may, err := s.hold(ctx, tx, b); err != nil || !may {
			return errors.Join(err, errTaken)
		}
		for _, list := range []struct {
			what string
			refs []string
		}{{madePurchase, invoices}, {madeReturn, returns}} {
			for part := range slices.Chunk(list.refs, perNote) {
				made := make([]mall.ImportMade, len(part))
				for i, ref := range part {
					made[i] = mall.ImportMade{ID: list.what + ref}
				}
				steps++
				if err := tx.Ent().ImportStep.Create().SetImportID(b.ID).SetSeq(steps).SetDone(len(part)).SetMade(made).SetRejected([]mall.ImportRejected{}).Exec(ctx); err != nil {
					return err
				}
			}
		}
		_, err := tx.Exec(ctx, "update import_batches set steps = $2 where id = $1", b.ID, steps)
		return err
	})
	return steps, err
}

// endPurchases keeps what became of a file's rows, and ends the import.
func (s *Service) endPurchases(ctx context.Context, b *ent.ImportBatch, r Report, there int, rejects []mall.ImportRejected, noted int) error {
	held := *b
	held.Steps = noted
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if may, err := s.hold(ctx, tx, &held); err != nil || !may {
			return errors.Join(err, errTaken)
		}
		seq := noted
		for part := range slices.Chunk(rejects, perNote) {
			seq++
			if err := tx.Ent().ImportStep.Create().SetImportID(b.ID).SetSeq(seq).SetDone(len(part)).SetMade([]mall.ImportMade{}).SetRejected(part).Exec(ctx); err != nil {
				return err
			}
		}
		there := min(there, r.Rows.Accepted)
		err := tx.Ent().ImportBatch.UpdateOneID(b.ID).SetSteps(seq).SetTotal(r.Rows.Read).SetDone(r.Rows.Read).SetAdded(r.Rows.Accepted - there).
			SetThere(there + r.Rows.Skipped).SetRejected(r.Rows.Rejected).Exec(ctx)
		if err != nil {
			return err
		}
		if b.Status == mall.ImportChecking {
			return s.end(ctx, tx, b.ID, mall.ImportChecked, nil)
		}
		return s.end(ctx, tx, b.ID, mall.ImportDone, nil)
	})
}

// PurchasesByCommand imports a till's file like Purchases, as an import that can be undone. The file is kept with it.
func (s *Service) PurchasesByCommand(ctx context.Context, name string, content io.ReadSeeker, o Options) (Report, mall.ImportBatchID, error) {
	if _, err := s.foresee(ctx, o.Currency); err != nil {
		return Report{}, mall.ImportBatchID{}, err
	}
	t, err := findTable(ctx, content, o)
	if err != nil {
		return Report{}, mall.ImportBatchID{}, err
	}
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return Report{}, mall.ImportBatchID{}, err
	}
	kept, err := s.parts.Files.Keep(ctx, name, content, keptFor)
	if err != nil {
		return Report{}, mall.ImportBatchID{}, err
	}
	columns := map[string]string{}
	for column, name := range o.Columns {
		columns[string(column)] = name
	}
	now := s.clock().UTC()
	var row *ent.ImportBatch
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		row, err = tx.Ent().ImportBatch.Create().SetKind(mall.ImportPurchases).SetStatus(mall.ImportRunning).SetWorking(true).SetFileName(kept.Name).SetFileHash(kept.Hash).SetFileID(kept.ID).
			SetOptions(mall.ImportOptions{Columns: columns, Currency: o.Currency, Zone: o.Zone.String(), Encoding: string(o.Encoding), Decimal: string(o.Decimal), Dates: string(o.Dates), Nobody: o.Nobody}).
			SetReading((&sheet{table: t}).reading()).SetByCommand(true).SetCreatedBy(string(mall.ActorSystem)).SetCreatedAt(now).SetStartedAt(now).SetHolder(s.holder).SetHeldUntil(now.Add(leaseFor)).Save(ctx)
		return err
	})
	if err != nil {
		return Report{}, mall.ImportBatchID{}, err
	}
	report, err := s.recordPurchases(ctx, row, content, o)
	if err != nil {
		text := mall.Text{EN: err.Error(), ZH: err.Error()}
		err = errors.Join(err, s.db.InTx(context.WithoutCancel(ctx), func(ctx context.Context, tx *store.Tx) error {
			return s.end(ctx, tx, row.ID, mall.ImportFailed, &text)
		}))
	}
	return report, row.ID, err
}

// undoneAtOnce is how many purchases are undone at a time.
const undoneAtOnce = 32

// undoPurchases corrects what the newest step noted, as far as it was recorded: purchases and returns are reversed, and
// keep their numbers. It goes through the corrections of earning, each in its own transaction, which recognise repetitions.
func (s *Service) undoPurchases(ctx context.Context, b *ent.ImportBatch) (int, error) {
	step, err := func() (step *ent.ImportStep, err error) {
		err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
			if may, err := s.hold(ctx, tx, b); err != nil || !may {
				return err
			}
			if step, err = lastStep(ctx, tx, b.ID); err != nil || step != nil {
				return err
			}
			return s.end(ctx, tx, b.ID, mall.ImportUndone, nil)
		})
		return step, err
	}()
	if err != nil || step == nil {
		return 1, err
	}
	w, err := s.newWork(b)
	if err != nil {
		return 0, err
	}
	kept := map[int]mall.Text{}
	var mu sync.Mutex // guards kept, step.Made and failure
	var failure error
	var workers sync.WaitGroup
	places := make(chan struct{}, undoneAtOnce)
	for i, m := range step.Made {
		places <- struct{}{}
		workers.Go(func() {
			defer func() { <-places }()
			err := s.correct(ctx, w, m.ID)
			mu.Lock()
			defer mu.Unlock()
			var refusal *mall.Error
			switch {
			case errors.As(err, &refusal) && refusal.Code == mall.CodeNotFound: // it was noted, and never recorded
				step.Made[i].ID = ""
			case errors.As(err, &refusal):
				kept[i] = refusal.Text
			case err != nil:
				failure = err
			}
		})
	}
	workers.Wait()
	if failure != nil {
		return 0, failure
	}
	return step.Done, s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if may, err := s.hold(ctx, tx, b); err != nil || !may {
			return err
		}
		return saveUndone(ctx, tx, b, step, kept)
	})
}

// correct reverses a purchase or a return.
func (s *Service) correct(ctx context.Context, w *work, made string) error {
	c := earning.Correction{Actor: w.actor, Source: purchase.Mall, Reason: "import " + w.id.String() + " undone"}
	var ok bool
	if c.Ref, ok = strings.CutPrefix(made, madeReturn); ok {
		c.Kind = mall.CorrectReturn
	} else {
		c.Kind = mall.CorrectPurchase
		c.Ref = strings.TrimPrefix(made, madePurchase)
	}
	d := digest(w.id.String(), made)
	c.Key = idCell(d).String()
	_, err := s.earning.Correct(ctx, c)
	return err
}
