package scancode

import (
	"context"

	"pointsmall/ent"
	"pointsmall/ent/predicate"
	"pointsmall/ent/scanbatch"
	"pointsmall/ent/scancode"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Batches reads a part of the batches whose name begins with a text, the newest first.
func (s *Service) Batches(ctx context.Context, name string, p store.Span[mall.ScanBatchID]) ([]*ent.ScanBatch, error) {
	rows, err := s.db.Ent().ScanBatch.Query().Where(scanbatch.NameHasPrefix(name), p.Of(scanbatch.FieldID)).All(ctx)
	return store.Listed(p, rows, err)
}

// CountBatches counts them, up to limit.
func (s *Service) CountBatches(ctx context.Context, name string, limit int) (int, error) {
	ids, err := s.db.Ent().ScanBatch.Query().Where(scanbatch.NameHasPrefix(name)).Limit(limit).IDs(ctx)
	return len(ids), err
}

// CodesOf says which codes of a batch are meant: those that were redeemed, those that were not,
// or all (nil).
type CodesOf struct {
	Batch    mall.ScanBatchID
	Redeemed *bool
}

func (f CodesOf) where() []predicate.ScanCode {
	where := []predicate.ScanCode{scancode.BatchID(f.Batch)}
	switch {
	case f.Redeemed == nil:
	case *f.Redeemed:
		where = append(where, scancode.RedeemedByNotNil())
	default:
		where = append(where, scancode.RedeemedByIsNil())
	}
	return where
}

// Codes reads a part of the codes of a batch, in the order of their ids, which says nothing.
func (s *Service) Codes(ctx context.Context, f CodesOf, p store.Span[mall.ScanCodeID]) ([]*ent.ScanCode, error) {
	rows, err := s.db.Ent().ScanCode.Query().Where(f.where()...).Where(p.Of(scancode.FieldID)).All(ctx)
	return store.Listed(p, rows, err)
}

// CountCodes counts them, up to limit.
func (s *Service) CountCodes(ctx context.Context, f CodesOf, limit int) (int, error) {
	ids, err := s.db.Ent().ScanCode.Query().Where(f.where()...).Limit(limit).IDs(ctx)
	return len(ids), err
}
