package reconcile

import (
	"context"
	"fmt"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
)

const midnightSays = "points expire with the end of a day in the mall's zone"

// warn looks for open lots that end within a day. It is no finding: versions before this one
// took any moment from staff, and what was promised holds.
func (r *Report) warn(ctx context.Context, db *store.DB) error {
	settings, err := setting.Load(ctx, db)
	if err != nil {
		return err
	}
	return db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.Each(ctx, func(scan func(...any) error) error {
			var at time.Time
			var lots int
			var points mall.Points
			var first string
			if err := scan(&at, &lots, &points, &first); err != nil {
				return err
			}
			if mall.EndOfDay(at, settings.Zone).Equal(at) || len(r.Warnings) >= MaxFindings {
				return nil
			}
			r.Warnings = append(r.Warnings, Finding{
				Check: midnightSays, Table: "lots", ID: first,
				Detail: fmt.Sprintf("lots that end at %s: %d, with %d points", at.In(settings.Zone).Format(time.RFC3339Nano), lots, points),
			})
			return nil
		}, "select expires_at, count(*), sum(remaining), min(cast(id as text)) from lots where open and expires_at is not null group by expires_at order by expires_at")
	})
}
