package simulate

import (
	"cmp"
	"math/big"
	"slices"

	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
)

// Result is what rules would have given in a period, beside what today's would.
type Result struct {
	From, Until mall.Date
	// Events were read, Matched of them earn by the simulated rules.
	Events, Matched int
	// PointsBefore and PointsAfter are issued, by today's and by the simulated rules.
	PointsBefore, PointsAfter mall.Points
	// Returns of the period's purchases were read, whenever they were; TakenBackBefore
	// and TakenBackAfter are what is due for them.
	Returns                         int
	TakenBackBefore, TakenBackAfter mall.Points
	// CostBefore and CostAfter are of what was issued and not taken back.
	CostBefore, CostAfter mall.Money
	// MembersEarning earn by the simulated rules; MembersChanged earn more or less
	// than by today's. What was taken back is off.
	MembersEarning, MembersChanged int
	// Failures counts conditions that could not be evaluated.
	Failures int
	Bands    []Band
	Rules    []RuleSum
	Examples []Example
	// NotReplayed are events that happened and of which too little is stored.
	NotReplayed []NotReplayed
}

// NotReplayed counts events of the period that a simulation leaves out.
type NotReplayed struct {
	Trigger mall.Trigger
	Events  int
	// Reason says why.
	Reason mall.Text
}

// Band counts the members whose points of the period lie in a range.
type Band struct {
	From mall.Points
	To   *mall.Points // nil: no end
	// Before and After count them by today's and the simulated rules.
	Before, After int
}

// RuleSum is what one rule gives.
type RuleSum struct {
	Code string
	Name mall.Text
	// Before and After are by today's and the simulated rules; nil: it is not among them.
	Before, After *Given
}

// Given is what a rule gives.
type Given struct {
	Version int
	Events  int
	Points  mall.Points
}

// Example is an event on which the rules differ most.
type Example struct {
	Event         *Event
	Before, After mall.Points
	// BackBefore and BackAfter are what returns of it take back.
	BackBefore, BackAfter mall.Points
	Explanation           mall.Text
}

const maxExamples = 10

var bandEdges = []mall.Points{1, 100, 500, 1000, 5000, 10_000, 50_000}

// tally sums results.
type tally struct {
	r     *replay
	sum   Result
	rules map[string]*RuleSum
}

func newTally(r *replay, from, until mall.Date) *tally {
	t := &tally{r: r, sum: Result{From: from, Until: until}, rules: map[string]*RuleSum{}}
	for v, set := range r.sets {
		for _, a := range set.All() {
			*t.given(v, a) = &Given{Version: a.Version}
		}
	}
	return t
}

func (t *tally) given(variant int, a *rule.Active) **Given {
	s := t.rules[a.Code]
	if s == nil {
		s = &RuleSum{Code: a.Code}
		t.rules[a.Code] = s
	}
	s.Name = a.Name
	if variant == before {
		return &s.Before
	}
	return &s.After
}

func (t *tally) add(e *Event, p played) {
	results := p.results
	t.sum.Events++
	if results[after].Points > 0 {
		t.sum.Matched++
	}
	t.sum.PointsBefore = plus(t.sum.PointsBefore, results[before].Points)
	t.sum.PointsAfter = plus(t.sum.PointsAfter, results[after].Points)
	t.sum.Returns += p.returns
	t.sum.TakenBackBefore = plus(t.sum.TakenBackBefore, p.back[before])
	t.sum.TakenBackAfter = plus(t.sum.TakenBackAfter, p.back[after])
	t.sum.Failures += len(results[after].Failures)
	for v := range results {
		for _, part := range results[v].Parts {
			if part.Points > 0 {
				g := *t.given(v, part.Rule)
				g.Events++
				g.Points = plus(g.Points, part.Points)
			}
		}
	}
	t.consider(e, p)
}

// plus adds points; a sum stops at the most that points can be.
func plus(a, b mall.Points) mall.Points { return min(a+b, mall.MaxPoints) }

// weight orders examples: by the difference, or by the points where the sets are one.
func (t *tally) weight(x Example) mall.Points {
	if t.r.same {
		return x.After
	}
	return max(x.After-x.Before, x.Before-x.After)
}

