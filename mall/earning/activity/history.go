package activity

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/history"
	"pointsmall/mall/store"
)

// History are the activities, by when they happened.
var History = history.Table[*ent.Activity]{
	Name: "activities", When: "occurred_at", Whose: "member_id",
	Columns: `id, member_id, source, external_ref, "trigger", name, details, points, occurred_at, recorded_at`,
	Scan: func(scan func(...any) error) (*ent.Activity, error) {
		a := &ent.Activity{}
		var details []byte
		err := scan(&a.ID, &a.MemberID, &a.Source, &a.ExternalRef, &a.Trigger, &a.Name, &details, &a.Points, &a.OccurredAt, &a.RecordedAt)
		a.Details = details
		return a, err
	},
}

// CheckInHistory are the check-ins, by their days; they have neither Key nor Paid.
var CheckInHistory = history.Table[*CheckIn]{
	Name: "check_ins", When: "day", Whose: "member_id", Columns: "id, member_id, day, streak, points, made_up, recorded_at",
	Scan: func(scan func(...any) error) (*CheckIn, error) {
		c := &CheckIn{}
		return c, scan(&c.ID, &c.Member, &c.Day, &c.Streak, &c.Points, &c.MadeUp, &c.At)
	},
}

// Tally is how often a member did something.
type Tally struct {
	Member  mall.MemberID
	Trigger mall.Trigger
	// Name is a custom event's.
	Name  string
	Times int64
}

// TallyBefore counts what members did, check-ins among it, before a day of the mall's
// calendar, which begins at a time.
func TallyBefore(ctx context.Context, tx *store.Tx, members []mall.MemberID, day mall.Date, begins time.Time) (list []Tally, err error) {
	set, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	in := tx.Dialect.In(1, "uuid")
	return list, tx.Each(ctx, func(scan func(...any) error) error {
		var t Tally
		err := scan(&t.Member, &t.Trigger, &t.Name, &t.Times)
		list = append(list, t)
		return err
	}, "select member_id, '"+string(mall.TriggerCheckIn)+"', '', count(*) from check_ins where day < $2 and member_id "+in+" group by member_id union all "+
		`select member_id, "trigger", name, count(*) from activities where occurred_at < $3 and member_id `+in+` group by member_id, "trigger", name`,
		set, day.String(), begins.UTC())
}
