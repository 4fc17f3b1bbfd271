package earning_test

import (
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/mall"
	"pointsmall/mall/earning"
)

// early is a purchase that nobody has reported, though goods of it came back.
type early struct {
	purchase earning.Purchase
	who      *shopper
	back     []int
	returns  []earlyReturn
}

type earlyReturn struct {
	reported earning.Return
	pieces   []int
}

// pieces draws how many pieces of each line come back; none of them is nothing.
func (p *path) pieces(lines []mall.PurchaseLine, back []int) (pieces []int, some bool) {
	pieces = make([]int, len(lines))
	for i, l := range lines {
		pieces[i] = rapid.IntRange(0, l.Quantity-back[i]).Draw(p.rt, "pieces")
		some = some || pieces[i] > 0
	}
	return pieces, some
}

func (p *path) returned(of earning.Purchase, pieces []int) earning.Return {
	r := earning.Return{Source: of.Source, ExternalRef: p.number(), PurchaseRef: of.ExternalRef, OccurredAt: p.m.Clock.Now()}
	for i, n := range pieces {
		if n > 0 {
			r.Lines = append(r.Lines, mall.PurchaseLine{Sku: of.Lines[i].Sku, Quantity: n, UnitPrice: of.Lines[i].UnitPrice})
		}
	}
	return r
}

// bring returns some goods of a purchase.
func (p *path) bring() {
	if len(p.sales) == 0 {
		return
	}
	x := one(p, "sale", p.sales)
	if pieces, some := p.pieces(x.purchase.Lines, x.back); some {
		p.bringBack(x, pieces)
	}
}

func (p *path) bringBack(x *sold, pieces []int) {
	r := p.returned(x.purchase, pieces)
	taken := mall.Points(x.goesBack(pieces, p.m.Clock.Now()))
	p.takenBack(r, earning.Returned{TakenBack: taken})
	p.again = append(p.again, func() { p.takenBack(r, earning.Returned{TakenBack: taken, Duplicate: true}) })
}

func (p *path) takenBack(r earning.Return, want earning.Returned) {
	got, err := p.m.Earning.RecordReturn(p.t.Context(), r)
	require.NoError(p.rt, err)
	require.Equal(p.rt, want, got, "%+v", r)
}

// bringTooMuch returns more than is left; that changes nothing.
func (p *path) bringTooMuch() {
	if len(p.sales) == 0 {
		return
	}
	x := one(p, "sale", p.sales)
	line := rapid.IntRange(0, len(x.back)-1).Draw(p.rt, "line")
	pieces := make([]int, len(x.back))
	pieces[line] = x.purchase.Lines[line].Quantity - x.back[line] + 1
	_, err := p.m.Earning.RecordReturn(p.t.Context(), p.returned(x.purchase, pieces))
	require.Equal(p.rt, mall.CodeLimitExceeded, code(err))
}

// bringEarly returns goods of a purchase that is not told of yet.
func (p *path) bringEarly() {
	if len(p.early) == 0 || rapid.Bool().Draw(p.rt, "another") {
		who := p.who()
		told := p.drawPurchase(who)
		p.early = append(p.early, &early{purchase: told, who: who, back: make([]int, len(told.Lines))})
	}
	e := one(p, "early", p.early)
	pieces, some := p.pieces(e.purchase.Lines, e.back)
	if !some {
		return
	}
	for i, n := range pieces {
		e.back[i] += n
	}
	r := p.returned(e.purchase, pieces)
	e.returns = append(e.returns, earlyReturn{r, pieces})
	p.takenBack(r, earning.Returned{Pending: true})
	p.takenBack(r, earning.Returned{Pending: true, Duplicate: true})
}

// tellOfEarly reports such a purchase: its returns count at once.
func (p *path) tellOfEarly() {
	if len(p.early) == 0 {
		return
	}
	i := rapid.IntRange(0, len(p.early)-1).Draw(p.rt, "early")
	e := p.early[i]
	p.early = slices.Delete(p.early, i, i+1)
	x := p.report(e.purchase, e.who)
	for _, r := range e.returns {
		p.takenBack(r.reported, earning.Returned{TakenBack: mall.Points(x.goesBack(r.pieces, p.m.Clock.Now())), Duplicate: true})
	}
}

// returnEverything brings all goods back, tells of all purchases, and expects that exactly
// what each was granted is gone: taken back, or expired before.
func (p *path) returnEverything() {
	for len(p.early) > 0 {
		p.tellOfEarly()
	}
	for _, x := range p.sales {
		left := make([]int, len(x.back))
		for i, n := range x.back {
			left[i] = x.purchase.Lines[i].Quantity - n
		}
		if total(ints(left)) > 0 {
			p.bringBack(x, left)
		}
		expired := int64(0)
		if x.lot != nil {
			expired = x.lot.points
			require.True(p.rt, expired == 0 || !x.lot.expires.After(p.m.Clock.Now()))
		}
		require.Equal(p.rt, x.granted, x.own+x.other+expired, "%+v", x.purchase)
	}
	p.compare()
	for i, sku := range p.skus {
		require.Equal(p.rt, p.stock[i], p.m.Stock(sku))
	}
	for _, s := range p.people {
		require.Zero(p.rt, s.purchases)
		for _, d := range history(p.t, p.m, s.row) {
			require.Zero(p.rt, d.purchases, d.day)
			require.Zero(p.rt, d.spent, d.day)
		}
	}
}

func ints(all []int) []int64 {
	list := make([]int64, len(all))
	for i, n := range all {
		list[i] = int64(n)
	}
	return list
}
