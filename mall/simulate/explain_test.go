package simulate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/malltest"
	"pointsmall/mall/simulate"
)

var staffActor = mall.Actor{Kind: mall.ActorStaff}

// Every reason why a rule may give nothing, in both languages.
func TestExplainEvent(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		with := func(edit func(*rule.Definition)) rule.Definition { return gives(mall.TriggerReview, 20, edit) }
		group := rule.Stacking{Mode: rule.BestOf, Group: "best"}
		activate(t, m,
			named("plain", gives(mall.TriggerReview, 20)),
			named("cut", with(func(d *rule.Definition) {
				d.Caps = []rule.Cap{{Period: rule.Day, Scope: rule.EachMember, Points: new(mall.Points(25))}}
			})),
			named("once", with(func(d *rule.Definition) {
				d.Caps = []rule.Cap{{Period: rule.Day, Scope: rule.EachMember, Times: new(int64(1))}}
			})),
			named("share", gives(mall.TriggerShare, 1)),
			named("later", with(func(d *rule.Definition) { d.Schedule.From = new(m.Clock.Now().Add(day)) })),
			named("diamond", with(func(d *rule.Definition) { d.Audience.Tiers = []string{"diamond"} })),
			named("third", with(func(d *rule.Definition) { d.Condition = "history.eventsOfType == 2" })),
			named("broken", with(func(d *rule.Definition) { d.Condition = "event.attributes.stars > 3" })),
			named("better", with(func(d *rule.Definition) { d.Stacking = group })),
			named("worse", gives(mall.TriggerReview, 5, func(d *rule.Definition) { d.Stacking = group })),
			named("scored", rule.Definition{Trigger: mall.TriggerReview, Effect: rule.Effect{PerUnit: &rule.PerUnit{Points: 1, Units: dec("2")}}}),
		)
		who, other := m.Member("normal"), m.Member("normal")
		review(t, m, who, 1, 2*time.Hour)
		earned := review(t, m, who, 2, time.Hour)
		activate(t, m, named("new", gives(mall.TriggerReview, 9)))
		m.Clock.Set(m.Clock.Now().Add(time.Minute))
		draft, err := m.Rules.Create(t.Context(), staffActor, rule.Draft{Code: "newest", Name: mall.Text{EN: "newest"}, Definition: gives(mall.TriggerReview, 1)})
		require.NoError(t, err)
		_, err = m.Rules.Activate(t.Context(), staffActor, rule.Version{Code: draft.Code, Version: 1, Revision: 1})
		require.NoError(t, err)

		x, err := simulator(m).Explain(t.Context(), simulate.Which{Source: "mall", Ref: "2"})
		require.NoError(t, err)
		assert.Equal(t, earned, x.Event.Points)
		said := map[string]rule.Reason{}
		sum := mall.Points(0)
		for _, r := range x.Rules {
			said[r.Code] = r.Reason
			sum += r.Points
			assert.NotEmpty(t, r.Text.EN, r.Code)
			assert.NotEmpty(t, r.Text.ZH, r.Code)
			assert.Equal(t, r.Reason == rule.CapCut || r.Reason == rule.CapReached, r.Cap != nil, r.Code)
		}
		assert.Equal(t, earned, sum)
		assert.Equal(t, map[string]rule.Reason{
			"plain": rule.Matched, "cut": rule.CapCut, "once": rule.CapReached, "share": rule.OtherEvent, "later": rule.NotScheduled,
			"diamond": rule.NotInAudience, "third": rule.ConditionFalse, "broken": rule.ConditionFailed, "better": rule.Matched, "worse": rule.Excluded,
			"scored": rule.NothingToGive, "new": rule.DifferentThen, "newest": rule.NotActiveThen, "purchase-cny": rule.OtherEvent,
		}, withoutOtherCurrencies(said))
		for _, r := range x.Rules {
			switch r.Code {
			case "third":
				assert.Contains(t, r.Text.EN, "history.eventsOfType == 2")
			case "worse":
				assert.Contains(t, r.Text.ZH, "规则 better")
			}
		}
		byID, err := simulator(m).Explain(t.Context(), simulate.Which{ID: x.Event.EventID()})
		require.NoError(t, err)
		assert.Equal(t, x.Event.ID, byID.Event.ID)
		_, err = simulator(m).Explain(t.Context(), simulate.Which{ID: x.Event.EventID(), Member: &other.ID})
		var refused *mall.Error
		require.ErrorAs(t, err, &refused)
		assert.Equal(t, mall.CodeNotFound, refused.Code)
	})
}

