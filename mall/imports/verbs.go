package imports

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// NoSuchImport is NOT_FOUND of an import.
func NoSuchImport() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such import", "导入不存在").At("importId")
}

// Start runs an import that was checked. Refusals: NOT_FOUND, FORBIDDEN, VERSION_CONFLICT, INVALID_STATE,
// NOT_AVAILABLE (its file is not kept any more).
func (s *Service) Start(ctx context.Context, actor mall.Actor, id mall.ImportBatchID, version int) (*ent.ImportBatch, error) {
	return s.change(ctx, actor, id, version, func(ctx context.Context, tx *store.Tx, row *ent.ImportBatch, update *ent.ImportBatchUpdateOne) error {
		if row.Status != mall.ImportChecked {
			return wrongState(row, "only what was checked is started", "仅可启动已检查完毕的导入")
		}
		kept, err := s.parts.Files.Find(ctx, row.FileID)
		if err != nil {
			return err
		}
		if kept == nil {
			return mall.Errorf(mall.CodeNotAvailable, "the file is not kept any more: upload it again", "文件已过期，请重新上传")
		}
		if err := dropSteps(ctx, tx, id); err != nil {
			return err
		}
		update.SetStatus(mall.ImportRunning).SetWorking(true).SetSteps(0).SetDone(0).SetAdded(0).SetThere(0).SetRejected(0).SetStartedAt(s.clock().UTC()).ClearEndedAt()
		return nil
	})
}

// Cancel stops an import, or a check. What was added stays until it is undone. Refusals: NOT_FOUND, FORBIDDEN,
// VERSION_CONFLICT, INVALID_STATE.
func (s *Service) Cancel(ctx context.Context, actor mall.Actor, id mall.ImportBatchID, version int) (*ent.ImportBatch, error) {
	return s.change(ctx, actor, id, version, func(_ context.Context, _ *store.Tx, row *ent.ImportBatch, update *ent.ImportBatchUpdateOne) error {
		if row.Status != mall.ImportChecking && row.Status != mall.ImportRunning && row.Status != mall.ImportChecked {
			return wrongState(row, "only what goes on is cancelled", "仅可取消进行中的导入")
		}
		update.SetStatus(mall.ImportCancelled).SetWorking(false).SetEndedAt(s.clock().UTC())
		return nil
	})
}

// Undo takes back what an import has added, row by row, as far as nothing was made of it. What was used meanwhile
// stays, with the reason. Refusals: NOT_FOUND, FORBIDDEN, VERSION_CONFLICT, INVALID_STATE.
func (s *Service) Undo(ctx context.Context, actor mall.Actor, id mall.ImportBatchID, version int) (*ent.ImportBatch, error) {
	return s.change(ctx, actor, id, version, func(_ context.Context, _ *store.Tx, row *ent.ImportBatch, update *ent.ImportBatchUpdateOne) error {
		switch row.Status {
		case mall.ImportDone, mall.ImportCancelled, mall.ImportFailed:
		default:
			return wrongState(row, "only what has ended is undone", "仅可撤销已结束的导入")
		}
		if row.Added == 0 && row.Steps == 0 {
			return wrongState(row, "it has added nothing", "该导入未新增任何数据")
		}
		if row.Kind == mall.ImportPurchases && actor.Kind != mall.ActorStaff {
			return wrongState(row, "purchases are undone as corrections, which name their staff user", "撤销消费属于更正，须由员工执行")
		}
		reading := row.Reading
		reading.UndoneBy = actor.Ref()
		update.SetReading(reading).SetStatus(mall.ImportUndoing).SetWorking(true).SetUndone(0).SetKept(0).ClearEndedAt()
		return nil
	})
}

func wrongState(row *ent.ImportBatch, en, zh string) *mall.Error {
	return mall.Errorf(mall.CodeInvalidState, "the import is %[1]s: %[2]s", "导入状态为 %[1]s：%[3]s", row.Status, en, zh)
}

// change changes an import that must have a version; 0: any.
func (s *Service) change(ctx context.Context, actor mall.Actor, id mall.ImportBatchID, version int, change func(context.Context, *store.Tx, *ent.ImportBatch, *ent.ImportBatchUpdateOne) error) (*ent.ImportBatch, error) {
	var row *ent.ImportBatch
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err := lockBatch(ctx, tx, id)
		if err != nil {
			return err
		}
		if refusal := May(actor, found.Kind); refusal != nil {
			return refusal
		}
		if version != 0 && found.Version != version {
			return mall.Outdated(mall.Text{EN: "the import", ZH: "导入"}, "version", found.Version)
		}
		update := found.Update().AddVersion(1).SetFailures(0).ClearFailure().SetHolder("").ClearHeldUntil()
		if err := change(ctx, tx, found, update); err != nil {
			return err
		}
		row, err = update.Save(ctx)
		return err
	})
	if err == nil && row.Working {
		s.wake()
	}
	return row, err
}
