package earning_test

import (
	"cmp"
	"slices"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/malltest"
)

// shopper is what a member should have, told as simply as possible: whole numbers, days
// as text, one lot after the other. It knows the demo mall's figures by heart, and nothing
// of the code that it is compared with.
type shopper struct {
	row          *ent.Member
	lots         []*shopperLot
	debt, earned int64
	tier         int
	climbs       []time.Time      // when each tier was reached
	purchases    int              // that paid something
	spent        map[string]int64 // fen by the day of the purchase
	rows         map[string]int   // a day's place in its row of check-ins
	paid         map[string]int   // how often a kind of event paid on a day: "REVIEW 2026-11-22"
	weeks        map[string]*week
	bought       []time.Time // purchases of ¥50 and more
	reviewed     []time.Time
	shared       []time.Time
	firstSteps   bool
}

// week is a week from Monday, as the task "lively-week" counts it.
type week struct {
	checkIns, reviews int
	done              bool
}

// shopperLot is points that expire together. What expired unspent stays in points.
type shopperLot struct {
	points         int64
	since, expires time.Time
}

// sold is a purchase with what it was granted, and what came back of it.
type sold struct {
	purchase      earning.Purchase
	who           *shopper
	granted       int64
	points, money []int64 // of each line
	back          []int
	lot           *shopperLot // nil: it earned nothing, or paid a debt
	own, other    int64       // taken back so far
}

// The demo mall's figures.
var (
	tierPercent = []int64{0, 5, 10, 20}
	tierFrom    = []int64{0, 5_000_00, 10_000_00, 50_000_00}
	tierBonus   = []int64{0, 5000, 10_000, 0}
	checkInDays = []int64{5, 10, 15, 20, 25, 30, 50}
)

const dayFormat = "2006-01-02"

func dayOf(at time.Time) string { return at.In(malltest.Zone).Format(dayFormat) }

func monday(at time.Time) string {
	local := at.In(malltest.Zone)
	return local.AddDate(0, 0, -(int(local.Weekday())+6)%7).Format(dayFormat)
}

// yearLater is the midnight after the same day of the next year.
func yearLater(at time.Time) time.Time {
	y, m, d := at.In(malltest.Zone).Date()
	if m == time.February && d == 29 {
		d = 28
	}
	return time.Date(y+1, m, d+1, 0, 0, 0, 0, malltest.Zone)
}

func newShopper(row *ent.Member) *shopper {
	return &shopper{row: row, spent: map[string]int64{}, rows: map[string]int{}, paid: map[string]int{}, weeks: map[string]*week{}}
}

// earn adds points: a debt is paid first, the rest lasts a year.
func (s *shopper) earn(points int64, at time.Time) *shopperLot {
	s.earned += points
	repaid := min(points, s.debt)
	s.debt -= repaid
	if points == repaid {
		return nil
	}
	l := &shopperLot{points - repaid, at, yearLater(at)}
	s.lots = append(s.lots, l)
	return l
}

func (s *shopper) available(now time.Time) (sum int64) {
	for _, l := range s.lots {
		if l.expires.After(now) {
			sum += l.points
		}
	}
	return max(sum-s.debt, 0)
}

// spend takes points from what expires first; among equals from what was earned first.
func (s *shopper) spend(points int64, now time.Time) {
	order := slices.Clone(s.lots)
	slices.SortStableFunc(order, func(a, b *shopperLot) int { return cmp.Or(a.expires.Compare(b.expires), a.since.Compare(b.since)) })
	for _, l := range order {
		if l.expires.After(now) {
			part := min(points, l.points)
			l.points -= part
			points -= part
		}
	}
}

// buys is a purchase: ¥1 → 1 with the tier's percent, the ladder, the first one's 100;
// floored once.
func (s *shopper) buys(p earning.Purchase, now time.Time) *sold {
	fen := p.Total.Minor
	exact := fen * (100 + tierPercent[s.tierAt(p.OccurredAt)]) // in ten-thousandths
	switch {
	case fen >= 500_00:
		exact += 600_0000
	case fen >= 200_00:
		exact += 200_0000
	}
	if fen > 0 && s.purchases == 0 {
		exact += 100_0000
	}
	x := &sold{purchase: p, who: s, granted: exact / 10_000, back: make([]int, len(p.Lines))}
	weights := lineWeights(p.Lines)
	x.points, x.money = byRemainder(exact, x.granted, weights, p.Lines), byRunningTotal(fen, weights)
	if x.granted > 0 {
		x.lot = s.earn(x.granted, p.OccurredAt)
	}
	if fen > 0 {
		s.purchases++
	}
	s.spent[dayOf(p.OccurredAt)] += fen
	if fen >= 50_00 {
		s.bought = append(s.bought, p.OccurredAt)
	}
	s.steps(now)
	s.rise(now)
	return x
}

// did is another event: its points, but only so often a day.
func (s *shopper) did(what mall.Trigger, at, now time.Time) (points int64) {
	a := map[mall.Trigger]struct {
		points int64
		times  int
	}{mall.TriggerReview: {20, 3}, mall.TriggerShare: {30, 1}, mall.TriggerEventAttended: {100, 1 << 30}}[what]
	if key := string(what) + " " + dayOf(at); s.paid[key] < a.times {
		s.paid[key]++
		points = a.points
		s.earn(points, at)
	}
	switch what {
	case mall.TriggerReview:
		s.reviewed = append(s.reviewed, at)
		s.week(at).reviews++
	case mall.TriggerShare:
		s.shared = append(s.shared, at)
	}
	s.lively(at, now)
	s.steps(now)
	s.rise(now)
	return points
}

