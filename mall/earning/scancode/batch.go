package scancode

import (
	"context"
	"fmt"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/scanbatch"
	"pointsmall/ent/scancode"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Limits of a batch.
const (
	MaxCount = 1_000_000
	// MaxReturned is how many codes one call of the API makes and returns.
	MaxReturned = 1000
	// chunk is how many codes one transaction stores.
	chunk = 2000
)

// NewBatch is a batch of codes to make.
type NewBatch struct {
	Name  string
	Count int
	// Sku and Value are what rules may ask about.
	Sku   string
	Value mall.Decimal
	// From and Until bound when the codes can be redeemed; nil: they do not.
	From, Until *time.Time
}

func (b NewBatch) check() *mall.Error {
	switch {
	case !mall.IsSlug(b.Name):
		return mall.Errorf(mall.CodeInvalidInput, "a batch's name is 1 to 64 lower-case letters, digits and single hyphens", "批次名须为 1 至 64 个小写字母、数字与连字符").At("name")
	case b.Count < 1 || b.Count > MaxCount:
		return mall.Errorf(mall.CodeInvalidInput, "a batch has 1 to %d codes", "批次须有 1 至 %d 个码", MaxCount).At("count")
	case len(b.Sku) > mall.MaxSkuCode:
		return mall.Errorf(mall.CodeInvalidInput, "sku has at most %d bytes", "sku 最多 %d 字节", mall.MaxSkuCode).At("sku")
	case b.Value.IsNegative() || len(b.Value.String()) > 40:
		return mall.Errorf(mall.CodeInvalidInput, "value must not be negative", "value 不能为负").At("value")
	case b.From != nil && b.Until != nil && !b.From.Before(*b.Until):
		return mall.Errorf(mall.CodeInvalidInput, "validUntil must be after validFrom", "结束时间须晚于开始时间").At("validUntil")
	}
	return nil
}

// Service makes and voids codes.
type Service struct {
	db    *store.DB
	clock mall.Clock
}

// NewService makes the service.
func NewService(db *store.DB, clock mall.Clock) *Service { return &Service{db, clock} }

// Make makes a batch and hands its codes to each as they are stored, some thousands at
// a time; no code can be redeemed before all are there. Where each fails, or the
// process ends, the batch stays without effect, and its name is taken. Refusals:
// INVALID_INPUT (a field that makes no sense, a name that is taken).
func (s *Service) Make(ctx context.Context, actor mall.Actor, b NewBatch, each func([]Code) error) (*ent.ScanBatch, error) {
	if refusal := b.check(); refusal != nil {
		return nil, refusal
	}
	batch, err := s.begin(ctx, actor, b)
	if err != nil {
		return nil, err
	}
	for left := b.Count; left > 0; {
		codes := make([]Code, min(left, chunk))
		for i := range codes {
			codes[i] = New()
		}
		if err := s.store(ctx, batch.ID, codes); err != nil {
			return nil, fmt.Errorf("store codes of batch %s: %w", b.Name, err)
		}
		if err := each(codes); err != nil {
			return nil, err
		}
		left -= len(codes)
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		batch, err = tx.Ent().ScanBatch.UpdateOneID(batch.ID).SetReadyAt(s.clock()).Save(ctx)
		return err
	})
	return batch, err
}

func (s *Service) begin(ctx context.Context, actor mall.Actor, b NewBatch) (made *ent.ScanBatch, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		taken, err := tx.Ent().ScanBatch.Query().Where(scanbatch.Name(b.Name)).Exist(ctx)
		if err != nil {
			return err
		}
		if taken {
			return mall.Errorf(mall.CodeInvalidInput, "there is a batch %q already", "批次 %q 已存在", b.Name).At("name")
		}
		made, err = tx.Ent().ScanBatch.Create().SetName(b.Name).SetCount(b.Count).SetSku(b.Sku).SetValue(b.Value.String()).
			SetNillableValidFrom(b.From).SetNillableValidUntil(b.Until).SetCreatedBy(actor.Ref()).SetCreatedAt(s.clock()).Save(ctx)
		return err
	})
	return made, err
}

func (s *Service) store(ctx context.Context, batch mall.ScanBatchID, codes []Code) error {
	rows := store.NewRows("id uuid", "batch_id uuid")
	for _, c := range codes {
		rows.Add(c.ID(), batch)
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		tx.Covered("scan_codes") // by their batch, which says how many there are
		var writes store.Batch
		writes.Add("insert into scan_codes (id, batch_id) select id, batch_id from {rows}", rows)
		return writes.Exec(ctx, tx)
	})
}

// VoidBatch has no more codes of a batch redeemed. It returns how many were redeemed
// before. Refusal: NOT_FOUND.
func (s *Service) VoidBatch(ctx context.Context, name string) (redeemed int, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		batch, err := tx.Ent().ScanBatch.Query().Where(scanbatch.Name(name)).Only(ctx)
		if ent.IsNotFound(err) {
			return mall.Errorf(mall.CodeNotFound, "no such batch: %q", "批次不存在：%q", name)
		}
		if err != nil {
			return err
		}
		if batch.VoidedAt == nil {
			if err := tx.Ent().ScanBatch.UpdateOne(batch).SetVoidedAt(s.clock()).Exec(ctx); err != nil {
				return err
			}
		}
		redeemed, err = tx.Ent().ScanCode.Query().Where(scancode.BatchID(batch.ID), scancode.RedeemedByNotNil()).Count(ctx)
		return err
	})
	return redeemed, err
}

// VoidCode has one code redeemed no more. Refusals: INVALID_INPUT (no code), NOT_FOUND,
// INVALID_STATE (it was redeemed).
func (s *Service) VoidCode(ctx context.Context, typed string) error {
	code, refusal := ParseAny(typed)
	if refusal != nil {
		return refusal
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		query := tx.Ent().ScanCode.Query().Where(scancode.ID(code.ID()))
		if tx.Dialect == store.Postgres {
			query.ForUpdate()
		}
		row, err := query.Only(ctx)
		switch {
		case ent.IsNotFound(err):
			return mall.Errorf(mall.CodeNotFound, "no such code", "兑换码不存在")
		case err != nil:
			return err
		case row.RedeemedBy != nil:
			return mall.Errorf(mall.CodeInvalidState, "the code was redeemed already", "兑换码已被使用")
		case row.VoidedAt != nil:
			return nil
		}
		return tx.Ent().ScanCode.UpdateOne(row).SetVoidedAt(s.clock()).Exec(ctx)
	})
}

// Find returns a batch by its name, or NOT_FOUND.
func (s *Service) Find(ctx context.Context, name string) (*ent.ScanBatch, error) {
	batch, err := s.db.Ent().ScanBatch.Query().Where(scanbatch.Name(name)).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, mall.Errorf(mall.CodeNotFound, "no such batch", "批次不存在")
	}
	return batch, err
}

// Redeemed counts the codes of a batch that were redeemed.
func (s *Service) Redeemed(ctx context.Context, batch mall.ScanBatchID) (int, error) {
	return s.db.Ent().ScanCode.Query().Where(scancode.BatchID(batch), scancode.RedeemedByNotNil()).Count(ctx)
}
