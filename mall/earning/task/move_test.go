package task_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
)

var start = time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)

func ready(t require.TestingT, d task.Definition) *task.Active {
	a, err := task.Ready(&task.Task{Code: "t", Version: 1, Definition: d})
	require.NoError(t, err)
	return a
}

func event(trigger mall.Trigger, minutes int) *rule.Input {
	return &rule.Input{Event: rule.Event{Trigger: trigger, At: start.Add(time.Duration(minutes) * time.Minute), Source: "mall"}}
}

func step(code string, trigger mall.Trigger, times int) task.Step {
	return task.Step{Code: code, Trigger: trigger, Times: times}
}

func TestSequence(t *testing.T) {
	d := task.Definition{Period: mall.TaskOnce, InSequence: true, Steps: []task.Step{step("buy", mall.TriggerPurchase, 2), step("review", mall.TriggerReview, 1), step("again", mall.TriggerPurchase, 1)}}
	for name, c := range map[string]struct {
		buys, reviews []int
		done          []int
		complete      bool
	}{
		"nothing":                  {nil, nil, []int{0, 0, 0}, false},
		"in order":                 {[]int{1, 2, 4}, []int{3}, []int{2, 1, 1}, true},
		"reviewed too early":       {[]int{1, 3, 4}, []int{2}, []int{2, 0, 0}, false},
		"at the same instant":      {[]int{1, 2, 4}, []int{2}, []int{2, 0, 0}, false},
		"one event, not two steps": {[]int{1, 2}, []int{3}, []int{2, 1, 0}, false},
	} {
		t.Run(name, func(t *testing.T) {
			a, p, complete := ready(t, d), &task.Progress{}, false
			for _, at := range c.reviews {
				complete = a.Move(p, event(mall.TriggerReview, at), mall.NewGrantID()) || complete
			}
			for _, at := range c.buys {
				complete = a.Move(p, event(mall.TriggerPurchase, at), mall.NewGrantID()) || complete
			}
			assert.Equal(t, c.complete, complete)
			var done []int
			for _, s := range a.Shown(task.Key{}, p).Steps {
				done = append(done, s.Done)
			}
			assert.Equal(t, c.done, done)
		})
	}
}

// Whatever the order in which events are told of, what is done is the same.
func TestOrderDoesNotMatter(t *testing.T) {
	triggers := []mall.Trigger{mall.TriggerPurchase, mall.TriggerReview, mall.TriggerShare}
	rapid.Check(t, func(rt *rapid.T) {
		d := task.Definition{Period: mall.TaskOnce, InSequence: rapid.Bool().Draw(rt, "in sequence")}
		for i := range rapid.IntRange(1, 4).Draw(rt, "steps") {
			d.Steps = append(d.Steps, step(string(rune('a'+i)), rapid.SampledFrom(triggers).Draw(rt, "counts"), rapid.IntRange(1, 3).Draw(rt, "times")))
		}
		a := ready(rt, d)
		events := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) *rule.Input {
			return event(rapid.SampledFrom(triggers).Draw(rt, "trigger"), rapid.IntRange(0, 20).Draw(rt, "at"))
		}), 0, 14).Draw(rt, "events")
		run := func(events []*rule.Input) (done []int, completions int) {
			p := &task.Progress{}
			for _, e := range events {
				if a.Move(p, e, mall.NewGrantID()) {
					completions++
					p.Complete(e.Event.At, 0)
				}
			}
			for _, s := range a.Shown(task.Key{}, p).Steps {
				done = append(done, s.Done)
			}
			return done, completions
		}
		byTime := slices.SortedStableFunc(slices.Values(events), func(x, y *rule.Input) int { return x.Event.At.Compare(y.Event.At) })
		wantDone, wantTimes := run(byTime)
		gotDone, gotTimes := run(rapid.Permutation(events).Draw(rt, "told"))
		assert.Equal(rt, wantDone, gotDone)
		assert.Equal(rt, wantTimes, gotTimes)
		assert.LessOrEqual(rt, gotTimes, 1)
	})
}

