package ledger

import (
	"context"
	"errors"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/event"
	"pointsmall/mall/store"
)

// Adjustment is a change that staff make by hand.
type Adjustment struct {
	Actor  mall.Actor
	Member mall.MemberID
	// Points are added when positive, taken when negative.
	Points mall.Points
	// Reason is shown to the member.
	Reason string
	// ExpiresAt ends the life of points that are added; nil: never.
	ExpiresAt *time.Time
	Key       string
}

// Adjusted is the entry that an adjustment posted.
type Adjusted struct{ Entry mall.EntryID }

// Service adjusts points by hand and reads accounts.
type Service struct {
	db    *store.DB
	group *store.Group[Adjustment, Adjusted]
	bus   *event.Bus
	clock mall.Clock
}

// New starts the service; Close ends it.
func New(db *store.DB, bus *event.Bus, clock mall.Clock) *Service {
	s := &Service{db: db, bus: bus, clock: clock}
	s.group = store.NewGroup(db, "adjust points", s.serve)
	return s
}

// Close waits until the adjustments that were accepted are answered.
func (s *Service) Close() { s.group.Close() }

const adjustOperation = "adjustPoints"

// Adjust posts an ADJUST entry for a member. Refusals: INVALID_INPUT, NOT_FOUND
// (the member), INSUFFICIENT_POINTS, IDEMPOTENCY_CONFLICT.
func (s *Service) Adjust(ctx context.Context, a Adjustment) (*ent.Entry, error) {
	if refusal := a.check(s.clock()); refusal != nil {
		return nil, refusal
	}
	done, err := s.group.Do(ctx, a)
	if err != nil {
		return nil, err
	}
	return s.db.Ent().Entry.Get(ctx, done.Entry)
}

func (a Adjustment) check(now time.Time) *mall.Error {
	reason := strings.TrimSpace(a.Reason)
	switch {
	case a.Points == 0:
		return mall.Errorf(mall.InvalidInput, "points must not be 0", "积分不能为 0").At("points")
	case reason == "" || len(reason) > 500:
		return mall.Errorf(mall.InvalidInput, "reason must have 1 to 500 bytes", "原因须为 1 至 500 字节").At("reason")
	case a.ExpiresAt != nil && a.Points < 0:
		return mall.Errorf(mall.InvalidInput, "expiresAt goes with points that are added", "仅增加积分时可设置 expiresAt").At("expiresAt")
	case a.ExpiresAt != nil && !a.ExpiresAt.After(now):
		return mall.Errorf(mall.InvalidInput, "expiresAt lies in the past", "expiresAt 早于当前时间").At("expiresAt")
	}
	return mall.CheckKey(a.Key)
}

func (a Adjustment) key() store.Key {
	return store.Key{Actor: a.Actor.Ref(), Operation: adjustOperation, Key: a.Key}
}

func (a Adjustment) fingerprint() string {
	return mall.Fingerprint([]any{a.Member, a.Points, a.Reason, a.ExpiresAt})
}

// serve runs one group: load, decide, save.
func (s *Service) serve(ctx context.Context, tx *store.Tx, requests []Adjustment) ([]store.Outcome[Adjusted], error) {
	now := s.clock()
	members := make([]mall.MemberID, len(requests))
	keys := make([]store.Key, len(requests))
	wanted := map[mall.MemberID]mall.Points{}
	for i, a := range requests {
		members[i], keys[i] = a.Member, a.key()
		wanted[a.Member] = min(wanted[a.Member]+max(-a.Points, 0), mall.MaxPoints)
	}
	book, err := Lock(ctx, tx, now, members)
	if err != nil {
		return nil, err
	}
	if err := book.ReadLots(ctx, tx, wanted); err != nil {
		return nil, err
	}
	known, err := store.Recall(ctx, tx, keys)
	if err != nil {
		return nil, err
	}

	outcomes := make([]store.Outcome[Adjusted], len(requests))
	var records []store.Record
	var events []mall.Event
	for i, a := range requests {
		before, repeated := known[a.key()]
		done, refusal := book.adjust(a, before, repeated, now)
		if refusal != nil {
			outcomes[i].Err = refusal
			continue
		}
		outcomes[i].Answer = done
		if !repeated {
			record := store.Record{Key: a.key(), Fingerprint: a.fingerprint(), Result: done.Entry.String()}
			known[a.key()] = record
			records = append(records, record)
			events = append(events, mall.Event{Topic: mall.BalanceChanged, ID: a.Member.UUID()})
		}
	}
	var batch store.Batch
	book.Save(&batch)
	store.Remember(&batch, now, records)
	s.bus.Write(tx, &batch, events...)
	return outcomes, batch.Exec(ctx, tx)
}

// adjust decides one adjustment.
func (b *Book) adjust(a Adjustment, before store.Record, repeated bool, now time.Time) (Adjusted, *mall.Error) {
	if repeated {
		entry, ok := mall.AnyID(before.Result).Entry()
		if !ok || before.Fingerprint != a.fingerprint() {
			return Adjusted{}, mall.KeyConflict()
		}
		return Adjusted{entry}, nil
	}
	account, ok := b.Account(a.Member)
	if !ok {
		return Adjusted{}, mall.Errorf(mall.NotFound, "no such member", "会员不存在").At("memberId")
	}
	reason := strings.TrimSpace(a.Reason)
	cause := Cause{Reason: &mall.Text{EN: reason, ZH: reason}}
	if a.Points > 0 {
		if account.balance > mall.MaxPoints-a.Points {
			return Adjusted{}, mall.Errorf(mall.InvalidInput, "the account cannot hold that many points", "账户积分超过上限").At("points")
		}
		return Adjusted{account.Grant(mall.Adjust, a.Points, Terms{EarnedAt: now, UsableFrom: now, ExpiresAt: a.ExpiresAt}, cause)}, nil
	}
	entry, refusal := account.Spend(mall.Adjust, -a.Points, cause)
	if refusal != nil {
		return Adjusted{}, refusal.At("points")
	}
	return Adjusted{entry}, nil
}

// errNoAccount is a bug: every member has an account from the start.
var errNoAccount = errors.New("ledger: the member has no account")
