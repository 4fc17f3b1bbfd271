package activity

import (
	"context"
	"time"

	"pointsmall/ent"
	entactivity "pointsmall/ent/activity"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Filter says which activities are meant; what is zero narrows nothing.
type Filter struct {
	Member mall.MemberID
	// Source is "mall" or the partner that reported them.
	Source string
	// ExternalRef is the number that the source gave, the mall's own where there is no Source.
	ExternalRef string
	Triggers    []mall.Trigger
	// From and Until bound when they happened.
	From, Until *time.Time
}

func (f Filter) query(db *store.DB) *ent.ActivityQuery {
	query := db.Ent().Activity.Query()
	if !f.Member.IsZero() {
		query.Where(entactivity.MemberID(f.Member))
	}
	if f.ExternalRef != "" {
		if f.Source == "" {
			f.Source = "mall"
		}
		query.Where(entactivity.ExternalRef(f.ExternalRef), entactivity.MovedToIsNil()) // as the index knows them
	}
	if f.Source != "" {
		query.Where(entactivity.Source(f.Source))
	}
	if len(f.Triggers) > 0 {
		query.Where(entactivity.TriggerIn(f.Triggers...))
	}
	if f.From != nil {
		query.Where(entactivity.OccurredAtGTE(*f.From))
	}
	if f.Until != nil {
		query.Where(entactivity.OccurredAtLT(*f.Until))
	}
	return query
}

// List reads a part of the activities that are meant.
func (s *Service) List(ctx context.Context, f Filter, p store.Span[mall.ActivityID]) ([]*ent.Activity, error) {
	rows, err := f.query(s.db).Where(p.Of(entactivity.FieldID)).All(ctx)
	return store.Listed(p, rows, err)
}

// Count counts the activities that are meant, up to limit.
func (s *Service) Count(ctx context.Context, f Filter, limit int) (int, error) {
	ids, err := f.query(s.db).Limit(limit).IDs(ctx)
	return len(ids), err
}
