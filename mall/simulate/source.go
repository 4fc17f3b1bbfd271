package simulate

import (
	"context"
	"time"

	"github.com/google/uuid"

	"pointsmall/mall"
	"pointsmall/mall/earning/activity"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/history"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
	"pointsmall/mall/tier"
)

// source reads the events of a kind from the record that keeps them.
type source struct {
	page     func(ctx context.Context, tx *store.Tx, s history.Span) ([]*Event, error)
	count    func(ctx context.Context, tx *store.Tx, from, until any) (int, error)
	byID     func(ctx context.Context, tx *store.Tx, id uuid.UUID) (*Event, error)
	byNumber func(ctx context.Context, tx *store.Tx, source, number string) (*Event, error)
	// key is a time as the source's order knows it.
	key func(time.Time) any
	// complete reads what other records know of a page's events.
	complete func(ctx context.Context, tx *store.Tx, page []*Event) error
}

// sourceOf makes a source of a record's table and of what its rows are as events.
func sourceOf[T any](t *history.Table[T], event func(T) (*Event, error), complete func(context.Context, *store.Tx, []*Event) error) source {
	found := func(row T, ok bool, err error) (*Event, error) {
		if err != nil || !ok {
			return nil, err
		}
		return event(row)
	}
	return source{
		page: func(ctx context.Context, tx *store.Tx, s history.Span) ([]*Event, error) {
			rows, err := t.Page(ctx, tx, s)
			if err != nil {
				return nil, err
			}
			page := make([]*Event, len(rows))
			for i, row := range rows {
				if page[i], err = event(row); err != nil {
					return nil, err
				}
			}
			return page, nil
		},
		count: t.Count,
		byID: func(ctx context.Context, tx *store.Tx, id uuid.UUID) (*Event, error) {
			return found(t.ByID(ctx, tx, id))
		},
		byNumber: func(ctx context.Context, tx *store.Tx, source, number string) (*Event, error) {
			return found(t.ByNumber(ctx, tx, source, number))
		},
		key:      func(at time.Time) any { return at.UTC() },
		complete: complete,
	}
}

// alone is for events of which other records know nothing.
func alone(context.Context, *store.Tx, []*Event) error { return nil }

// sources are those of each kind, by kind.
func sources(zone *time.Location) []source {
	days := sourceOf(&activity.CheckInHistory, checkInIn(zone), alone)
	days.key = func(at time.Time) any { return mall.DateOf(at, zone).String() }
	return []source{
		signUps:    sourceOf(&member.History, ofJoined, completeSignUps),
		purchases:  sourceOf(&purchase.History, ofPurchase, alone),
		activities: sourceOf(&activity.History, ofActivity, alone),
		checkIns:   days,
		tasksDone:  sourceOf(&task.History, ofTask, alone),
		rises:      sourceOf(&tier.Rises, ofRise, completeRises),
		referrals:  sourceOf(&referral.Rewarded, ofReferral, alone),
		referred:   sourceOf(&referral.Referred, ofReferred, alone),
		undone:     sourceOf(&grant.UndoneHistory, ofUndone, completeUndone),
	}
}
