package earning

import (
	"log/slog"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/growth"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
)

// award is what an occasion earned.
type award struct {
	points mall.Points
	// entry is nil when that is nothing.
	entry *mall.EntryID
	grant *grant.Grant
}

// award evaluates the rules for an occasion, posts the points, counts the event, and
// moves the member's tasks.
// A refusal has changed nothing: NOT_FOUND (the member's account), INVALID_INPUT (more
// points than an account can hold).
func (d *desk) award(o *occasion) (award, *mall.Error) {
	got, refusal := d.earn(o)
	if refusal == nil {
		d.rise(o)
	}
	return got, refusal
}

// earn is award without what a rise in tier earns on top.
func (d *desk) earn(o *occasion) (award, *mall.Error) {
	account, ok := d.book.Account(o.member)
	if !ok {
		return award{}, member.NotFound()
	}
	day := mall.DateOf(o.event.At, d.settings.Zone)
	in := d.input(o, account, day)
	result := d.rules.Evaluate(&in)
	if result.TooMuch || !account.CanHold(mall.EntryEarn, result.Points) {
		return award{}, mall.Errorf(mall.CodeInvalidInput, "this earns more points than the account can hold", "所得积分超过账户上限")
	}
	g := &grant.Grant{
		ID: o.subject, Member: o.member, Trigger: o.event.Trigger, Points: result.Points, Lines: result.Lines, At: o.event.At,
		Qualifying: new(result.Qualifying()), Purchase: o.causedBy(), Subject: o.again,
	}
	g.Parts = d.parts(&in, &result, day)
	if result.Points > 0 {
		g.Entry = d.post(account, o, g, &result)
	}
	if len(g.Parts) > 0 || o.by != nil { // what a purchase caused is found by its grant
		d.grants = append(d.grants, g)
	}
	d.count(o, g, day)
	d.advance(o, &in)
	return award{g.Points, g.Entry, g}, nil
}

// input gathers what the rules may ask about.
func (d *desk) input(o *occasion, account *ledger.Account, day mall.Date) rule.Input {
	g := d.sheet[o.member]
	in := rule.Input{
		Event:  o.event,
		Member: d.memberAt(o),
		History: rule.History{
			Purchases: g.Purchases, Spent: g.SpentMinor, EventsOfType: g.Activities[o.kind()],
			LifetimeEarned: account.LifetimeEarned(), Currency: d.settings.Currency,
		},
		Zone: d.settings.Zone,
		Used: d.used,
	}
	if d.recent {
		in.History.Purchases30d, in.History.Spent30d = g.Recent(day)
	}
	in.History.Free = o.event.Trigger == mall.TriggerPurchase && !o.event.Paying()
	in.Event.First = o.event.Paying() && g.Purchases == 0
	for i := range in.Event.Lines {
		in.Event.Lines[i].Categories = d.categories[in.Event.Lines[i].Sku]
	}
	return in
}

// used is how far a counter is, that of a budget too.
func (d *desk) used(counter string) rule.Usage {
	if id, ok := rule.Budget(counter); ok {
		return rule.Usage{Points: d.budgets.Used(id)}
	}
	return rule.Usage(d.counters.Used(counter))
}

// parts are the result as it is stored, and counted by the caps. Conditions that
// failed are logged, and stored with what they would have been for.
func (d *desk) parts(in *rule.Input, result *rule.Result, day mall.Date) []grant.Part {
	parts := make([]grant.Part, 0, len(result.Parts)+len(result.Failures))
	for _, p := range result.Parts {
		part := grant.Part{
			Rule: p.Rule.Code, Version: p.Rule.Version, Kind: string(p.Rule.Effect.Kind()),
			Exact: p.Exact.RatString(), Points: p.Points, Inputs: p.Inputs,
		}
		for i := range p.Rule.Caps {
			c := &p.Rule.Caps[i]
			if p.Cut == c {
				part.Cap = &i
				if c.Budget != nil {
					d.budgets.Cut(*c.Budget)
				}
			}
			if c.Budget != nil {
				d.budgets.Spend(*c.Budget, p.Points)
				continue
			}
			if p.Points > 0 {
				counter := c.Counter(p.Rule.Rule, in.Member.ID, day)
				d.counters.Count(counter, p.Points)
				part.Counters = append(part.Counters, counter)
			}
		}
		parts = append(parts, part)
	}
	for _, f := range result.Failures {
		slog.Warn("a rule's condition failed", "rule", f.Rule.Code, "version", f.Rule.Version, "member", in.Member.ID.String(), "error", f.Err)
		parts = append(parts, grant.Part{
			Rule: f.Rule.Code, Version: f.Rule.Version, Kind: string(f.Rule.Effect.Kind()), Exact: "0", Failed: f.Err.Error(),
		})
	}
	return parts
}

