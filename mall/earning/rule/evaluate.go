package rule

import (
	"math/big"
	"slices"

	"pointsmall/mall"
)

// Part is what one rule gave, or would have given but for a cap.
type Part struct {
	Rule *Active
	// Exact is the rule's part before rounding, Points its share of the whole points.
	Exact  *big.Rat
	Points mall.Points
	// Inputs are the figures that the part was reckoned from.
	Inputs map[string]string
	// Cut is the cap that made the part smaller; nil: none did.
	Cut *Cap
}

// Failure is a condition that could not be evaluated: its rule gave nothing.
type Failure struct {
	Rule *Active
	Err  error
}

// Result is what an event earns.
type Result struct {
	// Points are whole; Exact is their value before rounding.
	Points mall.Points
	Exact  *big.Rat
	Parts  []Part
	// Lines are the points of each line of a purchase.
	Lines    []mall.Points
	Failures []Failure
	// TooMuch is true when the event would earn more than an account can hold; then
	// nothing else is set.
	TooMuch bool
}

// evaluation is the working set of one event.
type evaluation struct {
	in     *Input
	day    mall.Date
	meter  meter
	amount *purchaseLines

	base, bonuses []*contribution
	// ofRatio and ofAll are what bonuses are parts of.
	ofRatio, ofAll *big.Rat
	failures       []Failure
	// why says what became of each rule; nil: nobody wants to know.
	why map[*Active]Reason
	// whole is the event of which this one is a part that is left; nil: it is whole itself.
	whole *Input
}

func newEvaluation(in *Input) *evaluation {
	return &evaluation{in: in, day: mall.DateOf(in.Event.At, in.Zone), meter: meter{stored: in.Used}}
}

func (x *evaluation) lines() *purchaseLines {
	if x.amount == nil {
		x.amount = x.in.Event.amounts()
	}
	return x.amount
}

// Evaluate says what an event earns by the rules.
func (s *Set) Evaluate(in *Input) Result { return s.evaluate(newEvaluation(in)) }

func (s *Set) evaluate(x *evaluation) Result {
	var bonusRules []*Active
	for _, a := range s.For(&x.in.Event) {
		if !x.applies(a) {
			continue
		}
		x.say(a, NothingToGive)
		if a.kind.bonus() {
			bonusRules = append(bonusRules, a)
		} else if c := a.contribute(x); c != nil {
			x.say(a, Excluded) // unless it has a part in the end
			x.base = append(x.base, c)
		}
	}
	x.chooseBase()
	if x.base = x.settle(x.base); x.base == nil {
		return Result{Failures: x.failures, Exact: new(big.Rat)}
	}
	x.addBonuses(bonusRules)
	return x.result()
}

// applies reports whether a rule is meant by the event.
func (x *evaluation) applies(a *Active) bool {
	e := &x.in.Event
	switch {
	case x.whole != nil:
		return x.stillApplies(a)
	case !a.meant(e.Name):
		return false
	case !a.Schedule.holds(e.At, x.in.Zone):
		x.say(a, NotScheduled)
		return false
	case !a.Audience.includes(&x.in.Member):
		x.say(a, NotInAudience)
		return false
	case a.condition == nil:
		return true
	}
	ok, err := a.condition.holds(x.in)
	if err != nil {
		x.say(a, ConditionFailed)
		x.failures = append(x.failures, Failure{a, err})
	} else if !ok {
		x.say(a, ConditionFalse)
	}
	return ok
}

// settle cuts contributions by their caps and counts what is left, in their order. It
// keeps those that are cut to nothing, so that they can be explained.
func (x *evaluation) settle(list []*contribution) []*contribution {
	for _, c := range list {
		c.exact, c.cut = x.meter.cut(c.rule, x.in, x.day, c.exact)
		x.meter.take(c.rule, x.in, x.day, c.exact)
	}
	return list
}

// result floors the sum once and shares it.
func (x *evaluation) result() Result {
	all := slices.Concat(x.base, x.bonuses)
	r := Result{Exact: new(big.Rat), Failures: x.failures, Parts: make([]Part, len(all))}
	exact, codes := make([]*big.Rat, len(all)), make([]string, len(all))
	for i, c := range all {
		exact[i], codes[i] = c.exact, c.rule.Code
		r.Exact.Add(r.Exact, c.exact)
	}
	points := floor(r.Exact)
	if !points.IsInt64() || points.Int64() > int64(mall.MaxPoints) {
		return Result{TooMuch: true}
	}
	r.Points = mall.Points(points.Int64())
	for i, share := range share(r.Points, exact, codes) {
		r.Parts[i] = Part{Rule: all[i].rule, Exact: exact[i], Points: share, Inputs: all[i].inputs, Cut: all[i].cut}
	}
	r.Lines = x.overLines(r.Points)
	return r
}
