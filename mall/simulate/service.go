package simulate

import (
	"context"
	"strconv"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
)

// Service simulates and explains.
type Service struct {
	db       *store.DB
	settings *setting.Live
	zone     *time.Location
	rules    *rule.Service
	cache    *rule.Cache
}

// New makes the service.
func New(db *store.DB, settings *setting.Live, rules *rule.Service) *Service {
	return &Service{db: db, settings: settings, zone: settings.Current().Zone, rules: rules, cache: &rule.Cache{}}
}

// Request says what to simulate.
type Request struct {
	// From and Until are the period's first and last day, in the mall's zone.
	From, Until mall.Date
	// Drafts take the place of the active rules with their codes; none: the active
	// rules are run as they are.
	Drafts []Draft
}

// Draft names a rule to try.
type Draft struct {
	Code string
	// Version is a stored version; nil: the draft.
	Version *int
	// Unsaved is a definition that is not stored at all, or nil.
	Unsaved *rule.Draft
}

// Progress is how far a simulation is.
type Progress struct {
	Done, Total int
	Finished    bool
	// Result is what has come out so far.
	Result *Result
}

// Limits of a simulation.
const (
	maxDrafts = 50
	maxDays   = 3660
	// reportEvery is after how many events progress is offered.
	reportEvery = 2000
)

func (r Request) check() *mall.Error {
	switch {
	case r.Until.Before(r.From.Time):
		return mall.Errorf(mall.CodeInvalidInput, "until must not be before from", "结束日期不能早于开始日期").At("until")
	case r.From.AddDays(maxDays).Before(r.Until.Time):
		return mall.Errorf(mall.CodeInvalidInput, "a period has at most %d days", "期间最多 %d 天", maxDays).At("until")
	case len(r.Drafts) > maxDrafts:
		return mall.Errorf(mall.CodeInvalidInput, "at most %d rules", "规则最多 %d 条", maxDrafts).At("drafts")
	}
	return nil
}

// Run simulates. progress, unless it is nil, is called now and then on the caller's
// goroutine with what gives the state then. Refusals: INVALID_INPUT, NOT_FOUND (a rule).
func (s *Service) Run(ctx context.Context, q Request, progress func(func() Progress)) (*Result, error) {
	r, err := s.prepare(ctx, q)
	if err != nil {
		return nil, err
	}
	zone := s.zone
	from, until := mall.StartOfDay(q.From, zone), mall.StartOfDay(q.Until.AddDays(1), zone)
	events := newStream(s.db, zone, from, until, nil)
	events.fetched = r.fetched
	total := 0
	if progress != nil {
		if total, err = events.count(ctx); err != nil {
			return nil, err
		}
	}
	sum := newTally(r, q.From, q.Until)
	result := func() *Result {
		sum.sum.NotReplayed = notReplayed(events.unrecorded())
		return sum.result()
	}
	for {
		if progress != nil && sum.sum.Events%reportEvery == 0 {
			progress(func() Progress {
				return Progress{Done: sum.sum.Events, Total: max(total-events.unrecorded(), sum.sum.Events), Result: result()}
			})
		}
		e, err := events.next(ctx)
		if err != nil {
			return nil, err
		}
		if e == nil {
			r.passAll()
			return result(), nil
		}
		sum.add(e, r.play(e))
	}
}

// notReplayed says what a simulation leaves out.
func notReplayed(signUps int) []NotReplayed {
	if signUps == 0 {
		return nil
	}
	return []NotReplayed{{Trigger: mall.TriggerSignUp, Events: signUps, Reason: mall.Textf(
		"the sign-ups of these members were not recorded as events: they were seeded or imported, or signed up before signing up could earn",
		"这些会员的注册未登记为事件：由演示数据或导入产生，或注册时尚无注册积分规则")}}
}

// prepare finds the rules.
func (s *Service) prepare(ctx context.Context, q Request) (*replay, error) {
	if refusal := q.check(); refusal != nil {
		return nil, refusal
	}
	today, err := s.active(ctx)
	if err != nil {
		return nil, err
	}
	then := today
	if len(q.Drafts) > 0 {
		drafts := make([]*rule.Active, len(q.Drafts))
		for i, d := range q.Drafts {
			if drafts[i], err = s.draft(ctx, d); err != nil {
				return nil, inDraft(err, i)
			}
		}
		then = today.Replace(drafts...)
	}
	return newReplay(s.settings.Current(), q.From, today, then), nil
}

func (s *Service) active(ctx context.Context) (set *rule.Set, err error) {
	return set, s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		set, err = s.cache.Active(ctx, tx)
		return err
	})
}

func (s *Service) draft(ctx context.Context, d Draft) (*rule.Active, error) {
	if d.Unsaved != nil {
		if refusal := d.Unsaved.Check(); refusal != nil {
			return nil, refusal
		}
		return rule.Ready(&rule.Rule{Code: d.Code, Name: d.Unsaved.Name, Definition: d.Unsaved.Definition})
	}
	if d.Version != nil {
		r, err := s.rules.Get(ctx, d.Code, d.Version)
		if err != nil {
			return nil, err
		}
		return rule.Ready(r)
	}
	found, err := s.rules.List(ctx, rule.Page{Filter: rule.Filter{Code: &d.Code, Status: new(mall.RuleDraft)}, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, mall.Errorf(mall.CodeNotFound, "rule %q has no draft", "规则 %q 没有草稿", d.Code).At("code")
	}
	return rule.Ready(found[0])
}

func inDraft(err error, i int) error {
	if refusal, ok := err.(*mall.Error); ok { //nolint:errorlint // refusals here are never wrapped
		return refusal.At("drafts", strconv.Itoa(i))
	}
	return err
}

// Watch simulates and sends how far it is, and in the end the result; it ends when ctx
// does. A receiver that is slow misses steps between, never the last one.
func (s *Service) Watch(ctx context.Context, q Request) (<-chan *Progress, error) {
	if _, err := s.prepare(ctx, q); err != nil { // refusals come at once
		return nil, err
	}
	steps := make(chan *Progress, 1)
	go func() {
		defer close(steps)
		result, err := s.Run(ctx, q, func(state func() Progress) {
			if len(steps) == 0 { // only this goroutine sends
				steps <- new(state())
			}
		})
		if err != nil {
			logFailure(ctx, err)
			return
		}
		select {
		case steps <- &Progress{Done: result.Events, Total: result.Events, Finished: true, Result: result}:
		case <-ctx.Done():
		}
	}()
	return steps, nil
}
