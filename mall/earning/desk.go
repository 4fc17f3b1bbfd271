package earning

import (
	"context"
	"time"

	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/activity"
	"pointsmall/mall/earning/budget"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/growth"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/scancode"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/event"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
	"pointsmall/mall/tier"
)

// desk is the working set of one group, whatever its requests are: what they want, what
// they need to be decided, and what they have made of it.
type desk struct {
	bus      *event.Bus
	caches   *caches
	now      time.Time
	settings setting.Mall
	wants    wants
	// imagine has members made of those whom purchases name and who are none yet. It is for
	// desks that are not saved.
	imagine bool

	members  map[string]member.Standing // by their external references
	people   map[mall.MemberID]member.Standing
	past     past
	book     *ledger.Book
	rules    *rule.Set
	tasks    *task.Set
	recent   bool // a rule or a task asks for the last 30 days
	sheet    growth.Sheet
	progress task.Sheet
	ladder   tier.Ladder
	// sums are what members come to in the window that ends today, of those who may rise.
	sums       map[mall.MemberID]*mall.Sums
	days       *activity.CheckIns
	codes      scancode.Codes
	counters   *grant.Counters
	budgets    *budget.Sheet
	categories map[string][]string
	guesses    *scancode.Guesses
	wrong      bool // some code was
	referrals  referrals
	back       back
	falling    falling
	numbers    numbers
	// corrected are what corrected the subjects of corrections before, reversed the entries
	// of their returns, given the grants of their activities.
	corrected map[uuid.UUID]*ent.Correction
	reversed  map[mall.EntryID]*ent.Entry
	given     map[mall.GrantID]*grant.Grant

	grants     []*grant.Grant
	purchases  []*ent.Purchase
	activities []*ent.Activity
	returns    []*ent.PurchaseReturn
	falls      []*grant.Fall
	restored   []*grant.Sunk
	// corrections are new.
	corrections []*ent.Correction
	moves       []tier.Move
	signals     []mall.Signal
}

// caches are what desks share.
type caches struct {
	rules *rule.Cache
	tasks *task.Cache
	// modes remember which budgets are nearly spent.
	modes *budget.Modes
}

func (s *Service) desk() *desk {
	return &desk{bus: s.bus, caches: s.caches, now: s.clock(), settings: s.settings.Current()}
}

// Load locks and reads what is wanted. The steps that lock come in the order of the kinds.
func (d *desk) Load(ctx context.Context, tx *store.Tx) error {
	if err := d.lockPeople(ctx, tx); err != nil {
		return err
	}
	return d.readRest(ctx, tx)
}

// lockPeople locks numbers and accounts.
func (d *desk) lockPeople(ctx context.Context, tx *store.Tx) error {
	return inTurn(ctx, tx, d.lockNumbers, d.readPeople, d.findReferrals, d.lockAccounts)
}

// readRest reads what the accounts' locks keep still, and locks the kinds that come later.
func (d *desk) readRest(ctx context.Context, tx *store.Tx) error {
	return inTurn(ctx, tx,
		d.readRules, d.readInvitations, d.readHistories, d.readPast, d.readDays, d.readSales, d.readFalling, d.readCorrected, d.readGiven,
		d.lockCodes, d.lockCounters, d.lockGuesses, d.lockSources)
}

func inTurn(ctx context.Context, tx *store.Tx, steps ...func(context.Context, *store.Tx) error) error {
	for _, step := range steps {
		if err := step(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// lockNumbers locks tills' numbers, and finds whose purchases goods come back of.
func (d *desk) lockNumbers(ctx context.Context, tx *store.Tx) error {
	if err := tx.LockNames(ctx, store.KindNumber, d.wants.Numbers, !d.wants.Alone); err != nil {
		return err
	}
	if err := d.findSold(ctx, tx); err != nil {
		return err
	}
	return d.findCaused(ctx, tx)
}

// readPeople reads where the members stand. Who is none is missing from people.
func (d *desk) readPeople(ctx context.Context, tx *store.Tx) (err error) {
	d.people, d.members = map[mall.MemberID]member.Standing{}, map[string]member.Standing{}
	if len(d.wants.people) > 0 {
		if d.people, err = member.Standings(ctx, tx, d.wants.people); err != nil {
			return err
		}
	}
	if len(d.wants.refs) > 0 {
		if d.members, err = member.StandingsByRef(ctx, tx, d.wants.refs); err != nil {
			return err
		}
	}
	for i := range d.wants.events {
		if p := &d.wants.events[i]; p.ref != "" {
			if _, ok := d.members[p.ref]; !ok && d.imagine {
				d.members[p.ref] = member.Standing{ID: mall.NewMemberID(), Tier: member.LowestTier, Merit: member.LowestTier, Since: d.now}
			}
			p.member = d.members[p.ref].ID
		}
	}
	for _, m := range d.members {
		d.people[m.ID] = m
	}
	for _, ref := range d.wants.emptied {
		if m, ok := d.members[ref]; ok {
			d.wants.Spends(m.ID, mall.MaxPoints)
		}
	}
	return nil
}

// lockAccounts locks the accounts, and reads the lots of those from which points may be taken.
func (d *desk) lockAccounts(ctx context.Context, tx *store.Tx) (err error) {
	for id := range d.people {
		d.wants.Spends(id, 0)
	}
	members, spend := d.wants.Members()
	if len(spend) == 0 {
		d.book, err = ledger.OpenForGrants(ctx, tx, d.now, d.settings.Zone, members)
	} else if d.book, err = ledger.Open(ctx, tx, d.now, d.settings.Zone, members); err == nil {
		err = d.book.Cover(ctx, tx, spend)
	}
	if err != nil {
		return err
	}
	if d.imagine {
		for _, id := range members {
			if _, ok := d.book.Account(id); !ok {
				d.book.Imagine(id)
			}
		}
	}
	return d.confirmReferrals(ctx, tx)
}

// readRules takes the active rules and tasks, where something may earn.
func (d *desk) readRules(ctx context.Context, tx *store.Tx) (err error) {
	d.rules, d.tasks = &rule.Set{}, &task.Set{}
	if len(d.wants.events) == 0 {
		return nil
	}
	if d.rules, err = d.caches.rules.Active(ctx, tx); err != nil {
		return err
	}
	if d.tasks, err = d.caches.tasks.Active(ctx, tx); err != nil {
		return err
	}
	d.recent = d.rules.Recent || d.tasks.Recent
	return nil
}

// Save adds everything that has changed to the batch.
func (d *desk) Save(ctx context.Context, tx *store.Tx, batch *store.Batch) error {
	if d.budgets != nil {
		if d.budgets.Short() {
			return store.ErrNeedsLocks // of all of a budget
		}
		d.budgets.Save(batch)
	}
	if err := d.saveCorrections(ctx, tx, batch); err != nil {
		return err
	}
	purchase.Save(batch, d.purchases)
	activity.Save(batch, d.activities)
	grant.Save(batch, d.grants)
	grant.SaveGivenBack(batch, d.restored)
	grant.SaveFalls(batch, d.falls)
	purchase.SaveReturns(batch, d.returns)
	d.days.Save(batch)
	d.codes.Save(batch)
	d.counters.Save(batch)
	d.guesses.Save(batch)
	d.sheet.Save(batch)
	d.progress.Save(batch, d.now)
	d.saveReferrals(batch)
	tier.Save(batch, d.moves)
	d.book.Save(batch)
	d.bus.Write(tx, batch, append(d.signals, d.book.Signals()...)...)
	if d.wrong {
		return scancode.Forget(ctx, tx, d.now)
	}
	return nil
}
