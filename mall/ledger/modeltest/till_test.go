package modeltest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// sale is what a use case does with a member's account inside its own transaction: it
// earns points, spends them, or takes back what a returned purchase earned.
type sale struct {
	says   string
	turn   turn
	points mall.Points
	lots   func() []mall.LotID
	do     func(a *ledger.Account) error
	err    error // how the mall differed
}

// sales are what a turn may do there.
var sales = []func(turn) *sale{turn.nothing, turn.earn, turn.earn, turn.earn, turn.spend, turn.claw, turn.claw, turn.claw}

func (t turn) nothing() *sale { return nil }

func (t turn) sale(verb string, points mall.Points) *sale {
	return &sale{says: t.step(verb, points).says, turn: t, points: points, lots: func() []mall.LotID { return nil }}
}

// earn grants points on one term or several; sometimes on more than an account's lots
// are read at first.
func (t turn) earn() *sale {
	g := &grant{owner: t.who, currency: t.currency}
	var portions []ledger.Portion
	if rapid.IntRange(0, 19).Draw(t.rt, "many") == 19 {
		for i := range 40 {
			ends := dayStart(dayNumber(t.now) + 1 + int64(i*7%40))
			portions = append(portions, t.portion(g, mall.Points(1+i%9), ledger.Terms{EarnedAt: t.now, UsableFrom: t.now, ExpiresAt: &ends}))
		}
	}
	for range rapid.IntRange(1, 3).Draw(t.rt, "portions") {
		portions = append(portions, t.portion(g, mall.Points(rapid.SampledFrom([]int{1, 25, 100, 333}).Draw(t.rt, "points")), t.terms()))
	}
	t.purse.earned += g.points
	t.stirs(t.purse)
	t.who.grants = append(t.who.grants, g)
	s := t.sale("earn", g.points)
	s.points = 0
	s.do = func(a *ledger.Account) error {
		_, g.lots = a.GrantLots(mall.EntryEarn, portions, ledger.Cause{})
		return nil
	}
	return s
}

// terms draws when points can be spent.
func (t turn) terms() ledger.Terms {
	terms := ledger.Terms{EarnedAt: t.now.Add(-time.Duration(rapid.IntRange(0, 2).Draw(t.rt, "late")) * time.Hour), UsableFrom: t.now}
	if rapid.IntRange(0, 2).Draw(t.rt, "pending") == 2 {
		terms.UsableFrom = t.later("usable")
	}
	if rapid.IntRange(0, 3).Draw(t.rt, "expires") > 0 {
		expires := t.later("expiry")
		terms.ExpiresAt = &expires
	}
	if rapid.IntRange(0, 2).Draw(t.rt, "idle") == 2 {
		terms.IdleMonths = rapid.SampledFrom([]int{1, 1, 2, 13}).Draw(t.rt, "months")
		expires := dayStart(monthsOn(dayNumber(terms.EarnedAt), terms.IdleMonths) + 1)
		terms.ExpiresAt = &expires
	}
	return terms
}

// portion adds points to the grant and the purse.
func (t turn) portion(g *grant, points mall.Points, terms ledger.Terms) ledger.Portion {
	g.points += points
	var expires time.Time
	if terms.ExpiresAt != nil {
		expires = *terms.ExpiresAt
	}
	if rest := t.purse.settle(points); rest > 0 {
		made := t.put(t.purse, rest, terms.EarnedAt, terms.UsableFrom, expires)
		made.idle = terms.IdleMonths
		g.pots = append(g.pots, made)
	}
	return ledger.Portion{Points: points, Terms: terms}
}

// spend takes points without asking a service, or is refused.
func (t turn) spend() *sale {
	points := t.amount()
	x := t.pays(&step{}, points)
	s := t.sale("spend", points)
	s.do = func(a *ledger.Account) error {
		id, refusal := a.Spend(mall.EntrySpend, points, ledger.Cause{})
		if x.id = id; (refusal == nil) != (len(x.shares) > 0) || (refusal != nil && refusal.Code != mall.CodeInsufficientPoints) {
			return fmt.Errorf("the model pays %d points, the mall says %w", total(x.shares), refusal)
		}
		return nil
	}
	return s
}

// claw takes back points of a grant, as often as something of it is left.
func (t turn) claw() *sale {
	if len(t.who.grants) == 0 {
		return nil
	}
	g := prefer(t.rt, "grant", t.who.grants, func(g *grant) bool { return g.own+g.other < g.points })
	left := g.points - g.own - g.other
	if left == 0 {
		return nil
	}
	t.currency, t.purse = g.currency, g.owner.purse(g.currency)
	claim := ledger.Claim{
		Granted: g.points, Own: g.own, Other: g.other, Points: rapid.SampledFrom([]mall.Points{left, max(left/2, 1), 1}).Draw(t.rt, "points"),
	}
	own, other, debt := t.world.claw(g, claim.Points)
	policy := t.policies[g.currency].Clawback
	s := t.sale("claw back", claim.Points)
	s.lots = func() []mall.LotID { return g.lots }
	s.do = func(a *ledger.Account) error {
		claim := claim
		claim.Lots = g.lots
		got := a.Clawback(claim, policy, ledger.Cause{})
		if got.Own != own || got.Other != other || got.Debt != debt {
			return fmt.Errorf("the model takes %d, %d and %d, the mall %+v", own, other, debt, got)
		}
		return nil
	}
	return s
}

// ring does sales of different members, those of one currency in one transaction: who locks
// accounts of several currencies must do so before any of them is read.
func (w *world) ring(ctx context.Context, sales []*sale) error {
	for _, c := range currencies {
		of := slices.DeleteFunc(slices.Clone(sales), func(s *sale) bool { return s.turn.currency != c })
		if len(of) == 0 {
			continue
		}
		err := w.mall.DB.InTx(ctx, func(ctx context.Context, tx *store.Tx) error { return w.ringIn(ctx, tx, c, of) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *world) ringIn(ctx context.Context, tx *store.Tx, c mall.PointsCurrency, sales []*sale) error {
	var members []mall.MemberID
	var lots []mall.LotID
	wanted := map[mall.MemberID]mall.Points{}
	for _, s := range sales {
		members = append(members, s.turn.who.id)
		wanted[s.turn.who.id] = s.points
		lots = append(lots, s.lots()...)
	}
	book, err := ledger.OpenIn(ctx, tx, w.now, malltest.Zone, c, members)
	if err != nil {
		return err
	}
	if err := book.Cover(ctx, tx, wanted); err != nil {
		return err
	}
	if err := book.Fetch(ctx, tx, lots); err != nil {
		return err
	}
	for _, s := range sales {
		account, _ := book.Account(s.turn.who.id)
		s.err = s.do(account)
	}
	var batch store.Batch
	book.Save(&batch)
	return batch.Exec(ctx, tx)
}