// A new version keeps what was counted for steps of the same code.
func TestVersionsShareProgress(t *testing.T) {
	before := ready(t, task.Definition{Steps: []task.Step{step("buy", mall.TriggerPurchase, 3), step("share", mall.TriggerShare, 1)}})
	after := ready(t, task.Definition{Steps: []task.Step{step("review", mall.TriggerReview, 1), step("buy", mall.TriggerPurchase, 2)}})
	p := &task.Progress{}
	var bought []string
	for i := range 3 {
		id := mall.NewGrantID()
		bought = append(bought, id.UUID().String())
		require.False(t, before.Move(p, event(mall.TriggerPurchase, i), id))
	}
	review := mall.NewGrantID()
	assert.True(t, after.Move(p, event(mall.TriggerReview, 9), review))
	assert.Equal(t, []task.Count{
		{Code: "review", Done: 1, Of: 1, Events: []string{review.UUID().String()}}, {Code: "buy", Done: 2, Of: 2, Events: bought},
	}, p.Steps)
}

// Returns undo purchases, corrections undo reported events; nothing undoes a check-in or a game.
func TestStepsNoteTheEventsThatCanBeUndone(t *testing.T) {
	for trigger, noted := range map[mall.Trigger]bool{
		mall.TriggerPurchase: true, mall.TriggerReferral: true, mall.TriggerReview: true, mall.TriggerCustom: true,
		mall.TriggerCheckIn: false, mall.TriggerScanCode: false, mall.TriggerGameScore: false,
	} {
		s := step("only", trigger, 2)
		in := event(trigger, 1)
		if trigger == mall.TriggerCustom {
			s.Event, in.Event.Name = "visit", "visit"
		}
		p, id := &task.Progress{}, mall.NewGrantID()
		ready(t, task.Definition{Steps: []task.Step{s}}).Move(p, in, id)
		require.Len(t, p.Steps, 1, trigger)
		assert.Equal(t, 1, p.Steps[0].Done, trigger)
		assert.Equal(t, noted, p.Counts(id), trigger)
	}
}

// A step that fills long before the others do notes the events it needs and 20 more, the newest.
func TestAStepNotesSoManyEventsAndNoMore(t *testing.T) {
	for _, inSequence := range []bool{false, true} {
		a := ready(t, task.Definition{InSequence: inSequence, Steps: []task.Step{step("share", mall.TriggerShare, 3), step("review", mall.TriggerReview, 1)}})
		p, last := &task.Progress{}, mall.GrantID{}
		for i := range 50 {
			last = mall.NewGrantID()
			require.False(t, a.Move(p, event(mall.TriggerShare, i), last))
		}
		assert.Len(t, p.Steps[0].Events, 3+20)
		assert.True(t, p.Counts(last))
		assert.Equal(t, 3, p.Steps[0].Done)
	}
}

func TestDraftsThatMakeNoSense(t *testing.T) {
	for field, change := range map[string]func(*task.Draft){
		"code":              func(d *task.Draft) { d.Code = "A B" },
		"name":              func(d *task.Draft) { d.Name = mall.Text{} },
		"period":            func(d *task.Draft) { d.Period = "HOURLY" },
		"until":             func(d *task.Draft) { d.From, d.Until = &start, &start },
		"steps":             func(d *task.Draft) { d.Steps = nil },
		"steps.0.trigger":   func(d *task.Draft) { d.Steps[0].Trigger = mall.TriggerTask },
		"steps.0.event":     func(d *task.Draft) { d.Steps[0].Trigger = mall.TriggerCustom },
		"steps.0.times":     func(d *task.Draft) { d.Steps[0].Times = 0 },
		"steps.0.condition": func(d *task.Draft) { d.Steps[0].Condition = "event.total >" },
		"steps.1.code":      func(d *task.Draft) { d.Steps = append(d.Steps, d.Steps[0]) },
	} {
		d := &task.Draft{Code: "t", Name: mall.Text{EN: "T"}, Definition: task.Definition{Period: mall.TaskDaily, Steps: []task.Step{step("buy", mall.TriggerPurchase, 1)}}}
		require.Nil(t, d.Check())
		change(d)
		refusal := d.Check()
		if assert.NotNil(t, refusal, field) {
			assert.Equal(t, mall.CodeInvalidInput, refusal.Code)
			assert.Equal(t, field, strings.Join(refusal.Path, "."))
		}
	}
}
