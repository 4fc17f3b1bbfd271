package earning

import (
	"pointsmall/mall"
	"pointsmall/mall/member"
	"pointsmall/mall/tier"
)

// tiers has a member fall to the tier that they reach without the goods. While these can be
// returned, the tier that they have falls, too, unless staff gave it; afterwards only what
// reaching it earned, and reaching it again earns again.
func (f *fall) tiers(id mall.MemberID) {
	d := f.d
	m, ok := d.people[id]
	if !ok || len(d.ladder) == 0 {
		return
	}
	fallen := f.fallen(m)
	if len(fallen) == 0 {
		return
	}
	for _, step := range fallen {
		name := d.ladder.Of(step.Merit).Name
		of := mall.GrantID(step.ID)
		if d.falling.fallen == nil {
			d.falling.fallen = map[mall.GrantID]bool{}
		}
		d.falling.fallen[of] = true
		f.take(id, of, d.grantOf(of), mall.Textf("the tier %[1]s is not reached any more", "不再达到%[2]s", name.EN, name.ZH))
	}
	lowest := fallen[len(fallen)-1]
	merit := d.ladder.Below(d.ladder.Of(lowest.Merit))
	move := tier.Move{
		ID: mall.NewTierChangeID(), Member: id, From: m.Tier, To: m.Tier, Cause: mall.TierReturned, Actor: string(mall.ActorSystem), At: d.now,
		Until: m.TierUntil, Granted: m.TierGranted, Window: windowOf(m), Merit: merit.Code, Purchase: f.purchase(),
	}
	if !m.TierGranted && d.ladder.Of(m.Tier).Rank > merit.Rank && f.early() {
		f.lower(&move, lowest, merit)
	}
	d.move(move)
	d.signals = append(d.signals, mall.Signal{Topic: mall.TopicBalance, ID: id.UUID()})
}

// early reports whether the tier itself falls: the goods came back while they could be
// returned, or what is undone never happened.
func (f *fall) early() bool {
	return f.r == nil || f.r.OccurredAt.Before(f.d.windowCloses(f.s.row.OccurredAt))
}

// stepsOf are the steps of a member, those of this transaction included, the earliest first.
func (d *desk) stepsOf(id mall.MemberID) []*tier.Move {
	steps := d.falling.steps[id]
	for i := range d.moves {
		if d.moves[i].Member == id {
			steps = append(steps[:len(steps):len(steps)], &d.moves[i])
		}
	}
	return steps
}

// fallen are the steps that the member would not have made without the goods, the highest
// tier's first. Each is judged by all that was done since its window began, until the window
// would have ended to which it led: what came after it counts, too.
func (f *fall) fallen(m member.Standing) (fallen []*tier.Move) {
	d := f.d
	merit := d.ladder.Of(m.Merit)
	steps := d.stepsOf(m.ID)
	for i := len(steps) - 1; i >= 0 && merit.Rank > 0; i-- {
		step := steps[i]
		if !step.Cause.ByMerit() || step.Merit != merit.Code || d.falling.fallen[mall.GrantID(step.ID)] {
			continue
		}
		since, until := d.judged(step)
		if d.falling.lost[step.ID] || d.ladder.Reached(d.falling.sums(m.ID, since, until)).Rank >= merit.Rank {
			return fallen
		}
		fallen = append(fallen, step)
		merit = d.ladder.Below(merit)
	}
	return fallen
}

// judged are the days by which a step is judged when goods come back.
func (d *desk) judged(step *tier.Move) (since, until mall.Date) {
	day := mall.DateOf(step.At, d.settings.Zone)
	return d.settings.Tiers.Since(day), d.settings.Tiers.Until(day)
}

// sums are what a member came to from one day to another, both included.
func (f *falling) sums(m mall.MemberID, first, last mall.Date) (sums mall.Sums) {
	for on, day := range f.days[m] {
		if !on.Before(first.Time) && !on.After(last.Time) {
			sums.SpentMinor += day.SpentMinor
			sums.Purchases += day.Purchases
			sums.Points += day.Points
		}
	}
	return sums
}

// lower has the member fall: to what they have reached, or to a higher tier that staff had
// given until a time that is still to come.
func (f *fall) lower(move *tier.Move, lowest *tier.Move, merit tier.Tier) {
	d := f.d
	today := d.today()
	move.To, move.Until, move.Window = merit.Code, d.ladder.Ends(merit, today, d.settings.Tiers, d.settings.Zone), d.ladder.Window(merit, today, d.settings.Tiers)
	var before *tier.Move
	for _, step := range d.stepsOf(move.Member) {
		if step.ID == lowest.ID {
			break
		}
		before = step
	}
	if before == nil {
		return
	}
	given := d.ladder.Of(before.To)
	if before.Cause == mall.TierGranted && given.Rank > merit.Rank && (before.Until == nil || before.Until.After(d.now)) {
		move.To, move.Until, move.Window, move.Granted = given.Code, before.Until, nil, true
		return
	}
	day := mall.DateOf(before.At, d.settings.Zone)
	if ends := d.ladder.Ends(merit, day, d.settings.Tiers, d.settings.Zone); before.To == merit.Code && ends != nil && ends.After(d.now) {
		move.Until, move.Window = ends, d.ladder.Window(merit, day, d.settings.Tiers)
	}
}