// terms are one lot's, comparable.
type terms struct {
	usable, expires int64
	idle            int
}

// post posts one entry with a lot for each pair of times, and notes the lots.
func (d *desk) post(account *ledger.Account, o *occasion, g *grant.Grant, result *rule.Result) *mall.EntryID {
	var portions []ledger.Portion
	places := map[terms]int{}
	lotOf := make([]int, len(result.Parts))
	for i, p := range result.Parts {
		if p.Points == 0 {
			continue
		}
		t := d.terms(p.Rule, o)
		key := terms{usable: t.UsableFrom.UnixNano(), idle: t.IdleMonths}
		if t.ExpiresAt != nil {
			key.expires = t.ExpiresAt.UnixNano()
		}
		at, ok := places[key]
		if !ok {
			at = len(portions)
			places[key] = at
			portions = append(portions, ledger.Portion{Terms: t})
		}
		portions[at].Points += p.Points
		lotOf[i] = at
	}
	reason := result.Sentence(o.what)
	entry, lots := account.GrantLots(mall.EntryEarn, portions, ledger.Cause{Purchase: o.purchase, Ref: o.ref, Reason: &reason, At: o.event.At, Funder: o.funder})
	for i, p := range result.Parts {
		if p.Points > 0 {
			if lot := lots[lotOf[i]]; !lot.IsZero() { // else it paid a debt
				g.Parts[i].Lot = new(lot.UUID())
			}
		}
	}
	d.signals = append(d.signals, mall.Signal{Topic: mall.TopicBalance, ID: o.member.UUID()})
	return &entry
}

// terms say from when to when the points of a rule can be spent.
func (d *desk) terms(r *rule.Active, o *occasion) ledger.Terms {
	at := o.event.At
	t := ledger.Terms{EarnedAt: at, UsableFrom: at}
	day := mall.DateOf(at, d.settings.Zone)
	switch {
	case r.Pending.Days > 0:
		t.UsableFrom = mall.StartOfDay(day.AddDays(r.Pending.Days), d.settings.Zone)
	case r.Pending.UntilReturnWindowCloses:
		t.UsableFrom = d.windowCloses(at)
	}
	if o.by != nil && d.settings.CausedByReturned == mall.CausedWaits {
		if closes := d.windowCloses(o.by.at); closes.After(t.UsableFrom) {
			t.UsableFrom = closes
		}
	}
	expiry := d.settings.Expiry
	if r.Expiry != nil {
		expiry = *r.Expiry
	}
	t.ExpiresAt, t.IdleMonths = expiry.After(at, d.settings.Zone), expiry.IdleMonths()
	return t
}

// windowCloses is from when on goods that were bought at a time cannot be returned any more.
func (d *desk) windowCloses(bought time.Time) time.Time {
	return mall.StartOfDay(mall.DateOf(bought, d.settings.Zone).AddDays(d.settings.ReturnWindow+1), d.settings.Zone)
}

// count adds the event to the member's history.
func (d *desk) count(o *occasion, g *grant.Grant, day mall.Date) {
	h := growth.Happening{
		At: o.event.At, Day: day, Kind: o.kind(), Earned: g.Points, Qualifying: g.Counts(),
		Purchase: o.event.Trigger == mall.TriggerPurchase, Paid: o.event.Paying(),
	}
	if o.event.Total.Currency == d.settings.Currency {
		h.SpentMinor = o.event.Total.Minor
	}
	d.sheet[o.member].Add(h)
	d.addSums(o.member, h)
	came := mall.Sums{Points: h.Qualifying}
	if h.Paid {
		came.Purchases, came.SpentMinor = 1, h.SpentMinor
	}
	d.shift(o.member, day, came)
}
