package task

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/history"
	"pointsmall/mall/store"
)

// Done is a task that a member did.
type Done struct {
	ID     mall.TaskProgressID
	Member mall.MemberID
	Task   string
	// Name is the task's, as its newest version has it.
	Name mall.Text
	// Points are what it paid.
	Points mall.Points
	// At is when the event happened that completed it, RecordedAt when that was recorded.
	At, RecordedAt time.Time
}

// nameOf is the name of the task that progress is about.
const nameOf = "(select t.name from tasks t where t.code = task_progress.task_code order by t.version desc limit 1)"

// History are the tasks that were done, by when they were.
var History = history.Table[*Done]{
	Name: "task_progress", When: "completed_at", Whose: "member_id", Where: "completed_at is not null",
	Columns: "id, member_id, task_code, " + nameOf + ", points, completed_at, updated_at",
	Scan: func(scan func(...any) error) (*Done, error) {
		d := &Done{}
		return d, scan(&d.ID, &d.Member, &d.Task, &d.Name, &d.Points, &d.At, &d.RecordedAt)
	},
}

// DoneBefore counts the tasks that members did before a time. Who did none is missing.
func DoneBefore(ctx context.Context, tx *store.Tx, members []mall.MemberID, t time.Time) (map[mall.MemberID]int64, error) {
	set, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	counts := map[mall.MemberID]int64{}
	return counts, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.MemberID
		var n int64
		err := scan(&id, &n)
		counts[id] = n
		return err
	}, "select member_id, count(*) from task_progress where completed_at < $2 and member_id "+tx.Dialect.In(1, "uuid")+" group by member_id", set, t.UTC())
}

// Named is a task as people and programs call it.
type Named struct {
	Code string
	Name mall.Text
}

// Known reads which tasks progress is about.
func Known(ctx context.Context, tx *store.Tx, ids []mall.TaskProgressID) (map[mall.TaskProgressID]Named, error) {
	set, err := store.Set(tx.Dialect, ids)
	if err != nil {
		return nil, err
	}
	tasks := map[mall.TaskProgressID]Named{}
	return tasks, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.TaskProgressID
		var t Named
		err := scan(&id, &t.Code, &t.Name)
		tasks[id] = t
		return err
	}, "select id, task_code, "+nameOf+" from task_progress where id "+tx.Dialect.In(1, "uuid"), set)
}
