package exports

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/file"
	"pointsmall/mall/store"
)

// keptFor is how long the file of an export can be read.
const keptFor = 24 * time.Hour

// Service writes lists to files.
type Service struct {
	db     *store.DB
	files  *file.Service
	clock  mall.Clock
	zone   *time.Location
	holder string
}

// New makes the service. zone is where the mall's days begin.
func New(db *store.DB, files *file.Service, clock mall.Clock, zone *time.Location) *Service {
	return &Service{db: db, files: files, clock: clock, zone: zone, holder: uuid.NewString()}
}

// NewExport is a list that is to be written.
type NewExport struct {
	Actor  mall.Actor
	List   mall.ExportList
	Format mall.ExportFormat
	Filter mall.ExportFilter
}

// May refuses staff who lack the permission of a list.
func May(actor mall.Actor, list mall.ExportList) *mall.Error {
	if actor.Kind == mall.ActorSystem || actor.Kind == mall.ActorStaff && actor.May(list.Permission()) {
		return nil
	}
	return mall.Errorf(mall.CodeForbidden, "an export of %[1]s needs the permission %[2]s", "导出 %[1]s 需要权限 %[2]s", list, list.Permission())
}

// Check refuses filters that the list does not know: INVALID_INPUT.
func (n NewExport) Check() error {
	if refusal := n.check(); refusal != nil {
		return refusal
	}
	return nil
}

func (n NewExport) check() *mall.Error {
	t := tables[n.List]
	switch f := n.Filter; {
	case f.From != nil && f.Until != nil && f.Until.Before(f.From.Time):
		return mall.Errorf(mall.CodeInvalidInput, "until is before from", "结束日期早于开始日期").At("filter", "until")
	case (f.From != nil || f.Until != nil) && t.at == "":
		return mall.Errorf(mall.CodeInvalidInput, "%s are not chosen by days", "%s 不能按日期筛选", n.List).At("filter", "from")
	case f.Member != nil && t.member == "":
		return mall.Errorf(mall.CodeInvalidInput, "%s are not chosen by member", "%s 不能按会员筛选", n.List).At("filter", "memberId")
	case f.Status != nil && n.List != mall.ExportOrders:
		return mall.Errorf(mall.CodeInvalidInput, "orders alone are chosen by status", "仅订单可按状态筛选").At("filter", "status")
	}
	return nil
}

// Create has a list written by whoever works on exports. Refusals: FORBIDDEN, INVALID_INPUT, LIMIT_EXCEEDED
// (too many of the caller's exports are under way).
func (s *Service) Create(ctx context.Context, n NewExport) (*ent.Export, error) {
	if refusal := May(n.Actor, n.List); refusal != nil {
		return nil, refusal
	}
	if refusal := n.check(); refusal != nil {
		return nil, refusal
	}
	var row *ent.Export
	return row, s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		under, err := countRunning(ctx, tx, n.Actor.Ref())
		if err != nil {
			return err
		}
		if under >= mostRunning {
			return mall.Errorf(mall.CodeLimitExceeded, "%d of your exports are under way: wait until one is done", "您有 %d 个导出正在进行，请等待其完成", under)
		}
		row, err = tx.Ent().Export.Create().SetList(n.List).SetFormat(n.Format).SetFilter(n.Filter).SetStatus(mall.ExportRunning).SetWorking(true).
			SetCreatedBy(n.Actor.Ref()).SetCreatedAt(s.clock().UTC()).Save(ctx)
		return err
	})
}

// mostRunning is how many exports of one caller may be under way.
const mostRunning = 5

// NoSuchExport is NOT_FOUND of an export.
func NoSuchExport() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such export", "导出不存在").At("exportId")
}

// Get returns an export that the actor may see, or NOT_FOUND.
func (s *Service) Get(ctx context.Context, actor mall.Actor, id mall.ExportID) (*ent.Export, error) {
	row, err := s.db.Ent().Export.Get(ctx, id)
	if ent.IsNotFound(err) || err == nil && May(actor, row.List) != nil {
		return nil, NoSuchExport()
	}
	return row, err
}

// Cancel stops an export that goes on. Refusals: NOT_FOUND, INVALID_STATE.
func (s *Service) Cancel(ctx context.Context, actor mall.Actor, id mall.ExportID) (*ent.Export, error) {
	found, err := s.Get(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return found, s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		n, err := s.finish(ctx, tx, found.ID, mall.ExportCancelled)
		if err != nil {
			return err
		}
		if n == 0 {
			return mall.Errorf(mall.CodeInvalidState, "the export has ended", "导出已结束")
		}
		found, err = tx.Ent().Export.Get(ctx, id)
		return err
	})
}

// FileName is what the file of an export is called.
func (s *Service) FileName(row *ent.Export) string {
	return fmt.Sprintf("%s-%s%s", row.List, row.CreatedAt.In(s.zone).Format("20060102-150405"), row.Format.Extension())
}
