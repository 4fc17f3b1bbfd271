package earning

import (
	"context"
	"maps"
	"slices"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/growth"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
	"pointsmall/mall/tier"
)

// falling is what returns of goods may undo beside what the purchases themselves earned.
type falling struct {
	// steps are those that the members made between tiers, the earliest first.
	steps map[mall.MemberID][]*tier.Move
	// fallen says which of them were undone.
	fallen map[mall.GrantID]bool
	// days are what the members came to, day by day, from the window of their earliest step on.
	days map[mall.MemberID]map[mall.Date]*mall.Sums
	// grants are those that stand, by what earned them.
	grants map[mall.GrantID]*grant.Grant
	// lost are steps that stand although the member had not reached their threshold before the
	// returns. Example: silver took ¥5,000 when the member rose with ¥5,200, and takes ¥6,000 now.
	lost map[mall.TierChangeID]bool
	// caused are the grants that a purchase led to.
	caused    []*grant.Grant
	referrals map[mall.ReferralID]*referral.Referral
	// sunk are what fell of the steps, tasks and referrals, the earliest first, where staff undo
	// returns; lapsed are the refused referrals whose qualifying purchases came back.
	sunk   []*grant.Sunk
	lapsed []*referral.Referral
	// unpaid are the referrals in review or refused that the purchases qualified, as they
	// were found and then, under the locks, as they are.
	unpaid []*referral.Referral
}

// mayFall reports whether returns undo what purchases caused.
func (d *desk) mayFall() bool { return d.settings.CausedByReturned != mall.CausedStays && !d.imagine }

// findCaused finds what purchases led to of which goods come back. A referrer's account is
// locked with the buyer's, one whom staff may have rewarded meanwhile, too. The buyer may lose
// any points: a rise may fall that another purchase led to.
//
// No lock holds staff off yet, and each query sees what is committed when it begins. So the
// unpaid referrals are read first: one that staff approve later is among them and is confirmed
// under the locks, and one that they approved earlier has its grants read after it. In the other
// order an approval that commits between the two queries would be seen by neither.
func (d *desk) findCaused(ctx context.Context, tx *store.Tx) (err error) {
	if !d.mayFall() && len(d.wants.restored) == 0 {
		return nil
	}
	for _, w := range d.wants.lowered {
		d.wants.Spends(w.Member, mall.MaxPoints)
	}
	if len(d.back.sold) == 0 {
		return nil
	}
	for _, p := range d.back.sold {
		d.wants.Spends(p.MemberID, mall.MaxPoints)
	}
	ids := d.soldIDs()
	if d.falling.unpaid, err = referral.Unpaid(ctx, tx, ids); err != nil {
		return err
	}
	for _, r := range d.falling.unpaid {
		d.wants.Spends(r.Referrer, mall.MaxPoints)
	}
	if d.falling.caused, err = grant.CausedBy(ctx, tx, ids); err != nil {
		return err
	}
	for _, g := range d.falling.caused {
		d.wants.Spends(g.Member, mall.MaxPoints)
	}
	return d.findSunk(ctx, tx, ids)
}

// readFalling reads what may fall with goods that members bought, or with what else they did,
// on some days. Their accounts are locked.
func (d *desk) readFalling(ctx context.Context, tx *store.Tx) error {
	bought := map[mall.MemberID][]mall.Date{}
	for _, w := range append(d.soldDays(), d.wants.lowered...) {
		bought[w.Member] = append(bought[w.Member], w.Day)
	}
	return d.readFallingOf(ctx, tx, bought)
}

// readFallingOf reads what may fall with goods that members bought on some days.
func (d *desk) readFallingOf(ctx context.Context, tx *store.Tx, bought map[mall.MemberID][]mall.Date) (err error) {
	if len(bought) == 0 || !d.mayFall() && len(d.wants.restored) == 0 {
		return nil
	}
	if err := d.confirmUnpaid(ctx, tx); err != nil {
		return err
	}
	for _, g := range d.falling.caused {
		bought[g.Member] = append(bought[g.Member], mall.DateOf(g.At, d.settings.Zone))
	}
	for _, s := range d.falling.sunk {
		if s.Was != nil {
			bought[s.Member] = append(bought[s.Member], mall.DateOf(s.Was.At, d.settings.Zone))
		}
	}
	if err := d.progress.ReadDays(ctx, tx, bought); err != nil {
		return err
	}
	if len(d.progress) > 0 {
		if d.tasks, err = d.caches.tasks.Active(ctx, tx); err != nil {
			return err
		}
	}
	if err := d.readSteps(ctx, tx, slices.Collect(maps.Keys(bought))); err != nil {
		return err
	}
	return d.readStanding(ctx, tx)
}

