package simulate

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/activity"
	"pointsmall/mall/earning/growth"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
	"pointsmall/mall/tier"
)

// person is what the replay knows of a member. There may be a million of them, so
// that it is small, and what few members have lies elsewhere.
type person struct {
	traits *traits
	// since is when the member joined, in seconds.
	since     int64
	spent     int64
	earned    mall.Points // before the period
	got       [2]mall.Points
	purchases int32
	// moved is true when the tier or the tags have changed since the first day.
	moved bool
}

// traits are what members have in common.
type traits struct {
	tier string
	rank int
	tags []string
}

// place is a person's in people.
type place uint32

const chunkSize = 1024

type (
	// did is a member's kind of event.
	did struct {
		by   place
		kind uint16
	}
	// recentDay is a day with purchases among the last thirty.
	recentDay struct {
		day       int32 // days since 1970
		purchases int32
		spent     int64
	}
)

// people are the members whom the replay has met.
type people struct {
	first    mall.Date
	begins   time.Time // of first, in the mall's zone
	recently bool
	currency mall.Currency // the mall's
	tiers    map[string]tier.Tier
	places   map[mall.MemberID]place
	chunks   []*[chunkSize]person
	traits   map[string]*traits
	kinds    map[string]uint16
	counts   map[did]int32
	recent   map[place][]recentDay
	// invitations are of those who were invited.
	invitations map[place]referral.Invitation
}

func newPeople(first mall.Date, zone *time.Location, currency mall.Currency, recently bool) *people {
	return &people{
		first: first, begins: mall.StartOfDay(first, zone), recently: recently, currency: currency, places: map[mall.MemberID]place{}, traits: map[string]*traits{}, kinds: map[string]uint16{},
		counts: map[did]int32{}, recent: map[place][]recentDay{}, invitations: map[place]referral.Invitation{},
	}
}

func (p *people) at(i place) *person { return &p.chunks[i/chunkSize][i%chunkSize] }

func (p *people) add(id mall.MemberID) {
	i := place(len(p.places))
	if int(i/chunkSize) == len(p.chunks) {
		p.chunks = append(p.chunks, &[chunkSize]person{})
	}
	p.places[id] = i
}

// each calls f for every person.
func (p *people) each(f func(*person)) {
	for i := range place(len(p.places)) {
		f(p.at(i))
	}
}

// meet loads those members of a page who are new: how they stand now, and what they
// did before the first day. What they bring back of that is added to those waiting.
func (p *people) meet(ctx context.Context, tx *store.Tx, page []*Event, w *waiting) error {
	if err := p.readLadder(ctx, tx); err != nil {
		return err
	}
	var strangers []mall.MemberID
	for _, e := range page {
		if _, ok := p.places[e.Member]; !ok {
			p.add(e.Member)
			strangers = append(strangers, e.Member)
		}
	}
	if len(strangers) > 0 {
		if err := p.load(ctx, tx, strangers, w); err != nil {
			return err
		}
	}
	return p.readTiers(ctx, tx, page, strangers)
}

func (p *people) load(ctx context.Context, tx *store.Tx, strangers []mall.MemberID, w *waiting) error {
	standings, err := member.Standings(ctx, tx, strangers)
	if err != nil {
		return err
	}
	for _, s := range standings {
		one := p.at(p.places[s.ID])
		one.traits, one.since = p.traitsOf(s), s.Since.Unix()
	}
	invitations, err := referral.Invitations(ctx, tx, strangers)
	if err != nil {
		return fmt.Errorf("read members' invitations: %w", err)
	}
	for id, i := range invitations {
		p.invitations[p.places[id]] = i
	}
	if err := p.readDays(ctx, tx, strangers); err != nil {
		return fmt.Errorf("read members' days: %w", err)
	}
	if err := p.readLateReturns(ctx, tx, strangers, w); err != nil {
		return fmt.Errorf("read members' returns: %w", err)
	}
	if err := p.readEvents(ctx, tx, strangers); err != nil {
		return fmt.Errorf("read members' events: %w", err)
	}
	return nil
}

func (p *people) traitsOf(s member.Standing) *traits {
	key := s.Tier + "\x00" + strings.Join(s.Tags, "\x00")
	if p.traits[key] == nil {
		p.traits[key] = &traits{s.Tier, s.Rank, s.Tags}
	}
	return p.traits[key]
}

