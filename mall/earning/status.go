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
	now, settings := s.clock(), s.settings.Current()
	today := mall.DateOf(now, settings.Zone)
	status := CheckInStatus{
		Member: m, Today: today, NextDayAt: mall.StartOfDay(today.AddDays(1), settings.Zone), MakeUpPrice: settings.MakeUpPrice, MakeUpDays: settings.MakeUpDays,
	}
	err := s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		people, err := member.Standings(ctx, tx, []mall.MemberID{m})
		if err != nil {
			return err
		}
		days, err := activity.ReadCheckIns(ctx, tx, []activity.Span{{Member: m, First: today.AddDays(-1), Last: today}})
		if err != nil {
			return err
		}
		next := now
		if status.CheckedInToday = days.Day(m, today) != nil; status.CheckedInToday {
			next = status.NextDayAt
		}
		status.Streak = days.Next(m, mall.DateOf(next, settings.Zone)) - 1
		d := &checkInDesk{today: today}
		o := d.occasion(m, today, status.Streak+1, next, mall.CheckInID{})
		if d.desk, err = s.openDeskToSpend(ctx, tx, settings, people, nil, []*occasion{o}); err != nil {
			return err
		}
		account, ok := d.book.Account(m)
		if !ok {
			return member.NotFound()
		}
		in := d.input(o, account, mall.DateOf(next, settings.Zone))
		status.NextReward = d.rules.Evaluate(&in).Points
		return nil
	})
	return status, err
}
