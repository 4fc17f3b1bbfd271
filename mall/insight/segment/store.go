package segment

import (
	"context"
	"time"

	"pointsmall/ent"
	entsegment "pointsmall/ent/segment"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// List lists all segments by name.
func (s *Service) List(ctx context.Context) ([]*ent.Segment, error) {
	return s.db.Ent().Segment.Query().Order(ent.Asc(entsegment.FieldName)).Limit(MaxSegments).All(ctx)
}

func add(ctx context.Context, tx *store.Tx, name, condition, by string, at time.Time) (*ent.Segment, error) {
	n, err := tx.Ent().Segment.Query().Count(ctx)
	if err != nil {
		return nil, err
	}
	if n >= MaxSegments {
		refusal := mall.Errorf(mall.CodeLimitExceeded, "there are %d segments already: delete one first", "分群已达 %d 个，请先删除一个", MaxSegments)
		refusal.Figures = mall.Figures{Limit: MaxSegments}
		return nil, refusal
	}
	return tx.Ent().Segment.Create().SetName(name).SetCondition(condition).SetChangedBy(by).SetChangedAt(at).SetCreatedAt(at).Save(ctx)
}

func lock(ctx context.Context, tx *store.Tx, id mall.SegmentID) (*ent.Segment, error) {
	query := tx.Ent().Segment.Query().Where(entsegment.ID(id))
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	row, err := query.Only(ctx)
	if ent.IsNotFound(err) {
		return nil, NotFound()
	}
	return row, err
}

func change(ctx context.Context, was *ent.Segment, name, condition, by string, at time.Time) (*ent.Segment, error) {
	return was.Update().SetName(name).SetCondition(condition).SetChangedBy(by).SetChangedAt(at).SetVersion(was.Version + 1).Save(ctx)
}

// NotFound says that there is no such segment.
func NotFound() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such segment", "分群不存在").At("segmentId")
}
