package segment

import (
	"context"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/growth"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// Service keeps segments.
type Service struct {
	db       *store.DB
	clock    mall.Clock
	members  *member.Service
	ledger   *ledger.Service
	currency mall.Currency
}

// New makes the service. currency is the mall's money.
func New(db *store.DB, clock mall.Clock, members *member.Service, points *ledger.Service, currency mall.Currency) *Service {
	return &Service{db, clock, members, points, currency}
}

// Bounds of what can be saved.
const (
	maxName = 128
	// MaxSegments is how many there may be.
	MaxSegments = 200
	// chunk is how many members are looked at together, countFor how long a count may take.
	chunk    = 1000
	countFor = 8 * time.Second
)

// check compiles a condition, or refuses it.
func check(name, condition string) (*rule.Condition, error) {
	if name = strings.TrimSpace(name); name == "" || len(name) > maxName {
		return nil, mall.Errorf(mall.CodeInvalidInput, "name must have 1 to %d bytes", "名称须为 1 至 %d 字节", maxName).At("name")
	}
	compiled, faults, err := rule.Compile(condition)
	if err != nil {
		return nil, err
	}
	if len(faults) == 0 {
		if f := compiled.OfMembers(); f != nil {
			faults = append(faults, *f)
		}
	}
	if len(faults) > 0 {
		en, zh := faults[0].In(mall.LangEN), faults[0].In(mall.LangZH)
		return nil, mall.Errorf(mall.CodeInvalidInput, "line %[1]d, column %[2]d: %[3]s", "第 %[1]d 行第 %[2]d 列：%[4]s", en.Line, en.Column, en.Message, zh.Message).At("condition")
	}
	return compiled, nil
}

// Save makes a segment, where version is nil, or changes the one of an id. Refusals: INVALID_INPUT
// (the name, also one that is taken; the condition), NOT_FOUND, VERSION_CONFLICT, LIMIT_EXCEEDED.
func (s *Service) Save(ctx context.Context, actor mall.Actor, id mall.SegmentID, version *int, name, condition string) (row *ent.Segment, err error) {
	if _, err := check(name, condition); err != nil {
		return nil, err
	}
	name = strings.TrimSpace(name)
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if version == nil {
			row, err = add(ctx, tx, name, condition, actor.Ref(), s.clock())
			return err
		}
		was, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if was.Version != *version {
			return mall.Outdated(mall.Text{EN: "the segment", ZH: "分群"}, "version", was.Version)
		}
		row, err = change(ctx, was, name, condition, actor.Ref(), s.clock())
		return err
	})
	if store.IsUnique(err) {
		return nil, mall.Errorf(mall.CodeInvalidInput, "another segment has this name", "分群名称已被使用").At("name")
	}
	return row, err
}

// Delete deletes a segment. Refusals: NOT_FOUND, VERSION_CONFLICT.
func (s *Service) Delete(ctx context.Context, id mall.SegmentID, version int) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		was, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if was.Version != version {
			return mall.Outdated(mall.Text{EN: "the segment", ZH: "分群"}, "version", was.Version)
		}
		return tx.Ent().Segment.DeleteOne(was).Exec(ctx)
	})
}

// Count counts the members whom a segment's condition picks now, those who have left not. It reads
// all members, some hundred thousand a second, and answers partly, with whole false, when that
// takes longer than 8 seconds.
func (s *Service) Count(ctx context.Context, row *ent.Segment) (n int, whole bool, err error) {
	condition, err := check(row.Name, row.Condition)
	if err != nil {
		return 0, false, err
	}
	began := time.Now()
	var after *mall.MemberID
	for {
		people, err := s.members.List(ctx, member.Query{After: after, Limit: chunk, Oldest: true})
		if err != nil {
			return n, false, err
		}
		picked, err := s.pick(ctx, condition, people)
		if err != nil {
			return n, false, err
		}
		n += picked
		if len(people) < chunk {
			return n, true, nil
		}
		if time.Since(began) > countFor {
			return n, false, nil
		}
		after = &people[0].ID // the list has the newest first
	}
}

// pick counts whom of some members a condition picks.
func (s *Service) pick(ctx context.Context, c *rule.Condition, people []*ent.Member) (n int, err error) {
	ids := make([]mall.MemberID, 0, len(people))
	for _, m := range people {
		if m.DeletedAt == nil {
			ids = append(ids, m.ID)
		}
	}
	var standings map[mall.MemberID]member.Standing
	var totals map[mall.MemberID]growth.Totals
	err = s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if standings, err = member.Standings(ctx, tx, ids); err != nil {
			return err
		}
		totals, err = growth.TotalsOf(ctx, tx, ids)
		return err
	})
	if err != nil {
		return 0, err
	}
	balances, err := s.ledger.Balances(ctx, ids, mall.DefaultPoints)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		is, has := standings[id], totals[id]
		who := rule.Member{ID: id, Tier: is.Tier, Rank: is.Rank, Tags: is.Tags, Since: is.Since}
		if c.HoldsOf(who, rule.History{Purchases: has.Purchases, Spent: has.SpentMinor, LifetimeEarned: balances[id].LifetimeEarned, Currency: s.currency}) {
			n++
		}
	}
	return n, nil
}
