package earning

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/activity"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// CheckInStatus is how a member stands with checking in.
type CheckInStatus struct {
	Member         mall.MemberID
	Today          mall.Date
	CheckedInToday bool
	// Streak counts the days in a row, up to today or yesterday.
	Streak int
	// NextReward is what the next check-in earns if no day is missed.
	NextReward mall.Points
	// NextDayAt is when the mall's next day begins.
	NextDayAt time.Time
	// MakeUpPrice is what a missed day costs; 0: it cannot be made up.
	MakeUpPrice mall.Points
	MakeUpDays  int
}

// ShownID is the status's id for callers.
func (s *CheckInStatus) ShownID() mall.AnyID { return mall.KeyID("cis_", s.Member.UUID(), "") }

// CheckInStatus says how a member stands with checking in.
func (s *Service) CheckInStatus(ctx context.Context, m mall.MemberID) (CheckInStatus, error) {
	d := s.desk()
	today := d.today()
	status := CheckInStatus{
		Member: m, Today: today, NextDayAt: mall.StartOfDay(today.AddDays(1), d.settings.Zone), MakeUpPrice: d.settings.MakeUpPrice, MakeUpDays: d.settings.MakeUpDays,
	}
	d.wants.days = []activity.Span{{Member: m, First: today.AddDays(-1), Last: today}}
	for _, at := range []time.Time{d.now, status.NextDayAt} {
		d.wants.may(possible{member: m, event: checkInOccasion(m, today, 0, at, mall.CheckInID{}).event})
	}
	err := s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := d.Load(ctx, tx); err != nil {
			return err
		}
		next := d.now
		if status.CheckedInToday = d.days.Day(m, today) != nil; status.CheckedInToday {
			next = status.NextDayAt
		}
		status.Streak = d.days.Next(m, mall.DateOf(next, d.settings.Zone)) - 1
		account, ok := d.book.Account(m)
		if !ok {
			return member.NotFound()
		}
		in := d.input(checkInOccasion(m, today, status.Streak+1, next, mall.CheckInID{}), account, mall.DateOf(next, d.settings.Zone))
		status.NextReward = d.rules.Evaluate(&in).Points
		return nil
	})
	return status, err
}
