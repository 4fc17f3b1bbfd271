package tiering

import (
	"context"
	"time"

	"pointsmall/mall"
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
		due, err := member.TiersDue(ctx, tx, s.clock(), stepSize)
		if err != nil || len(due) == 0 {
			return err
		}
		reviews := make([]review, len(due))
		for i, id := range due {
			reviews[i] = review{id}
		}
		outcomes, err := reviewing.In(ctx, tx, s.engine, reviews...)
		done = 0
		for _, out := range outcomes {
			if out.Answer {
				done++
			}
		}
		return err
	})
	return done, err
}

// review is the end of a member's window.
type review struct{ member mall.MemberID }

// reviewing answers whether there was something to review: another server may have been
// faster.
var reviewing = &store.UseCase[*desk, review, bool]{Want: review.want, Decide: review.decide}

func (r review) want(d *desk) {
	d.wants.Spends(r.member, 0)
	d.reviewed = append(d.reviewed, r.member)
}

func (r review) decide(d *desk) (bool, *mall.Error) {
	m, ok := d.ended(r.member)
	if ok {
		d.moves = append(d.moves, moveAfter(d.ladder, m, *d.sums[r.member], d.settings))
	}
	return ok, nil
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

// moveAfter is what follows the end of a member's window, in which they came to sums.
// The next window is the program's of now.
func moveAfter(ladder tier.Ladder, m member.Standing, sums mall.Sums, settings setting.Mall) tier.Move {
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
		Merit: ladder.Lower(ladder.Of(m.Merit), to).Code, // who is lifted by the review is paid with the next event
	}
}
