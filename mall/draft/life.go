package draft

import (
	"context"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Version names a version as its author saw it.
type Version struct {
	Code     string
	Version  int
	Revision int
}

// State is where a version is in its life.
type State struct {
	Version  int
	Revision int
	Status   mall.RuleStatus
}

// Life is the life of all things of one kind, whose versions are kept as Rows.
type Life[Row any] struct {
	DB *store.DB
	// Kind names the kind in refusals: "rule", "规则".
	Kind mall.Text
	// StateOf reads a version's state.
	StateOf func(Row) State
	// Lock reads all versions of a code, the oldest first, and locks them.
	Lock func(ctx context.Context, tx *store.Tx, code string) ([]Row, error)
	// Activate and Retire store that a version takes the step.
	Activate, Retire func(context.Context, *store.Tx, mall.Actor, Row) (Row, error)
}

// Content stores what an author wrote.
type Content[Row any] struct {
	// Insert stores it as the draft of a new version.
	Insert func(ctx context.Context, tx *store.Tx, version int) (Row, error)
	// Edit stores it in place of what a draft said.
	Edit func(context.Context, *store.Tx, Row) (Row, error)
}

// Begin makes the first version of a new thing, as a draft. Refusal: INVALID_INPUT (the
// code is taken).
func (l *Life[Row]) Begin(ctx context.Context, code string, c Content[Row]) (Row, error) {
	return l.change(ctx, code, func(ctx context.Context, tx *store.Tx, versions []Row) (made Row, err error) {
		if len(versions) > 0 {
			return made, mall.Errorf(mall.CodeInvalidInput, "there is a %[1]s %[3]q already", "%[2]s %[3]q 已存在", l.Kind.EN, l.Kind.ZH, code).At("code")
		}
		return c.Insert(ctx, tx, 1)
	})
}

// Revise changes a draft, or makes the draft of a new version of an active or retired
// one. Refusals: NOT_FOUND, VERSION_CONFLICT (it was edited since), INVALID_STATE (there
// is a draft already).
func (l *Life[Row]) Revise(ctx context.Context, of Version, c Content[Row]) (Row, error) {
	return l.step(ctx, of, func(ctx context.Context, tx *store.Tx, row Row, versions []Row) (none Row, err error) {
		if l.StateOf(row).Status == mall.RuleDraft {
			return c.Edit(ctx, tx, row)
		}
		newest := l.StateOf(versions[len(versions)-1])
		if newest.Status == mall.RuleDraft {
			return none, mall.Errorf(mall.CodeInvalidState, "version %d is a draft already: change that", "版本 %d 已是草稿，请修改该版本", newest.Version).At("version")
		}
		return c.Insert(ctx, tx, newest.Version+1)
	})
}

// Start activates a draft in place of the version that was active. Refusals: NOT_FOUND,
// VERSION_CONFLICT, INVALID_STATE (it is no draft).
func (l *Life[Row]) Start(ctx context.Context, actor mall.Actor, v Version) (Row, error) {
	return l.step(ctx, v, func(ctx context.Context, tx *store.Tx, row Row, versions []Row) (none Row, err error) {
		if l.StateOf(row).Status != mall.RuleDraft {
			return none, mall.Errorf(mall.CodeInvalidState, "only a draft can be activated", "仅草稿可启用").At("version")
		}
		for _, other := range versions {
			if l.StateOf(other).Status == mall.RuleActive {
				if _, err := l.Retire(ctx, tx, actor, other); err != nil {
					return none, err
				}
			}
		}
		return l.Activate(ctx, tx, actor, row)
	})
}

// End retires an active version, or gives a draft up. Refusals: NOT_FOUND,
// VERSION_CONFLICT, INVALID_STATE (it is retired).
func (l *Life[Row]) End(ctx context.Context, actor mall.Actor, v Version) (Row, error) {
	return l.step(ctx, v, func(ctx context.Context, tx *store.Tx, row Row, _ []Row) (none Row, err error) {
		if l.StateOf(row).Status == mall.RuleRetired {
			return none, mall.Errorf(mall.CodeInvalidState, "the version is retired already", "该版本已停用").At("version")
		}
		return l.Retire(ctx, tx, actor, row)
	})
}

// NotFound says that there is no such thing.
func (l *Life[Row]) NotFound() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such %[1]s", "%[2]s不存在", l.Kind.EN, l.Kind.ZH)
}

// step runs a change of a version that its author saw as it is.
func (l *Life[Row]) step(ctx context.Context, v Version, do func(ctx context.Context, tx *store.Tx, row Row, versions []Row) (Row, error)) (Row, error) {
	return l.change(ctx, v.Code, func(ctx context.Context, tx *store.Tx, versions []Row) (none Row, err error) {
		for _, row := range versions {
			state := l.StateOf(row)
			if state.Version != v.Version {
				continue
			}
			if state.Revision != v.Revision {
				return none, mall.Outdated(mall.Text{EN: "the " + l.Kind.EN, ZH: l.Kind.ZH}, "revision", state.Revision)
			}
			return do(ctx, tx, row, versions)
		}
		return none, l.NotFound().At("code")
	})
}

// change runs a change of one code with all its versions locked.
func (l *Life[Row]) change(ctx context.Context, code string, do func(context.Context, *store.Tx, []Row) (Row, error)) (changed Row, err error) {
	err = l.DB.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		versions, err := l.Lock(ctx, tx, code)
		if err != nil {
			return err
		}
		changed, err = do(ctx, tx, versions)
		return err
	})
	return changed, err
}
