package earning

import (
	"context"
	"log/slog"

	"pointsmall/mall"
	"pointsmall/mall/earning/growth"
	"pointsmall/mall/earning/rule"
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
		if d.ladder.MayReach(d.ladder.Of(d.people[id].Tier), *sums) {
			members = append(members, id)
		}
	}
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
func (d *desk) addSums(member mall.MemberID, h growth.Happening) {
	sums := d.sums[member]
	today := d.today()
	if sums == nil || h.Day.Before(d.settings.Tiers.Since(today).Time) || h.Day.After(today.Time) {
		return
	}
	sums.Points += h.Earned
	if h.Purchase {
		sums.Purchases++
		sums.SpentMinor += h.SpentMinor
	}
}

// step is the event of a member's rise to a tier.
func (d *desk) step(o *occasion, from, to tier.Tier, id mall.TierChangeID) *occasion {
	return &occasion{
		member: o.member, subject: mall.GrantID(id), ref: id.String(),
		event: rule.Event{
			Trigger: mall.TriggerTierChange, At: o.event.At, Source: o.event.Source,
			Attributes: map[string]any{"from": from.Code, "to": to.Code},
		},
		what: mall.Text{EN: "Reached tier " + to.Name.EN, ZH: "升级为" + to.Name.ZH},
	}
}

// rise lifts the member to the tier that is reached by now, one step after the other,
// and grants what each of them earns. What a step earns may lead to the next.
func (d *desk) rise(o *occasion) {
	sums := d.sums[o.member]
	if sums == nil {
		return
	}
	for {
		m := d.people[o.member]
		now, reached := d.ladder.Of(m.Tier), d.ladder.Reached(*sums)
		if reached.Rank <= now.Rank {
			return
		}
		next := d.ladder.Above(now, reached)[0]
		id := mall.NewTierChangeID()
		today := d.today()
		ends := d.ladder.Ends(next, today, d.settings.Tiers, d.settings.Zone)
		d.moves = append(d.moves, tier.Move{
			ID: id, Member: o.member, From: now.Code, To: next.Code, Cause: mall.TierQualified, Actor: string(mall.ActorSystem), At: d.now,
			Until: ends, Window: d.ladder.Window(next, today, d.settings.Tiers),
		})
		m.Tier, m.Rank, m.TierUntil, m.TierGranted = next.Code, next.Rank, ends, false
		d.people[o.member] = m
		if _, refusal := d.earn(d.step(o, now, next, id)); refusal != nil {
			// The tier stands; the account is full to the brim.
			slog.Warn("a rise in tier could not be rewarded", "member", o.member.String(), "tier", next.Code, "error", refusal)
		}
	}
}
