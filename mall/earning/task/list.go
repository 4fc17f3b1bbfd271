package task

import (
	"context"

	"pointsmall/ent"
	enttask "pointsmall/ent/task"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// MaxListed bounds the versions that Versions lists, and the progress that OfMember does.
const MaxListed = 200

// Versions lists tasks for staff, the newest first; a nil code or status lists all.
func (s *Service) Versions(ctx context.Context, code *string, status *mall.RuleStatus) ([]*Task, error) {
	query := s.db.Ent().Task.Query().Order(ent.Desc(enttask.FieldID)).Limit(MaxListed)
	if code != nil {
		query.Where(enttask.Code(*code))
	}
	if status != nil {
		query.Where(enttask.StatusEQ(*status))
	}
	rows, err := query.All(ctx)
	if err != nil {
		return nil, err
	}
	return fromRows(rows)
}

// ByKeys reads progress. What a member has not begun is missing.
func (s *Service) ByKeys(ctx context.Context, keys []Key) (map[Key]*Progress, error) {
	found := make(map[Key]*Progress, len(keys))
	err := s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		sheet, err := Read(ctx, tx, keys)
		for k, p := range sheet {
			if p.Version > 0 {
				found[k] = p
			}
		}
		return err
	})
	return found, err
}

// OfMember reads a member's progress with all tasks, the latest begun first.
func (s *Service) OfMember(ctx context.Context, m mall.MemberID) ([]*Progress, error) {
	list := []*Progress{}
	err := s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		list = list[:0]
		return tx.Each(ctx, func(scan func(...any) error) error {
			p, err := scanProgress(scan)
			list = append(list, p)
			return err
		}, "select "+columns+" from task_progress where member_id = $1 order by id desc limit 200", m)
	})
	return list, err
}
