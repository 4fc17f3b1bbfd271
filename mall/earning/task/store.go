package task

import (
	"context"
	"encoding/json"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Key says whose progress with what, and when.
type Key struct {
	Member mall.MemberID
	Task   string
	Window string
}

// Sheet is the progress of some members: read, moved in memory, saved.
type Sheet map[Key]*Progress

const columns = "id, member_id, task_code, period, version, steps, completed_at, points"

// Read reads progress after the members' accounts are locked. What is not there yet
// begins at nothing.
func Read(ctx context.Context, tx *store.Tx, keys []Key) (Sheet, error) {
	sheet := Sheet{}
	rows := store.NewRows("of uuid", "task text", "in_period text")
	for _, k := range keys {
		if sheet[k] == nil {
			sheet[k] = &Progress{ID: mall.NewTaskProgressID(), Member: k.Member, Task: k.Task, Window: k.Window}
			rows.Add(k.Member, k.Task, k.Window)
		}
	}
	err := tx.QueryRows(ctx, "select "+columns+" from {rows} join task_progress on member_id = r.of and task_code = r.task and period = r.in_period", rows,
		func(scan func(...any) error) error {
			p, err := scanProgress(scan)
			if err == nil {
				sheet[Key{p.Member, p.Task, p.Window}] = p
			}
			return err
		})
	return sheet, err
}

// ReadDays adds to the sheet all progress of members, with whatever task, in the windows that
// some days of theirs lie in.
func (s Sheet) ReadDays(ctx context.Context, tx *store.Tx, days map[mall.MemberID][]mall.Date) error {
	rows := store.NewRows("of uuid", "in_period text")
	seen := map[Key]bool{}
	for m, list := range days {
		for _, day := range list {
			for _, period := range mall.TaskPeriod("").Values() {
				if k := (Key{Member: m, Window: mall.TaskPeriod(period).Window(day)}); !seen[k] {
					seen[k] = true
					rows.Add(k.Member, k.Window)
				}
			}
		}
	}
	return tx.QueryRows(ctx, "select "+columns+", "+nameOf+" from {rows} join task_progress on member_id = r.of and period = r.in_period", rows,
		func(scan func(...any) error) error {
			var name mall.Text
			p, err := scanProgress(scan, &name)
			if err != nil {
				return err
			}
			k := Key{p.Member, p.Task, p.Window}
			if s[k] == nil {
				s[k] = p
			}
			s[k].Name = name
			return nil
		})
}

func scanProgress(scan func(...any) error, more ...any) (*Progress, error) {
	p := &Progress{}
	var steps []byte
	if err := scan(append([]any{&p.ID, &p.Member, &p.Task, &p.Window, &p.Version, &steps, &p.CompletedAt, &p.Points}, more...)...); err != nil {
		return nil, err
	}
	return p, json.Unmarshal(steps, &p.Steps)
}

// Save adds what moved to the batch.
func (s Sheet) Save(batch *store.Batch, now time.Time) {
	rows := store.NewRows("id uuid", "member_id uuid", "task_code text", "period text", "version bigint", "steps jsonb", "completed_at timestamptz", "points bigint", "updated_at timestamptz")
	for _, p := range s {
		if p.changed {
			rows.Add(p.ID, p.Member, p.Task, p.Window, p.Version, store.JSON{Of: p.Steps}, p.CompletedAt, p.Points, now)
		}
	}
	batch.Add("insert into task_progress ("+columns+", updated_at) select "+columns+", updated_at from {rows} where true "+
		"on conflict (member_id, task_code, period) do update set version = excluded.version, steps = excluded.steps, "+
		"completed_at = excluded.completed_at, points = excluded.points, updated_at = excluded.updated_at", rows)
}
