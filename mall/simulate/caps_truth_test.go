package simulate_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/ent"
	"pointsmall/ent/earningrule"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/malltest"
	"pointsmall/mall/simulate"
	"pointsmall/mall/store"
)

// capped are the triggers of a round's rules.
var capped = []mall.Trigger{
	mall.TriggerSignUp, mall.TriggerFirstPurchase, mall.TriggerPurchase, mall.TriggerCheckIn, mall.TriggerReview, mall.TriggerTask, mall.TriggerReferral, mall.TriggerReferred,
	mall.TriggerTierChange,
}

// Every trigger with caps of every period and scope: today's rules over what happened give
// what was granted, and take back what was taken back. Each round has rules of its own,
// because a simulation's caps begin empty.
func TestCapsOfEveryTriggerLetThroughWhatWasGranted(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		threshold(t, m, "silver", 200_00)
		threshold(t, m, "gold", 600_00)
		require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return task.Create(ctx, tx, "test", m.Clock.Now(), task.Draft{Code: "two", Name: mall.Text{EN: "two"}, Definition: task.Definition{
				Period: mall.TaskDaily, Steps: []task.Step{{Code: "buy", Trigger: mall.TriggerPurchase, Times: 2}},
			}})
		}))
		h := &histories{t: t, m: m}
		h.rounds(h.checkCaps)
	})
}

// rounds tries some rounds, and many in a soak. What has failed is tried again, to shrink it.
func (h *histories) rounds(round func(*rapid.T)) {
	done, failing := 0, false
	for range malltest.Length(1, 20) {
		rapid.Check(h.t, func(rt *rapid.T) {
			if done >= malltest.Length(20, 2000) && !failing {
				return
			}
			failing = true
			round(rt)
			done, failing = done+1, false
		})
	}
}

func (h *histories) checkCaps(rt *rapid.T) {
	first := h.begin(rt)
	h.capRules(rt)
	h.join(rt)
	for range rapid.IntRange(1, 12).Draw(rt, "things") {
		later(h.m, time.Duration(rapid.Int64Range(1, int64(5*time.Hour/time.Second)).Draw(rt, "seconds"))*time.Second)
		switch what := rapid.IntRange(0, 12).Draw(rt, "what"); {
		case what < 2:
			h.join(rt)
		case what < 4:
			h.bringBack(rt)
		case what < 5:
			h.give(rt)
		case what < 7:
			h.review(rt)
		case what < 9:
			h.checkIn(rt)
		default:
			h.buy(rt)
		}
	}
	h.compare(rt, first)
}

// begin begins a round on the next day, with some members of the round before.
func (h *histories) begin(*rapid.T) mall.Date {
	first := mall.DateOf(h.m.Clock.Now(), malltest.Zone).AddDays(1)
	h.from = mall.StartOfDay(first, malltest.Zone)
	h.m.Clock.Set(h.from)
	h.previous, h.members = h.members, nil
	h.members = append(h.members, h.previous[max(len(h.previous)-2, 0):]...)
	return first
}

// compare simulates the round, and compares it with what happened.
func (h *histories) compare(rt *rapid.T, first mall.Date) {
	got, err := simulator(h.m).Run(context.Background(), simulate.Request{From: first, Until: mall.DateOf(h.m.Clock.Now(), malltest.Zone)}, nil)
	require.NoError(h.t, err)
	if granted, taken := h.given(), h.takenBack(); got.PointsAfter != granted || got.TakenBackAfter != taken {
		rt.Fatalf("simulated %d and %d back, granted %d and %d back", got.PointsAfter, got.TakenBackAfter, granted, taken)
	}
}

// capRules has a round's rules, one for each trigger, take the place of those before.
func (h *histories) capRules(rt *rapid.T) {
	h.m.Update(h.t, func(c *ent.Client) error {
		return c.EarningRule.Update().Where(earningrule.StatusEQ(mall.RuleActive)).SetStatus(mall.RuleRetired).ClearActiveCode().Exec(context.Background())
	})
	round := h.number()
	rules := make([]*rule.Rule, len(capped))
	for i, on := range capped {
		c := rule.Cap{
			Period: rapid.SampledFrom([]rule.Period{rule.Day, rule.Week, rule.Month, rule.Campaign, rule.Life}).Draw(rt, "period"),
			Scope:  rapid.SampledFrom([]rule.Scope{rule.EachMember, rule.Overall}).Draw(rt, "scope"),
		}
		if rapid.Bool().Draw(rt, "times") {
			c.Times = new(rapid.Int64Range(1, 3).Draw(rt, "most"))
		} else {
			c.Points = new(mall.Points(rapid.Int64Range(1, 250).Draw(rt, "most")))
		}
		code := string(on) + "-" + round
		rules[i] = named(code, gives(on, mall.Points(100+i), func(d *rule.Definition) { d.Caps, d.Campaign = []rule.Cap{c}, "c-"+round }))
		if i%2 == 0 {
			rules[i].Campaign = "even-" + round
		}
	}
	activate(h.t, h.m, rules...)
}

