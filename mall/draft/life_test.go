package draft_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/draft"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/malltest"
)

var staff = mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID()}

// kind is something with versions, seen through its owner's service.
type kind struct {
	create   func(ctx context.Context, code string) (draft.State, error)
	update   func(context.Context, draft.Version) (draft.State, error)
	activate func(context.Context, draft.Version) (draft.State, error)
	retire   func(context.Context, draft.Version) (draft.State, error)
}

func rules(m *malltest.Mall) kind {
	made := func(code string) rule.Draft {
		return rule.Draft{Code: code, Name: mall.Text{EN: "One", ZH: "一"}, Definition: rule.Definition{
			Trigger: mall.TriggerReview, Effect: rule.Effect{Fixed: &rule.Fixed{Points: 1}},
		}}
	}
	state := func(r *rule.Rule, err error) (draft.State, error) {
		if err != nil {
			return draft.State{}, err
		}
		return draft.State{Version: r.Version, Revision: r.Revision, Status: r.Status}, nil
	}
	s := m.Rules
	return kind{
		create: func(ctx context.Context, code string) (draft.State, error) {
			return state(s.Create(ctx, staff, made(code)))
		},
		update: func(ctx context.Context, v draft.Version) (draft.State, error) {
			return state(s.Update(ctx, staff, v, made(v.Code)))
		},
		activate: func(ctx context.Context, v draft.Version) (draft.State, error) {
			return state(s.Activate(ctx, staff, v))
		},
		retire: func(ctx context.Context, v draft.Version) (draft.State, error) { return state(s.Retire(ctx, staff, v)) },
	}
}

func tasks(m *malltest.Mall) kind {
	made := func(code string) task.Draft {
		return task.Draft{Code: code, Name: mall.Text{EN: "One", ZH: "一"}, Definition: task.Definition{
			Period: mall.TaskDaily, Steps: []task.Step{{Code: "review", Trigger: mall.TriggerReview, Times: 1}},
		}}
	}
	state := func(r *task.Task, err error) (draft.State, error) {
		if err != nil {
			return draft.State{}, err
		}
		return draft.State{Version: r.Version, Revision: r.Revision, Status: r.Status}, nil
	}
	s := m.Tasks
	return kind{
		create: func(ctx context.Context, code string) (draft.State, error) {
			return state(s.Create(ctx, staff, made(code)))
		},
		update: func(ctx context.Context, v draft.Version) (draft.State, error) {
			return state(s.Update(ctx, staff, v, made(v.Code)))
		},
		activate: func(ctx context.Context, v draft.Version) (draft.State, error) {
			return state(s.Activate(ctx, staff, v))
		},
		retire: func(ctx context.Context, v draft.Version) (draft.State, error) { return state(s.Retire(ctx, staff, v)) },
	}
}

func TestAVersionIsADraftThenActiveThenRetired(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		for name, k := range map[string]kind{"rules": rules(m), "tasks": tasks(m)} {
			t.Run(name, func(t *testing.T) { live(t, k) })
		}
	})
}

func live(t *testing.T, k kind) {
	ctx := t.Context()
	is := func(version, revision int, status mall.RuleStatus) func(draft.State, error) {
		return func(got draft.State, err error) {
			t.Helper()
			require.NoError(t, err)
			assert.Equal(t, draft.State{Version: version, Revision: revision, Status: status}, got)
		}
	}
	refused := func(code mall.ErrorCode, field string) func(draft.State, error) {
		return func(_ draft.State, err error) {
			t.Helper()
			var refusal *mall.Error
			require.ErrorAs(t, err, &refusal)
			assert.Equal(t, code, refusal.Code, refusal.Text.EN)
			assert.Equal(t, []string{field}, refusal.Path)
		}
	}
	v := func(version, revision int) draft.Version {
		return draft.Version{Code: "one", Version: version, Revision: revision}
	}
	is(1, 1, mall.RuleDraft)(k.create(ctx, "one"))
	refused(mall.CodeInvalidInput, "code")(k.create(ctx, "one"))
	is(1, 2, mall.RuleDraft)(k.update(ctx, v(1, 1)))
	refused(mall.CodeVersionConflict, "revision")(k.update(ctx, v(1, 1)))
	refused(mall.CodeVersionConflict, "revision")(k.activate(ctx, v(1, 1)))
	refused(mall.CodeNotFound, "code")(k.activate(ctx, v(2, 1)))
	refused(mall.CodeNotFound, "code")(k.retire(ctx, draft.Version{Code: "two", Version: 1, Revision: 1}))
	is(1, 3, mall.RuleActive)(k.activate(ctx, v(1, 2)))
	refused(mall.CodeInvalidState, "version")(k.activate(ctx, v(1, 3)))

	// The active version stays as it is; a change of it is the draft of the next.
	is(2, 1, mall.RuleDraft)(k.update(ctx, v(1, 3)))
	refused(mall.CodeInvalidState, "version")(k.update(ctx, v(1, 3)))
	is(2, 2, mall.RuleActive)(k.activate(ctx, v(2, 1)))
	refused(mall.CodeInvalidState, "version")(k.retire(ctx, v(1, 4)))
	is(2, 3, mall.RuleRetired)(k.retire(ctx, v(2, 2)))
	is(3, 1, mall.RuleDraft)(k.update(ctx, v(1, 4)))
	is(3, 2, mall.RuleRetired)(k.retire(ctx, v(3, 1)))
	refused(mall.CodeInvalidState, "version")(k.retire(ctx, v(3, 2)))
}
