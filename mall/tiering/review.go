package tiering

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/growth"
	"pointsmall/mall/job"
	"pointsmall/mall/member"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
	"pointsmall/mall/tier"
)

// stepSize is how many members one transaction reviews.
const stepSize = 200

// Jobs are the sweeps of tiers.
func (s *Service) Jobs() []job.Job {
	return []job.Job{{
		Name: "review-tiers", Says: "Review the tiers of members whose window has ended.", Every: 5 * time.Minute,
		Step: s.reviewSome, Due: func(ctx context.Context) (int, error) { return member.CountTiersDue(ctx, s.db, s.clock()) },
	}}
}

// reviewSome reviews the members who have waited longest.
func (s *Service) reviewSome(ctx context.Context) (done int, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		now := s.clock()
		due, err := member.TiersDue(ctx, tx, now, stepSize)
		if err != nil || len(due) == 0 {
			return err
		}
		settings := s.settings.Current()
		ladder, err := tier.Read(ctx, tx)
		if err != nil {
			return err
		}
		people, err := s.lock(ctx, tx, due)
		if err != nil {
			return err
		}
		var ended []member.Standing
		var spans []growth.Span
		for _, m := range people {
			if m.TierUntil != nil && !m.TierUntil.After(now) { // else another server was faster
				ended, spans = append(ended, m), append(spans, growth.Span{Member: m.ID, First: windowOf(m, settings).First, Last: lastDay(m, settings.Zone)})
			}
		}
		sums, err := growth.SumsOf(ctx, tx, spans)
		if err != nil {
			return err
		}
		moves := make([]tier.Move, len(ended))
		for i, m := range ended {
			moves[i] = review(ladder, m, *sums[m.ID], settings)
		}
		done = len(moves)
		return s.save(ctx, tx, moves)
	})
	return done, err
}

// lastDay is the last day on which what a member's tier takes can be made up: that of
// grace, too.
func lastDay(m member.Standing, zone *time.Location) mall.Date {
	return mall.DateOf(m.TierUntil.Add(-time.Nanosecond), zone)
}

// windowOf is the window that a member's tier was held for: the one that was kept with it,
// whatever the program says by now. Where none was, what the program says now decides.
func windowOf(m member.Standing, settings setting.Mall) tier.Window {
	if m.WindowFirst != nil && m.WindowLast != nil {
		return tier.Window{First: *m.WindowFirst, Last: *m.WindowLast}
	}
	last := lastDay(m, settings.Zone)
	if !m.TierGranted {
		last = last.AddDays(-settings.Tiers.GraceDays)
	}
	return tier.Window{First: settings.Tiers.Since(last), Last: last}
}

// review decides what follows the end of a member's window, in which they came to sums.
// The next window is the program's of now.
func review(ladder tier.Ladder, m member.Standing, sums mall.Sums, settings setting.Mall) tier.Move {
	cause := mall.TierReviewed
	if m.TierGranted {
		cause = mall.TierGrantEnded
	}
	program := settings.Tiers
	to := ladder.Review(tier.Standing{Tier: m.Tier, Until: m.TierUntil, Granted: m.TierGranted}, sums, program)
	from := program.Renews(windowOf(m, settings).Last)
	return tier.Move{
		ID: mall.NewTierChangeID(), Member: m.ID, From: m.Tier, To: to.Code, Cause: cause, Actor: string(mall.ActorSystem),
		Until: ladder.Ends(to, from, program, settings.Zone), Window: ladder.Window(to, from, program), At: *m.TierUntil,
	}
}