func (s *shopper) checksIn(now time.Time) (place int, points int64) {
	place = s.rows[dayOf(now.AddDate(0, 0, -1))] + 1
	s.rows[dayOf(now)] = place
	points = checkInDays[(place-1)%len(checkInDays)]
	s.earn(points, now)
	s.week(now).checkIns++
	s.lively(now, now)
	s.rise(now)
	return place, points
}

func (s *shopper) week(at time.Time) *week {
	name := monday(at)
	if s.weeks[name] == nil {
		s.weeks[name] = &week{}
	}
	return s.weeks[name]
}

// lively is three check-ins and a review in a week.
func (s *shopper) lively(at, now time.Time) {
	if w := s.week(at); !w.done && w.checkIns >= 3 && w.reviews >= 1 {
		w.done = true
		s.earn(50, now)
	}
}

// steps is a purchase of ¥50, then a review, then a share, once, whenever they are told of.
func (s *shopper) steps(now time.Time) {
	if s.firstSteps || len(s.bought) == 0 {
		return
	}
	first := slices.MinFunc(s.bought, time.Time.Compare)
	for _, next := range [][]time.Time{s.reviewed, s.shared} {
		later := slices.DeleteFunc(slices.Clone(next), func(t time.Time) bool { return !t.After(first) })
		if len(later) == 0 {
			return
		}
		first = slices.MinFunc(later, time.Time.Compare)
	}
	s.firstSteps = true
	s.earn(80, now)
}

// rise lifts the member to the tier that a year's spending reaches, step by step. Nobody
// falls, because nobody reviews.
func (s *shopper) rise(now time.Time) {
	y, m, d := now.In(malltest.Zone).Date()
	if m == time.February && d == 29 {
		d = 28
	}
	since := time.Date(y-1, m, d+1, 0, 0, 0, 0, time.UTC).Format(dayFormat)
	var sum int64
	for day, fen := range s.spent {
		if day >= since && day <= dayOf(now) {
			sum += fen
		}
	}
	for s.tier < 3 && sum >= tierFrom[s.tier+1] {
		s.tier++
		s.climbs = append(s.climbs, now)
		if tierBonus[s.tier] > 0 {
			s.earn(tierBonus[s.tier], now)
		}
	}
}

// tierAt is the tier that the member had at a time.
func (s *shopper) tierAt(at time.Time) (tier int) {
	for _, climb := range s.climbs {
		if !climb.After(at) {
			tier++
		}
	}
	return tier
}

// lineWeights are what lines cost, in fen, or their pieces where all of them cost nothing.
func lineWeights(lines []mall.PurchaseLine) []int64 {
	weights := make([]int64, len(lines))
	var sum int64
	for i, l := range lines {
		weights[i] = fenOf[l.UnitPrice] * int64(l.Quantity)
		sum += weights[i]
	}
	if sum == 0 {
		for i, l := range lines {
			weights[i] = int64(l.Quantity)
		}
	}
	return weights
}

// fenOf are the prices that goods have in the test.
var fenOf = map[string]int64{"0": 0, "1": 100, "19.99": 19_99, "350.5": 350_50}

func total(all []int64) (sum int64) {
	for _, n := range all {
		sum += n
	}
	return sum
}

// byRemainder shares points over lines: everybody's floor, then one more for the largest
// remainders; among equals for the dearer line, then for the first SKU.
func byRemainder(exact, points int64, weights []int64, lines []mall.PurchaseLine) []int64 {
	all := total(weights) * 10_000
	shares, order := make([]int64, len(weights)), make([]int, len(weights))
	for i, w := range weights {
		order[i], shares[i] = i, exact*w/all
		points -= shares[i]
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(exact*weights[b]%all, exact*weights[a]%all), cmp.Compare(weights[b], weights[a]), cmp.Compare(lines[a].Sku, lines[b].Sku))
	})
	for _, i := range order[:points] {
		shares[i]++
	}
	return shares
}

// byRunningTotal shares money over lines: each gets what the lines up to it are due, less
// what those before it got.
func byRunningTotal(fen int64, weights []int64) []int64 {
	shares := make([]int64, len(weights))
	var upTo, given int64
	for i, w := range weights {
		upTo += w
		shares[i] = fen*upTo/total(weights) - given
		given += shares[i]
	}
	return shares
}

// goesBack takes back what the pieces earned: from the purchase's own points, then from
// others, then as a debt; but not what expired unused.
func (x *sold) goesBack(pieces []int, now time.Time) (taken int64) {
	s := x.who
	var due, fen int64
	part := func(share int64, i, n int) int64 { return share * int64(n) / int64(x.purchase.Lines[i].Quantity) }
	whole := true
	for i, n := range pieces {
		due += part(x.points[i], i, x.back[i]+n) - part(x.points[i], i, x.back[i])
		fen += part(x.money[i], i, x.back[i]+n) - part(x.money[i], i, x.back[i])
		x.back[i] += n
		whole = whole && x.back[i] == x.purchase.Lines[i].Quantity
	}
	used := x.granted - x.own - x.other
	var own int64
	if x.lot != nil {
		used -= x.lot.points
		if x.lot.expires.After(now) {
			own = min(due, x.lot.points)
			x.lot.points -= own
		}
	}
	rest := min(due-own, used)
	fromOthers := min(rest, s.available(now))
	s.spend(fromOthers, now)
	s.debt += rest - fromOthers
	x.own, x.other = x.own+own, x.other+rest
	s.earned -= own + rest
	s.spent[dayOf(x.purchase.OccurredAt)] -= fen
	if whole && x.purchase.Total.Minor > 0 {
		s.purchases--
	}
	return own + rest
}