// readSteps reads the steps of members between tiers, and what they came to in their windows.
func (d *desk) readSteps(ctx context.Context, tx *store.Tx, members []mall.MemberID) (err error) {
	if d.falling.steps, err = tier.StepsSince(ctx, tx, members, time.Time{}); err != nil {
		return err
	}
	d.falling.days = map[mall.MemberID]map[mall.Date]*mall.Sums{}
	today := d.today()
	var first mall.Date
	var ids []mall.GrantID
	first = d.settings.Tiers.Since(today)
	for _, steps := range d.falling.steps {
		for _, s := range steps {
			ids = append(ids, mall.GrantID(s.ID))
			if since := d.settings.Tiers.Since(mall.DateOf(s.At, d.settings.Zone)); since.Before(first.Time) {
				first = since
			}
		}
	}
	if len(ids) == 0 && len(d.progress) == 0 && len(d.wants.events) == 0 { // nothing was reached, and nothing will be
		return nil
	}
	if d.falling.fallen, err = grant.Fallen(ctx, tx, ids); err != nil {
		return err
	}
	if d.ladder == nil {
		if d.ladder, err = tier.Read(ctx, tx); err != nil {
			return err
		}
	}
	people, err := member.Standings(ctx, tx, members)
	if err != nil {
		return err
	}
	maps.Copy(d.people, people)
	days, err := growth.Days(ctx, tx, members, first, today)
	if err != nil {
		return err
	}
	for _, m := range members {
		d.falling.days[m] = map[mall.Date]*mall.Sums{}
	}
	for i := range days {
		d.falling.days[days[i].Member][days[i].Day] = &days[i].Sums
	}
	d.falling.lost = map[mall.TierChangeID]bool{}
	for m, steps := range d.falling.steps {
		for _, s := range steps {
			since, until := d.judged(s)
			d.falling.lost[s.ID] = d.ladder.Reached(d.falling.sums(m, since, until)).Rank < d.ladder.Of(s.Merit).Rank
		}
	}
	return nil
}

// readStanding reads what the steps, the tasks that were done and the referrals earned, with
// the lots and the days of it.
func (d *desk) readStanding(ctx context.Context, tx *store.Tx) (err error) {
	var of []mall.GrantID
	for _, steps := range d.falling.steps {
		for _, s := range steps {
			of = append(of, mall.GrantID(s.ID))
		}
	}
	for _, p := range d.progress {
		if p.CompletedAt != nil || len(d.wants.restored) > 0 {
			of = append(of, mall.GrantID(p.ID))
		}
	}
	if err := d.readSunk(ctx, tx, of); err != nil {
		return err
	}
	if d.falling.grants, err = grant.Standing(ctx, tx, of); err != nil {
		return err
	}
	var referred []mall.ReferralID
	var lots []mall.LotID
	var days []growth.Want
	for _, g := range d.falling.caused {
		if g.Trigger == mall.TriggerReferred { // its subject is the referrer's grant's, too
			lots = append(lots, lotsOf(g)...)
			days = append(days, growth.Want{Member: g.Member, Day: mall.DateOf(g.At, d.settings.Zone)})
			continue
		}
		d.falling.grants[g.Of()] = g
		if g.Trigger == mall.TriggerReferral {
			referred = append(referred, mall.ReferralID(g.Of()))
		}
	}
	found, err := referral.Read(ctx, tx, referred)
	if err != nil {
		return err
	}
	d.falling.referrals = make(map[mall.ReferralID]*referral.Referral, len(found))
	for _, r := range found {
		d.falling.referrals[r.ID] = r
	}
	for _, s := range d.falling.sunk {
		if s.Was != nil {
			lots = append(lots, lotsOf(s.Was)...)
			days = append(days, growth.Want{Member: s.Member, Day: mall.DateOf(s.Was.At, d.settings.Zone)})
		}
	}
	for _, g := range d.falling.grants {
		lots = append(lots, lotsOf(g)...)
		days = append(days, growth.Want{Member: g.Member, Day: mall.DateOf(g.At, d.settings.Zone)})
	}
	if len(days) == 0 {
		return nil
	}
	if err := d.sheet.More(ctx, tx, days); err != nil {
		return err
	}
	return d.book.Fetch(ctx, tx, lots)
}

// confirmUnpaid reads the unpaid referrals once more, and what the purchases led to: staff may
// have decided meanwhile. The accounts' locks keep both still now.
func (d *desk) confirmUnpaid(ctx context.Context, tx *store.Tx) (err error) {
	if len(d.falling.unpaid) == 0 {
		return nil
	}
	ids := d.soldIDs()
	if d.falling.unpaid, err = referral.Unpaid(ctx, tx, ids); err != nil {
		return err
	}
	d.falling.caused, err = grant.CausedBy(ctx, tx, ids)
	return err
}

// soldIDs are the purchases of which goods come back.
func (d *desk) soldIDs() []mall.PurchaseID {
	ids := make([]mall.PurchaseID, 0, len(d.back.sold))
	for _, p := range d.back.sold {
		ids = append(ids, p.ID)
	}
	return ids
}

// lose lowers what a member came to on a day.
func (d *desk) lose(m mall.MemberID, on mall.Date, by mall.Sums) {
	by.SpentMinor, by.Purchases, by.Points = -by.SpentMinor, -by.Purchases, -by.Points
	d.shift(m, on, by)
	if sums := d.sums[m]; sums != nil && !on.Before(d.settings.Tiers.Since(d.today()).Time) && !on.After(d.today().Time) {
		sums.SpentMinor += by.SpentMinor
		sums.Purchases += by.Purchases
		sums.Points += by.Points
	}
}

// gain raises what a member came to on a day.
func (d *desk) gain(m mall.MemberID, on mall.Date, by mall.Sums) {
	d.lose(m, on, mall.Sums{SpentMinor: -by.SpentMinor, Purchases: -by.Purchases, Points: -by.Points})
}

// shift adds to what a member came to on a day, where that may undo steps.
func (d *desk) shift(m mall.MemberID, on mall.Date, by mall.Sums) {
	days := d.falling.days[m]
	if days == nil {
		return
	}
	if days[on] == nil {
		days[on] = &mall.Sums{}
	}
	days[on].SpentMinor += by.SpentMinor
	days[on].Purchases += by.Purchases
	days[on].Points += by.Points
}
