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
		done = 0
		var moves []tier.Move
		for _, m := range people {
			if m.TierUntil == nil || m.TierUntil.After(now) { // another server was faster
				continue
			}
			move, err := s.review(ctx, tx, ladder, m)
			if err != nil {
				return err
			}
			moves = append(moves, move)
			done++
		}
		return s.save(ctx, tx, moves)
	})
	return done, err
}

// review decides what follows the end of a member's window.
func (s *Service) review(ctx context.Context, tx *store.Tx, ladder tier.Ladder, m member.Standing) (tier.Move, error) {
	program := s.settings.Tiers
	last := mall.DateOf(m.TierUntil.Add(-time.Nanosecond), s.settings.Zone) // of grace, too
	window := last
	cause := mall.TierReviewed
	if m.TierGranted {
		cause = mall.TierGrantEnded
	} else {
		window = last.AddDays(-program.GraceDays)
	}
	sums, err := growth.Sums(ctx, tx, []mall.MemberID{m.ID}, program.Since(window), last)
	if err != nil {
		return tier.Move{}, err
	}
	to := ladder.Review(tier.Standing{Tier: m.Tier, Until: m.TierUntil, Granted: m.TierGranted}, *sums[m.ID], program)
	return tier.Move{
		ID: mall.NewTierChangeID(), Member: m.ID, From: m.Tier, To: to.Code, Cause: cause, Actor: string(mall.SystemActor),
		Until: ladder.Ends(to, program.Renews(window), program, s.settings.Zone), At: *m.TierUntil,
	}, nil
}