func (t *tally) consider(e *Event, p played) {
	results := p.results
	x := Example{Event: e, Before: results[before].Points, After: results[after].Points, BackBefore: p.back[before], BackAfter: p.back[after]}
	list := t.sum.Examples
	if w := t.weight(x); w == 0 || len(list) == maxExamples && w <= t.weight(list[maxExamples-1]) {
		return
	}
	what := e.What(t.r.settings.Zone)
	switch {
	case results[after].TooMuch:
		x.Explanation = mall.Text{EN: what.EN + ": more points than an account can hold, such an event is refused", ZH: what.ZH + "：所得积分超过账户上限，此类事件会被拒绝"}
	case len(results[after].Parts) == 0:
		x.Explanation = mall.Text{EN: what.EN + ": no rule gives points", ZH: what.ZH + "：没有规则给分"}
	default:
		x.Explanation = results[after].Sentence(what)
	}
	at, _ := slices.BinarySearchFunc(list, x, func(a, b Example) int {
		return cmp.Or(cmp.Compare(t.weight(b), t.weight(a)), -1) // behind those of the same weight
	})
	list = slices.Insert(list, at, x)
	t.sum.Examples = list[:min(len(list), maxExamples)]
}

// result is what has been summed so far.
func (t *tally) result() *Result {
	r := t.sum
	r.CostBefore, r.CostAfter = t.cost(r.NetPointsBefore()), t.cost(r.NetPointsAfter())
	r.Examples = slices.Clone(r.Examples)
	r.Bands = make([]Band, len(bandEdges))
	for i := range bandEdges {
		r.Bands[i].From = bandEdges[i]
		if i+1 < len(bandEdges) {
			r.Bands[i].To = new(bandEdges[i+1] - 1)
		}
	}
	t.r.people.each(func(p *person) {
		if p.got[after] > 0 {
			r.MembersEarning++
			r.Bands[bandOf(p.got[after])].After++
		}
		if p.got[before] > 0 {
			r.Bands[bandOf(p.got[before])].Before++
		}
		if p.got[before] != p.got[after] {
			r.MembersChanged++
		}
	})
	for _, s := range t.rules {
		copied := *s
		if s.Before != nil {
			copied.Before = new(*s.Before)
		}
		if s.After != nil {
			copied.After = new(*s.After)
		}
		r.Rules = append(r.Rules, copied)
	}
	slices.SortFunc(r.Rules, func(a, b RuleSum) int { return cmp.Compare(a.Code, b.Code) })
	return &r
}

func bandOf(p mall.Points) int {
	i := len(bandEdges) - 1
	for bandEdges[i] > p {
		i--
	}
	return i
}

// cost is what points cost in money, rounded to the nearest minor unit.
func (t *tally) cost(p mall.Points) mall.Money {
	n := new(big.Int).Mul(big.NewInt(int64(p)), big.NewInt(t.r.settings.PointValue))
	n.Add(n, big.NewInt(50)).Quo(n, big.NewInt(100))
	return mall.Money{Minor: n.Int64(), Currency: t.r.settings.Currency}
}

// NetPointsBefore are what today's rules issue and no return takes back.
func (r *Result) NetPointsBefore() mall.Points { return max(r.PointsBefore-r.TakenBackBefore, 0) }

// NetPointsAfter are what the simulated rules issue and no return takes back.
func (r *Result) NetPointsAfter() mall.Points { return max(r.PointsAfter-r.TakenBackAfter, 0) }

// NetPointsDifference is how many points more stay with members by the simulated rules.
func (r *Result) NetPointsDifference() mall.Points { return r.NetPointsAfter() - r.NetPointsBefore() }

// PointsDifference is how many points more the simulated rules issue.
func (r *Result) PointsDifference() mall.Points { return r.PointsAfter - r.PointsBefore }

// CostDifference is how much more the simulated rules cost.
func (r *Result) CostDifference() mall.Money {
	return mall.Money{Minor: r.CostAfter.Minor - r.CostBefore.Minor, Currency: r.CostAfter.Currency}
}
