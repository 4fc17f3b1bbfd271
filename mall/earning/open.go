package earning

import (
	"context"

	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// OpenTasks lists the active tasks that a member can do now.
func (s *Service) OpenTasks(ctx context.Context, id mall.MemberID) (open []*task.Task, err error) {
	err = s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		set, err := s.caches.tasks.Active(ctx, tx)
		if err != nil {
			return err
		}
		people, err := member.Standings(ctx, tx, []mall.MemberID{id})
		if err != nil {
			return err
		}
		open = set.Open(&rule.Member{Tier: people[id].Tier, Tags: people[id].Tags}, s.clock())
		return nil
	})
	return open, err
}
