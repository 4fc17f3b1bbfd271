package earning

import (
	"context"
	"log/slog"
	"maps"

	"pointsmall/mall"
	"pointsmall/mall/earning/growth"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
	"pointsmall/mall/tier"
)

// readSums reads the tiers, and what those members come to in the window that ends
// today whose whole history is enough for a higher one.
func (d *desk) readSums(ctx context.Context, tx *store.Tx) (err error) {
	if len(d.wants.events) == 0 {
		return nil
	}
	if d.ladder, err = tier.Read(ctx, tx); err != nil {
		return err
	}
	whole := map[mall.MemberID]*mall.Sums{}
	for _, p := range d.known() {
		g := d.sheet[p.member]
		if whole[p.member] == nil {
			whole[p.member] = &mall.Sums{SpentMinor: g.SpentMinor, Purchases: g.Purchases}
		}
		if p.event.Trigger == mall.TriggerPurchase {
			whole[p.member].Purchases++
			whole[p.member].SpentMinor += d.spent(&p.event)
		}
	}
	var members []mall.MemberID
	for id, sums := range whole {
		sums.Points = mall.MaxPoints // what the events earn is not known yet
		if d.ladder.MayReach(d.lower(d.people[id]), *sums) {
			members = append(members, id)
		}
	}
	if len(members) == 0 {
		return nil
	}
	// Where they stood was read before their accounts were locked: who rose meanwhile must
	// not rise once more.
	now, err := member.Standings(ctx, tx, members)
	if err != nil {
		return err
	}
	maps.Copy(d.people, now)
	today := d.today()
	d.sums, err = growth.Sums(ctx, tx, members, d.settings.Tiers.Since(today), today)
	return err
}

// spent is what a purchase counts in the mall's currency, in minor units.
func (d *desk) spent(e *rule.Event) int64 {
	if e.Total.Currency != d.settings.Currency {
		return 0
	}
	return e.Total.Minor
}

// addSums adds an event to the sums of who may rise.
func (d *desk) addSums(of mall.MemberID, h growth.Happening) {
	sums := d.sums[of]
	today := d.today()
	if sums == nil || h.Day.Before(d.settings.Tiers.Since(today).Time) || h.Day.After(today.Time) {
		return
	}
	sums.Points += h.Qualifying
	if h.Paid {
		sums.Purchases++
		sums.SpentMinor += h.SpentMinor
	}
}

// lower is the lower one of the tier that a member has and the one that they have reached:
// staff may have given either a higher or a lower one.
func (d *desk) lower(m member.Standing) tier.Tier {
	return d.ladder.Lower(d.ladder.Of(m.Tier), d.ladder.Of(m.Merit))
}

// step is the event of a member's reaching a tier.
func (d *desk) step(o *occasion, from, to tier.Tier, id mall.TierChangeID) *occasion {
	return &occasion{
		member: o.member, subject: mall.GrantID(id), ref: id.String(), by: o.leads(), reached: to.Code,
		event: rule.Event{
			Trigger: mall.TriggerTierChange, At: d.now, Source: o.event.Source,
			Attributes: map[string]any{"from": from.Code, "to": to.Code},
		},
		what: mall.Text{EN: "Reached tier " + to.Name.EN, ZH: "升级为" + to.Name.ZH},
	}
}

// rise lifts the member to the tier that is reached by now, one step after the other,
// and grants what each of them earns. What a step earns may lead to the next. Each tier is
// paid for when its threshold is reached, whatever tier staff have given; what was reached
// before staff gave a lower tier is restored and paid no second time.
func (d *desk) rise(o *occasion) {
	sums := d.sums[o.member]
	if sums == nil {
		return
	}
	for {
		m := d.people[o.member]
		has, merit, reached := d.ladder.Of(m.Tier), d.ladder.Of(m.Merit), d.ladder.Reached(*sums)
		if back := d.ladder.Lower(merit, reached); back.Rank > has.Rank {
			d.lift(o, m, back, mall.TierRestored)
			continue
		}
		if reached.Rank <= merit.Rank {
			return
		}
		next := d.ladder.Above(merit, reached)[0]
		cause := mall.TierReached
		if next.Rank > has.Rank {
			cause = mall.TierQualified
		}
		id := d.lift(o, m, next, cause)
		if _, refusal := d.earn(d.step(o, merit, next, id)); refusal != nil {
			// The tier stands; the account is full.
			slog.Warn("a rise in tier could not be rewarded", "member", o.member.String(), "tier", next.Code, "error", refusal)
		}
	}
}

// lift notes that a member reached a tier, or has it again. The tier that they have changes
// unless staff had given a higher one.
func (d *desk) lift(o *occasion, m member.Standing, to tier.Tier, cause mall.TierCause) mall.TierChangeID {
	today := d.today()
	move := tier.Move{
		ID: mall.NewTierChangeID(), Member: m.ID, From: m.Tier, To: to.Code, Cause: cause, Actor: string(mall.ActorSystem), At: d.now,
		Until: d.ladder.Ends(to, today, d.settings.Tiers, d.settings.Zone), Window: d.ladder.Window(to, today, d.settings.Tiers),
		Merit: to.Code, Purchase: o.leads().purchase(),
	}
	switch cause {
	case mall.TierReached:
		move.To, move.Until, move.Granted, move.Window = m.Tier, m.TierUntil, m.TierGranted, windowOf(m)
	case mall.TierRestored:
		move.Merit = m.Merit
	}
	d.move(move)
	return move.ID
}

// move notes a step, and has what comes after it see where the member stands.
func (d *desk) move(move tier.Move) {
	d.moves = append(d.moves, move)
	m := d.people[move.Member]
	m.Tier, m.Rank, m.Merit = move.To, d.ladder.Of(move.To).Rank, move.Merit
	m.TierUntil, m.TierGranted, m.WindowFirst, m.WindowLast = move.Until, move.Granted, nil, nil
	if w := move.Window; w != nil {
		m.WindowFirst, m.WindowLast = &w.First, &w.Last
	}
	d.people[move.Member] = m
}

// windowOf is the window that was kept with a member's tier; nil: none was.
func windowOf(m member.Standing) *tier.Window {
	if m.WindowFirst == nil || m.WindowLast == nil {
		return nil
	}
	return &tier.Window{First: *m.WindowFirst, Last: *m.WindowLast}
}