func (h *histories) review(rt *rapid.T) {
	who := rapid.SampledFrom(h.members).Draw(rt, "reviewer")
	_, err := h.m.Earning.RecordActivity(context.Background(), earning.Activity{
		Source: purchase.Mall, ExternalRef: h.number(), MemberRef: *who.ExternalRef, Trigger: mall.TriggerReview, OccurredAt: h.m.Clock.Now(),
	})
	require.NoError(h.t, err)
}

// checkIn checks somebody in, unless they were today.
func (h *histories) checkIn(rt *rapid.T) {
	who := rapid.SampledFrom(h.members).Draw(rt, "checks in")
	if status, err := h.m.Earning.CheckInStatus(context.Background(), who.ID); err != nil || status.CheckedInToday {
		require.NoError(h.t, err)
		return
	}
	_, err := h.m.Earning.CheckIn(context.Background(), earning.CheckIn{Member: who.ID, Key: h.number()})
	require.NoError(h.t, err)
}

// What is told of late earns what a simulation gives it, in its place: by the tier and the
// tags of when it happened. Rules that go by the order of events are left out.
func TestWhatIsToldOfLateIsGrantedWhatASimulationGives(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		threshold(t, m, "silver", 200_00)
		threshold(t, m, "gold", 600_00)
		activate(t, m,
			named("ratio", ratio(1)),
			named("tiers", tierBonus(map[string]string{"silver": "50", "gold": "100"})),
			named("vip", gives(mall.TriggerPurchase, 9, func(d *rule.Definition) { d.Audience.Tags = []string{"vip"} })),
			named("gold", gives(mall.TriggerReview, 5, func(d *rule.Definition) { d.Audience.Tiers = []string{"gold"} })),
			named("risen", gives(mall.TriggerTierChange, 70)),
			named("referral", gives(mall.TriggerReferral, 40)),
			named("invited", gives(mall.TriggerReferred, 23)),
			named("friend", gives(mall.TriggerPurchase, 3, func(d *rule.Definition) { d.Condition = `member.referred` })))
		h := &histories{t: t, m: m}
		h.rounds(h.checkLate)
	})
}

func (h *histories) checkLate(rt *rapid.T) {
	first := h.begin(rt)
	h.join(rt)
	later(h.m, time.Hour)
	for range rapid.IntRange(1, 12).Draw(rt, "things") {
		later(h.m, time.Duration(rapid.Int64Range(1, int64(5*time.Hour/time.Second)).Draw(rt, "seconds"))*time.Second)
		switch rapid.IntRange(0, 9).Draw(rt, "what") {
		case 0:
			h.join(rt)
		case 1:
			h.give(rt)
		case 2:
			h.tag(rt)
		case 3:
			h.review(rt)
		case 4:
			h.bringBack(rt)
		default:
			h.late = time.Duration(rapid.Int64Range(0, int64(h.m.Clock.Now().Sub(h.from)/time.Second)).Draw(rt, "late")) * time.Second
			h.buy(rt)
			h.late = 0
		}
	}
	h.compare(rt, first)
}

func (h *histories) tag(rt *rapid.T) {
	who := rapid.SampledFrom(h.members).Draw(rt, "tagged")
	tags := rapid.SampledFrom([][]string{{}, {"vip"}, {"vip", "new"}}).Draw(rt, "tags")
	_, err := h.m.Members.SetTags(context.Background(), who.ID, tags)
	require.NoError(h.t, err)
}

// A check-in comes in its place among the day's events, where they share a cap.
func TestACheckInSharesACapInItsPlace(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		capped := func(d *rule.Definition) {
			d.Campaign, d.Caps = "week", []rule.Cap{{Period: rule.Campaign, Scope: rule.Overall, Points: new(mall.Points(30))}}
		}
		activate(t, m, named("bought", gives(mall.TriggerPurchase, 25, capped)), named("came", gives(mall.TriggerCheckIn, 10, capped)))
		who := signUp(t, m, "n1", "")
		buy(t, m, who, "first", 100, 0, pieces(1, "1"))
		later(m, time.Hour)
		_, err := m.Earning.CheckIn(t.Context(), earning.CheckIn{Member: who.ID, Key: "first"})
		require.NoError(t, err)

		got, err := simulator(m).Run(t.Context(), simulate.Request{From: today, Until: today}, nil)
		require.NoError(t, err)
		points := map[string]mall.Points{}
		for _, one := range got.Rules {
			points[one.Code] = one.After.Points
		}
		require.Equal(t, mall.Points(25), points["bought"])
		require.Equal(t, mall.Points(5), points["came"])
	})
}
