package grant

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/history"
	"pointsmall/mall/store"
)

// Undone is a grant that fell.
type Undone struct {
	// ID is the grant's, Of what earned it.
	ID, Of  mall.GrantID
	Member  mall.MemberID
	Trigger mall.Trigger
	Points  mall.Points
	// At is when it was given, FallenAt when it was taken back.
	At, FallenAt time.Time
}

const undoneColumns = `id, of, member_id, "trigger", points, occurred_at, fallen_at`

const undone = `(select g.id, coalesce(g.subject_id, g.id) as of, g.member_id, g."trigger", g.points, g.occurred_at, f.fallen_at ` +
	`from falls f join grants g on g.id = f.id) undone`

func scanUndone(scan func(...any) error) (*Undone, error) {
	u := &Undone{}
	return u, scan(&u.ID, &u.Of, &u.Member, &u.Trigger, &u.Points, &u.At, &u.FallenAt)
}

// UndoneHistory are the grants for tasks and referrals, of both sides, that fell, by when they were given:
// neither the task nor the referral tells of them any more.
var UndoneHistory = history.Table[*Undone]{
	Name: undone, When: "occurred_at", Whose: "member_id", Columns: undoneColumns, Scan: scanUndone,
	Where: `"trigger" in ('` + string(mall.TriggerTask) + `', '` + string(mall.TriggerReferral) + `', '` + string(mall.TriggerReferred) + `')`,
}

// FallenSince reads the grants that members were given before a time, and that fell later.
func FallenSince(ctx context.Context, tx *store.Tx, members []mall.MemberID, since time.Time) (list []*Undone, err error) {
	set, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	return list, tx.Each(ctx, func(scan func(...any) error) error {
		u, err := scanUndone(scan)
		list = append(list, u)
		return err
	}, "select "+undoneColumns+" from "+undone+" where occurred_at < $2 and fallen_at >= $2 and member_id "+tx.Dialect.In(1, "uuid"), set, since.UTC())
}
