package tiering

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/growth"
	"pointsmall/mall/job"
	"pointsmall/mall/member"
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
				window, last := s.window(m)
				ended, spans = append(ended, m), append(spans, growth.Span{Member: m.ID, First: s.settings.Tiers.Since(window), Last: last})
			}
		}
		sums, err := growth.SumsOf(ctx, tx, spans)
		if err != nil {
			return err
		}
		moves := make([]tier.Move, len(ended))
		for i, m := range ended {
			moves[i] = s.review(ladder, m, *sums[m.ID])
		}
		done = len(moves)
		return s.save(ctx, tx, moves)
	})
	return done, err
}

// window is the last day of the window that a member's tier was held for, and the last
// day on which what is missing can be made up: that of grace, too.
func (s *Service) window(m member.Standing) (window, last mall.Date) {
	last = mall.DateOf(m.TierUntil.Add(-time.Nanosecond), s.settings.Zone)
	if m.TierGranted {
		return last, last
	}
	return last.AddDays(-s.settings.Tiers.GraceDays), last
}

// review decides what follows the end of a member's window, in which they came to sums.
func (s *Service) review(ladder tier.Ladder, m member.Standing, sums mall.Sums) tier.Move {
	cause := mall.TierReviewed
	if m.TierGranted {
		cause = mall.TierGrantEnded
	}
	window, _ := s.window(m)
	to := ladder.Review(tier.Standing{Tier: m.Tier, Until: m.TierUntil, Granted: m.TierGranted}, sums, s.settings.Tiers)
	return tier.Move{
		ID: mall.NewTierChangeID(), Member: m.ID, From: m.Tier, To: to.Code, Cause: cause, Actor: string(mall.SystemActor),
		Until: ladder.Ends(to, s.settings.Tiers.Renews(window), s.settings.Tiers, s.settings.Zone), At: *m.TierUntil,
	}
}
