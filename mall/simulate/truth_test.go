package simulate_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/malltest"
	"pointsmall/mall/simulate"
	"pointsmall/mall/store"
	"pointsmall/mall/tiering"
)

// Whatever members did, told of as it happened: today's rules over the whole of it give
// what was granted, and take back what was taken back. Members of the round before still
// buy, and bring back what they bought then.
func TestTodaysRulesGiveWhatWasGrantedAndTakenBack(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		threshold(t, m, "silver", 200_00)
		threshold(t, m, "gold", 600_00)
		activate(t, m,
			named("sign-up", gives(mall.TriggerSignUp, 500)),
			named("first", gives(mall.TriggerFirstPurchase, 100)),
			named("tiers", tierBonus(map[string]string{"silver": "5", "gold": "10"})),
			named("risen", gives(mall.TriggerTierChange, 70, func(d *rule.Definition) {
				d.Condition = `member.tier == event.attributes.to && history.eventsOfType < 2`
			})),
			named("referral", gives(mall.TriggerReferral, 40, func(d *rule.Definition) { d.Condition = `event.attributes.by == "PURCHASE"` })),
			named("invited", gives(mall.TriggerReferred, 23, func(d *rule.Definition) { d.Condition = `member.referred && event.attributes.by == "PURCHASE"` })),
			named("friend", gives(mall.TriggerPurchase, 3, func(d *rule.Definition) { d.Condition = `member.referred` })),
			named("loyal", gives(mall.TriggerPurchase, 9, func(d *rule.Definition) {
				d.Condition = `history.spent > 150.0 && history.spent30d < 900.0 && history.purchases < 6`
				d.Caps = []rule.Cap{{Period: rule.Day, Scope: rule.EachMember, Points: new(mall.Points(25))}}
			})),
			named("collector", gives(mall.TriggerPurchase, 11, func(d *rule.Definition) { d.Condition = `history.lifetimeEarned > 900` })),
		)
		h := &histories{t: t, m: m}
		h.rounds(h.check)
		require.Positive(t, h.granted)
		require.Positive(t, h.taken)
	})
}

// histories makes members do things at random.
type histories struct {
	t *testing.T
	m *malltest.Mall
	n int // numbers whatever needs one
	// late is how late purchases are told of.
	late time.Duration

	members  []*ent.Member
	sales    []*sale
	from     time.Time
	granted  mall.Points
	taken    mall.Points
	previous []*ent.Member
}

// sale is a purchase of which goods may come back.
type sale struct {
	ref, price string
	left       int
}

func (h *histories) check(rt *rapid.T) {
	first := h.begin(rt)
	h.join(rt)
	for range rapid.IntRange(1, 10).Draw(rt, "things") {
		later(h.m, time.Duration(rapid.Int64Range(1, int64(5*time.Hour/time.Second)).Draw(rt, "seconds"))*time.Second)
		switch what := rapid.IntRange(0, 10).Draw(rt, "what"); {
		case what == 0:
			h.join(rt)
		case what == 10:
			h.give(rt)
		case what < 4:
			h.bringBack(rt)
		default:
			h.buy(rt)
		}
	}
	got, err := simulator(h.m).Run(context.Background(), simulate.Request{From: first, Until: mall.DateOf(h.m.Clock.Now(), malltest.Zone)}, nil)
	require.NoError(h.t, err)
	granted, taken := h.given(), h.takenBack()
	if got.PointsAfter != granted || got.TakenBackAfter != taken || got.PointsBefore != granted || got.TakenBackBefore != taken {
		rt.Fatalf("simulated %d and %d back, granted %d and %d back", got.PointsAfter, got.TakenBackAfter, granted, taken)
	}
	h.granted, h.taken = h.granted+granted, h.taken+taken
	require.Equal(h.t, granted-taken, got.NetPointsAfter())
	require.Empty(h.t, got.NotReplayed)
}

func (h *histories) sum(query string) (points mall.Points) {
	require.NoError(h.t, h.m.DB.Snapshot(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		return tx.Each(ctx, func(scan func(...any) error) error { return scan(&points) }, query, h.from.UTC())
	}))
	return points
}

// given and takenBack are what was granted since the period began, and what returns took of it.
func (h *histories) given() mall.Points {
	return h.sum("select coalesce(sum(points), 0) from grants where occurred_at >= $1")
}

func (h *histories) takenBack() mall.Points {
	return h.sum("select coalesce(sum(r.own + r.other + r.debt), 0) from returns r join purchases p on p.id = r.purchase_id where p.occurred_at >= $1") +
		h.sum("select coalesce(sum(f.own + f.other + f.debt), 0) from falls f join grants g on g.id = f.id where g.occurred_at >= $1")
}

// give has staff give somebody a tier.
func (h *histories) give(rt *rapid.T) {
	who := rapid.SampledFrom(h.members).Draw(rt, "to")
	require.NoError(h.t, h.m.Tiering.Grant(context.Background(), tiering.Grant{
		Actor: mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID()}, Member: who.ID, Note: "test",
		Tier: rapid.SampledFrom([]string{"normal", "silver", "gold", "diamond"}).Draw(rt, "tier"),
	}))
}

func (h *histories) number() string {
	h.n++
	return fmt.Sprintf("n%d", h.n)
}

// join signs somebody up, perhaps invited by another.
func (h *histories) join(rt *rapid.T) {
	code := ""
	if len(h.members) > 0 && rapid.Bool().Draw(rt, "invited") {
		by := rapid.SampledFrom(h.members).Draw(rt, "by")
		code = codeOf(h.t, h.m, by.ID)
	}
	h.members = append(h.members, signUp(h.t, h.m, h.number(), code))
}

func (h *histories) buy(rt *rapid.T) {
	who := rapid.SampledFrom(h.members).Draw(rt, "who")
	s := &sale{ref: h.number(), price: rapid.SampledFrom([]string{"10", "3.33"}).Draw(rt, "price"), left: rapid.IntRange(1, 4).Draw(rt, "pieces")}
	buy(h.t, h.m, who, s.ref, rapid.Int64Range(0, 300_00).Draw(rt, "total"), h.late, pieces(s.left, s.price))
	h.sales = append(h.sales, s)
}

func (h *histories) bringBack(rt *rapid.T) {
	recent := h.sales[max(len(h.sales)-8, 0):]
	if len(recent) == 0 {
		return
	}
	s := rapid.SampledFrom(recent).Draw(rt, "sale")
	if s.left == 0 {
		return
	}
	n := rapid.IntRange(1, s.left).Draw(rt, "pieces")
	giveBack(h.t, h.m, h.number(), s.ref, n, s.price)
	s.left -= n
}