// readDays reads the purchases, money and points of members' days before the first.
func (p *people) readDays(ctx context.Context, tx *store.Tx, members []mall.MemberID) error {
	sums, err := growth.Sums(ctx, tx, members, mall.Date{}, p.first.AddDays(-1))
	if err != nil {
		return err
	}
	for id, sum := range sums {
		one := p.at(p.places[id])
		one.purchases, one.spent, one.earned = int32(sum.Purchases), sum.SpentMinor, sum.Earned
	}
	if !p.recently {
		return nil
	}
	days, err := growth.DaysBought(ctx, tx, members, p.first.AddDays(1-recentDays), p.first.AddDays(-1))
	for _, d := range days {
		p.addRecent(p.places[d.Member], d.Day, int32(d.Purchases), d.SpentMinor)
	}
	return err
}

// readEvents counts what members did before the first day, by trigger and name. Nobody
// signs up twice.
func (p *people) readEvents(ctx context.Context, tx *store.Tx, members []mall.MemberID) error {
	tallies, err := activity.TallyBefore(ctx, tx, members, p.first, p.begins)
	if err != nil {
		return err
	}
	for _, t := range tallies {
		p.counted(t.Member, rule.Event{Trigger: t.Trigger, Name: t.Name}, t.Times)
	}
	for trigger, before := range map[mall.Trigger]func(context.Context, *store.Tx, []mall.MemberID, time.Time) (map[mall.MemberID]int64, error){
		mall.TriggerTierChange: tier.RisesBefore, mall.TriggerTask: task.DoneBefore, mall.TriggerReferral: referral.RewardedBefore,
		mall.TriggerReferred: referral.ReferredBefore,
	} {
		counts, err := before(ctx, tx, members, p.begins)
		if err != nil {
			return err
		}
		for id, n := range counts {
			p.counted(id, rule.Event{Trigger: trigger}, n)
		}
	}
	return nil
}

func (p *people) counted(id mall.MemberID, e rule.Event, times int64) {
	p.counts[did{p.places[id], p.kind(&Event{Event: e})}] += int32(times)
}

func (p *people) kind(e *Event) uint16 {
	k, ok := p.kinds[e.Kind()]
	if !ok {
		k = uint16(len(p.kinds))
		p.kinds[e.Kind()] = k
	}
	return k
}

const recentDays = 30

func dayNumber(d mall.Date) int32 { return int32(d.Unix() / (24 * 60 * 60)) }

func (p *people) addRecent(i place, on mall.Date, purchases int32, spent int64) {
	day := dayNumber(on)
	list := slices.DeleteFunc(p.recent[i], func(d recentDay) bool { return d.day <= day-recentDays })
	at, ok := slices.BinarySearchFunc(list, day, func(d recentDay, day int32) int { return cmp.Compare(d.day, day) })
	if !ok {
		list = slices.Insert(list, at, recentDay{day: day})
	}
	list[at].purchases += purchases
	list[at].spent += spent
	p.recent[i] = list
}

// history is what a member did before an event, by one of the two sets of rules.
func (p *people) history(i place, e *Event, day mall.Date, currency mall.Currency, variant int) rule.History {
	one := p.at(i)
	h := rule.History{
		Purchases: int64(one.purchases), Spent: one.spent, EventsOfType: int64(p.counts[did{i, p.kind(e)}]),
		LifetimeEarned: one.earned + one.got[variant], Currency: currency,
	}
	first := dayNumber(day) - recentDays
	for _, d := range p.recent[i] {
		if d.day > first {
			h.Purchases30d += int64(d.purchases)
			h.Spent30d += d.spent
		}
	}
	return h
}

// count adds an event to its member's history.
func (p *people) count(i place, e *Event, day mall.Date, currency mall.Currency) {
	if e.Trigger == mall.TriggerSignUp {
		return // nobody does it twice
	}
	if e.Trigger != mall.TriggerPurchase {
		p.counts[did{i, p.kind(e)}]++
		return
	}
	if !e.Paying() {
		return
	}
	one := p.at(i)
	one.purchases++
	var spent int64
	if e.Total.Currency == currency {
		spent = e.Total.Minor
	}
	one.spent += spent
	if p.recently {
		p.addRecent(i, day, 1, spent)
	}
}