// An exclusive rule keeps all others out, bonuses too.
func TestExplainExclusive(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		m.Clock.Set(malltest.Start.AddDate(1, 0, 0)) // after the migrations made their rules
		activate(t, m,
			named("alone", gives(mall.TriggerPurchase, 500, func(d *rule.Definition) { d.Stacking.Mode = rule.Exclusive })),
			named("bonus", rule.Definition{Trigger: mall.TriggerPurchase, Effect: rule.Effect{Multiplier: &rule.Multiplier{Factor: dec("3")}}}),
		)
		who := m.Member("normal")
		assert.EqualValues(t, 500, buy(t, m, who, "1", 10_00, time.Hour))
		x, err := simulator(m).Explain(t.Context(), simulate.Which{Source: "mall", Ref: "1"})
		require.NoError(t, err)
		said := map[string]rule.Reason{}
		for _, r := range x.Rules {
			said[r.Code] = r.Reason
		}
		assert.Equal(t, map[string]rule.Reason{"alone": rule.Matched, "bonus": rule.Excluded, "purchase-cny": rule.Excluded}, withoutOtherCurrencies(said))
	})
}

// withoutOtherCurrencies leaves out the migrations' rules for other money than CNY.
func withoutOtherCurrencies(said map[string]rule.Reason) map[string]rule.Reason {
	for code := range said {
		if len(code) == len("purchase-xxx") && code[:9] == "purchase-" && code != "purchase-cny" {
			delete(said, code)
		}
	}
	return said
}

func dateOf(at time.Time) string { return mall.DateOf(at, malltest.Zone).String() }

func TestAMemberIsToldOfWhatMatchedAndOfWhatIsAboutThem(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		with := func(edit func(*rule.Definition)) rule.Definition { return gives(mall.TriggerReview, 20, edit) }
		later := func(d *rule.Definition) { d.Schedule.From = new(m.Clock.Now().Add(day)) }
		activate(t, m,
			named("plain", gives(mall.TriggerReview, 20)),
			named("once", with(func(d *rule.Definition) {
				d.Caps = []rule.Cap{{Period: rule.Day, Scope: rule.EachMember, Times: new(int64(1))}}
			})),
			named("later", with(later)),
			named("later-gold", with(func(d *rule.Definition) { later(d); d.Audience.Tiers = []string{"gold"} })),
			named("over", with(func(d *rule.Definition) { d.Schedule.Until = new(m.Clock.Now().Add(-90 * time.Minute)) })),
			named("date", with(func(d *rule.Definition) { d.Schedule.Dates = []string{dateOf(m.Clock.Now().Add(9 * day))} })),
			named("days", with(func(d *rule.Definition) {
				d.Schedule.Dates = []string{dateOf(m.Clock.Now().Add(-9 * day)), dateOf(m.Clock.Now().Add(9 * day))}
			})),
			named("yearly", with(func(d *rule.Definition) { d.Schedule.Dates = []string{dateOf(m.Clock.Now().Add(9 * day))[5:]} })),
			named("gold", with(func(d *rule.Definition) { d.Audience.Tiers = []string{"gold", "diamond"} })),
			named("share", gives(mall.TriggerShare, 1)),
			named("secret", with(func(d *rule.Definition) { d.Condition = "history.eventsOfType == 7" })),
			named("broken", with(func(d *rule.Definition) { d.Condition = "event.attributes.stars > 3" })),
			named("staff", with(func(d *rule.Definition) { d.Audience.Tags = []string{"staff"} })),
			named("gold-staff", with(func(d *rule.Definition) { d.Audience = rule.Audience{Tiers: []string{"gold"}, Tags: []string{"staff"}} })),
			named("gold-secret", with(func(d *rule.Definition) {
				d.Audience.Tiers, d.Condition = []string{"gold"}, "history.eventsOfType == 7"
			})),
			named("later-staff", with(func(d *rule.Definition) { later(d); d.Audience.Tags = []string{"staff"} })),
			named("later-secret", with(func(d *rule.Definition) { later(d); d.Condition = "history.eventsOfType == 7" })),
		)
		who := m.Member("normal")
		review(t, m, who, 1, 2*time.Hour)
		review(t, m, who, 2, time.Hour)
		x, err := simulator(m).Explain(t.Context(), simulate.Which{Source: "mall", Ref: "2", Member: &who.ID})
		require.NoError(t, err)
		said := map[string]rule.Reason{}
		for _, r := range x.Rules {
			said[r.Name.EN] = r.Reason
			assert.Equal(t, r.Gave(), r.Code != "", "%s: codes of rules that gave nothing are for staff", r.Name.EN)
			assert.NotContains(t, r.Text.EN+r.Text.ZH, "eventsOfType")
			if r.Name.EN == "gold" {
				assert.Equal(t, "it is for members of the tier Gold or Diamond", r.Text.EN)
			}
		}
		assert.Equal(t, map[string]rule.Reason{"plain": rule.Matched, "once": rule.CapReached, "days": rule.NotScheduled, "yearly": rule.NotScheduled, "gold": rule.NotInAudience}, said,
			"of rules that begin later, or are over, members hear nothing")

		x, err = simulator(m).Explain(t.Context(), simulate.Which{Source: "mall", Ref: "2"})
		require.NoError(t, err)
		all := map[string]bool{}
		for _, r := range x.Rules {
			all[r.Name.EN] = true
		}
		for _, code := range []string{"later", "later-gold", "over", "date", "days"} {
			assert.True(t, all[code], "staff see %s", code)
		}
	})
}
