package earning

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/growth"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/event"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
	"pointsmall/mall/tier"
)

// desk is the working set of one group: what its events need to be decided, and what
// they have made of it.
type desk struct {
	now        time.Time
	settings   setting.Mall
	rules      *rule.Set
	tasks      *task.Set
	recent     bool // a rule or a task asks for the last 30 days
	people     map[mall.MemberID]member.Standing
	book       *ledger.Book
	sheet      growth.Sheet
	counters   *grant.Counters
	categories map[string][]string
	progress   task.Sheet
	referrals  referrals
	ladder     tier.Ladder
	// sums are what members come to in the window that ends today, of those who may rise.
	sums map[mall.MemberID]*mall.Sums

	// clawback is how far returns may reach; set where there are any.
	clawback mall.ClawbackPolicy

	grants  []*grant.Grant
	returns []*ent.PurchaseReturn
	moves   []tier.Move
	signals []mall.Signal
}

// openDesk locks the members' accounts and reads what the occasions need. Those whose
// member is not among people are left out.
func (s *Service) openDesk(ctx context.Context, tx *store.Tx, people map[mall.MemberID]member.Standing, occasions []*occasion) (*desk, error) {
	return s.openDeskToSpend(ctx, tx, s.settings.Current(), people, nil, occasions)
}

// openDeskToSpend is openDesk for occasions that cost their members points, and for those
// who have asked for the settings already.
func (s *Service) openDeskToSpend(ctx context.Context, tx *store.Tx, settings setting.Mall, people map[mall.MemberID]member.Standing, spend map[mall.MemberID]mall.Points, occasions []*occasion) (*desk, error) {
	d, err := s.openAccounts(ctx, tx, settings, people, spend)
	if err != nil {
		return nil, err
	}
	return d, d.read(ctx, tx, occasions)
}

func (s *Service) openAccounts(ctx context.Context, tx *store.Tx, settings setting.Mall, people map[mall.MemberID]member.Standing, spend map[mall.MemberID]mall.Points) (*desk, error) {
	d := &desk{now: s.clock(), settings: settings, people: people}
	members := make([]mall.MemberID, 0, len(people))
	for id := range people {
		members = append(members, id)
	}
	var err error
	if d.book, err = openBook(ctx, tx, d.now, d.settings.Zone, members, spend); err != nil {
		return nil, err
	}
	if d.rules, err = s.rules.Active(ctx, tx); err != nil {
		return nil, err
	}
	d.tasks, err = s.tasks.Active(ctx, tx)
	return d, err
}

// read reads histories, caps and categories; the accounts' locks keep them still.
func (d *desk) read(ctx context.Context, tx *store.Tx, occasions []*occasion) error {
	d.recent = d.rules.Recent || d.tasks.Recent
	var wanted []growth.Want
	var members, overall, skus []string
	for _, o := range occasions {
		if _, ok := d.people[o.member]; !ok {
			continue
		}
		day := mall.DateOf(o.event.At, d.settings.Zone)
		wanted = append(wanted, growth.Want{Member: o.member, Day: day})
		own, all := d.rules.Counters(&o.event, o.member, day)
		members, overall = append(members, own...), append(overall, all...)
		for _, t := range d.tasks.Near(&o.event) {
			done := taskEvent(t.Code, o)
			own, all := d.rules.Counters(&done, o.member, day)
			members, overall = append(members, own...), append(overall, all...)
		}
		for _, l := range o.event.Lines {
			skus = append(skus, l.Sku)
		}
	}
	err := d.readTasks(ctx, tx, occasions)
	if err != nil {
		return err
	}
	if d.sheet, err = growth.Read(ctx, tx, wanted, d.recent); err != nil {
		return err
	}
	if err := d.readSums(ctx, tx, occasions); err != nil {
		return err
	}
	for _, o := range d.rises(occasions) {
		own, all := d.rules.Counters(&o.event, o.member, mall.DateOf(o.event.At, d.settings.Zone))
		members, overall = append(members, own...), append(overall, all...)
	}
	if d.counters, err = grant.ReadCounters(ctx, tx, members, overall); err != nil {
		return err
	}
	if (d.rules.Categories || d.tasks.Categories) && len(skus) > 0 {
		d.categories, err = catalog.CategoriesOfCodes(ctx, tx, skus)
	}
	return err
}

// save adds everything that the desk changed to the batch.
func (d *desk) save(tx *store.Tx, batch *store.Batch, bus *event.Bus) {
	grant.Save(batch, d.grants)
	purchase.SaveReturns(batch, d.returns)
	d.counters.Save(batch)
	d.sheet.Save(batch)
	d.progress.Save(batch, d.now)
	d.saveReferrals(batch)
	tier.Save(batch, d.moves)
	d.book.Save(batch)
	bus.Write(tx, batch, d.signals...)
}
