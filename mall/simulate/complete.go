package simulate

import (
	"context"
	"fmt"

	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/growth"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/store"
)

// completeSignUps finds out which sign-ups were events, which of those who signed up
// were invited, and what that earned.
func completeSignUps(ctx context.Context, tx *store.Tx, page []*Event) error {
	members := make([]mall.MemberID, len(page))
	for i, e := range page {
		members[i] = e.Member
	}
	recorded, err := growth.SignedUp(ctx, tx, members)
	if err != nil {
		return fmt.Errorf("read sign-ups: %w", err)
	}
	invited, err := referral.Invited(ctx, tx, members)
	if err != nil {
		return fmt.Errorf("read invitations: %w", err)
	}
	for _, e := range page {
		e.unrecorded = !recorded[e.Member]
		e.Attributes = map[string]any{"referred": invited[e.Member]}
	}
	return readPoints(ctx, tx, page)
}

// readPoints reads what events earned that do not keep it themselves.
func readPoints(ctx context.Context, tx *store.Tx, page []*Event) error {
	ids := make([]mall.GrantID, len(page))
	for i, e := range page {
		ids[i] = mall.GrantID(e.ID)
	}
	points, err := grant.Points(ctx, tx, ids)
	if err != nil {
		return fmt.Errorf("read what events earned: %w", err)
	}
	for i, e := range page {
		e.Points = points[ids[i]]
	}
	return nil
}

// completeRises finds out what steps earned, and which of them a return undid.
func completeRises(ctx context.Context, tx *store.Tx, page []*Event) error {
	ids := make([]mall.GrantID, len(page))
	for i, e := range page {
		ids[i] = mall.GrantID(e.ID)
	}
	fallen, err := grant.FallenAt(ctx, tx, ids)
	if err != nil {
		return fmt.Errorf("read which rises were undone: %w", err)
	}
	for i, e := range page {
		if at, ok := fallen[ids[i]]; ok {
			e.fallen = &at
		}
	}
	return readPoints(ctx, tx, page)
}

// completeUndone finds out which tasks were undone.
func completeUndone(ctx context.Context, tx *store.Tx, page []*Event) error {
	ids := make([]mall.TaskProgressID, len(page))
	for i, e := range page {
		ids[i] = mall.TaskProgressID(e.subject)
	}
	tasks, err := task.Known(ctx, tx, ids)
	if err != nil {
		return fmt.Errorf("read tasks that were undone: %w", err)
	}
	for i, e := range page {
		if e.Trigger == mall.TriggerTask {
			e.Ref, e.Title = tasks[ids[i]].Code, tasks[ids[i]].Name
			e.Attributes = map[string]any{"task": e.Ref}
		}
	}
	return nil
}
