package earning

import (
	"context"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/earning/activity"
	"pointsmall/mall/earning/budget"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/growth"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/store"
)

// known lists the possible events of those who are members.
func (d *desk) known() (events []*possible) {
	for i := range d.wants.events {
		p := &d.wants.events[i]
		if _, ok := d.people[p.member]; ok {
			events = append(events, p)
		}
	}
	return events
}

// day is that of a moment in the mall's zone.
func (d *desk) day(of *possible) mall.Date { return mall.DateOf(of.event.At, d.settings.Zone) }

// readHistories reads members' histories, and how far they are with tasks.
func (d *desk) readHistories(ctx context.Context, tx *store.Tx) (err error) {
	wanted := append(d.soldDays(), d.wants.lowered...)
	var keys []task.Key
	for _, p := range d.known() {
		// What the event leads to happens today, whenever the event did.
		wanted = append(wanted, growth.Want{Member: p.member, Day: d.day(p)}, growth.Want{Member: p.member, Day: d.today()})
		for _, t := range d.tasks.Near(&p.event) {
			keys = append(keys, d.progressOf(t, p.member, p.event.At))
		}
	}
	if d.progress, err = task.Read(ctx, tx, keys); err != nil {
		return err
	}
	if d.sheet, err = growth.Read(ctx, tx, wanted, d.recent); err != nil {
		return err
	}
	return d.readSums(ctx, tx)
}

// readDays reads check-ins.
func (d *desk) readDays(ctx context.Context, tx *store.Tx) (err error) {
	d.days, err = activity.ReadCheckIns(ctx, tx, d.wants.days)
	return err
}

// lockCounters locks and reads the counters of caps that the events may use, with what they
// may lead to: tasks that are done, a rise in tier. A purchase may be its member's first.
func (d *desk) lockCounters(ctx context.Context, tx *store.Tx) (err error) {
	var members, overall, skus []string
	var budgets []mall.CampaignID
	for _, p := range d.known() {
		use := func(t mall.Trigger, on mall.Date) {
			own, all := d.rules.Counters(t, p.event.Name, p.member, on)
			members, overall = append(members, own...), append(overall, all...)
			budgets = append(budgets, d.rules.Budgets(t, p.event.Name)...)
		}
		use(p.event.Trigger, d.day(p))
		if p.event.Trigger == mall.TriggerPurchase {
			use(mall.TriggerFirstPurchase, d.day(p))
		}
		if len(d.tasks.Near(&p.event)) > 0 {
			use(mall.TriggerTask, d.today())
		}
		if d.sums[p.member] != nil {
			use(mall.TriggerTierChange, d.today())
		}
		skus = append(skus, p.skus...)
	}
	if d.budgets, err = budget.Read(ctx, tx, d.caches.modes, budgets, d.now); err != nil {
		return err
	}
	if d.counters, err = grant.ReadCounters(ctx, tx, members, overall); err != nil {
		return err
	}
	if (d.rules.Categories || d.tasks.Categories) && len(skus) > 0 {
		d.categories, err = catalog.CategoriesOfCodes(ctx, tx, skus)
	}
	return err
}
