package simulate

import (
	"cmp"
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
)

// The two sets of rules that are compared.
const (
	before = 0
	after  = 1
)

// replay evaluates events in order by two sets of rules.
type replay struct {
	settings setting.Mall
	sets     [2]*rule.Set
	caps     [2]*caps
	same     bool // both sets are one
	people   *people
	waiting  waiting
	skus     map[string][]string
}

func newReplay(settings setting.Mall, first mall.Date, today, then *rule.Set) *replay {
	return &replay{
		settings: settings, sets: [2]*rule.Set{today, then}, caps: [2]*caps{newCaps(), newCaps()}, same: today == then,
		people: newPeople(first, settings.Zone, settings.Currency, today.Recent || then.Recent), skus: map[string][]string{},
	}
}

// maxSkus bounds the goods whose categories are remembered.
const maxSkus = 20_000

// fetched loads what a page's events need.
func (r *replay) fetched(ctx context.Context, tx *store.Tx, page []*Event) error {
	if err := r.people.meet(ctx, tx, page, &r.waiting); err != nil {
		return err
	}
	if err := readReturns(ctx, tx, page); err != nil {
		return err
	}
	if !r.sets[before].Categories && !r.sets[after].Categories {
		return nil
	}
	var missing []string
	for _, e := range page {
		for _, l := range e.Lines {
			if _, ok := r.skus[l.Sku]; !ok {
				missing = append(missing, l.Sku)
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	if len(r.skus) > maxSkus {
		clear(r.skus)
		for _, e := range page {
			for _, l := range e.Lines {
				missing = append(missing, l.Sku)
			}
		}
	}
	found, err := catalog.CategoriesOfCodes(ctx, tx, missing)
	for _, sku := range missing {
		r.skus[sku] = found[sku]
	}
	return err
}

// input is what a set of rules may ask about an event.
func (r *replay) input(e *Event, variant int) rule.Input {
	i := r.people.places[e.Member]
	one := r.people.at(i)
	day := mall.DateOf(e.At, r.settings.Zone)
	in := rule.Input{
		Event: e.Event, Member: rule.Member{ID: e.Member, Since: time.Unix(one.since, 0)}, Zone: r.settings.Zone,
		History: r.people.history(i, e, day, r.settings.Currency, variant), Used: r.caps[variant].used,
	}
	if t := cmp.Or(e.traits, one.traits); t != nil {
		in.Member.Tier, in.Member.TierName, in.Member.Rank, in.Member.Tags = t.tier, r.people.tiers[t.tier].Name, t.rank, t.tags
	}
	if in.Member.Referred = r.people.invitations[i].Holds(e.At); e.Trigger == mall.TriggerSignUp {
		in.Member.Referred = e.Attributes["referred"] == true
	}
	in.History.Free = e.Trigger == mall.TriggerPurchase && !e.Paying()
	in.Event.First = e.Paying() && one.purchases == 0
	for n := range in.Event.Lines {
		in.Event.Lines[n].Categories = r.skus[in.Event.Lines[n].Sku]
	}
	return in
}

// played is what an event came to by both sets.
type played struct {
	results [2]rule.Result
	// returns is how often goods of it came back, back the points that this takes back.
	returns int
	back    [2]mall.Points
}

// play evaluates an event by both sets, and counts it.
func (r *replay) play(e *Event) (p played) {
	r.passUntil(e.order)
	i := r.people.places[e.Member]
	day := mall.DateOf(e.At, r.settings.Zone)
	for v := range p.results {
		if v == after && r.same {
			p.results[after] = p.results[before]
			continue
		}
		in := r.input(e, v)
		p.results[v] = r.sets[v].Evaluate(&in)
		r.caps[v].count(p.results[v].Parts, e.Member, day)
	}
	for v := range p.results {
		got := &r.people.at(i).got[v]
		*got = plus(*got, p.results[v].Points)
	}
	r.people.count(i, e, day, r.settings.Currency)
	r.takeBack(e, day, &p)
	r.fall(e, &p)
	return p
}
