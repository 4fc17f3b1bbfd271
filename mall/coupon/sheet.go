package coupon

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Held is a coupon within a transaction, with what its template says.
type Held struct {
	ID     mall.CouponID
	Member *mall.MemberID
	Status mall.CouponStatus
	// Order has it; nil: none has.
	Order              *mall.OrderID
	UsableFrom, EndsAt *time.Time
	Name               mall.Text
	Terms              mall.CouponTerms
	// Rank is the lowest tier rank that may use it; nil: everybody.
	Rank *int

	template mall.CouponTemplateID
	given    *time.Time
	// before is how many changes the coupon had when it was read, changes how many it has now.
	before, changes int
}

// User is who wants to use a coupon, as far as coupons ask.
type User struct {
	Member mall.MemberID
	// Rank is their tier's.
	Rank int
	// HasOrdered says that they have another order.
	HasOrdered bool
}

// Refuse says why a member cannot use the coupon at a moment, whatever it is to be used for; nil:
// they can. Refusals: NOT_FOUND (it is not theirs), INVALID_STATE (it is reserved or used; the
// order is named), NOT_AVAILABLE (too early), EXPIRED, NOT_ELIGIBLE.
func (h *Held) Refuse(who User, now time.Time, zone *time.Location) *mall.Error {
	switch {
	case h == nil || h.Member == nil || *h.Member != who.Member:
		return NotFound()
	case h.Status == mall.CouponReserved:
		return mall.Errorf(mall.CodeInvalidState, "the coupon %[1]s is reserved by the order %[3]s", "优惠券「%[2]s」已被订单 %[3]s 占用", h.Name.EN, h.Name.ZH, *h.Order)
	case h.Status == mall.CouponUsed:
		return mall.Errorf(mall.CodeInvalidState, "the coupon %[1]s was used for the order %[3]s", "优惠券「%[2]s」已用于订单 %[3]s", h.Name.EN, h.Name.ZH, *h.Order)
	case h.UsableFrom != nil && now.Before(*h.UsableFrom):
		return mall.Errorf(mall.CodeNotAvailable, "the coupon %[1]s can be used from %[3]s", "优惠券「%[2]s」将于 %[3]s 起可用", h.Name.EN, h.Name.ZH, h.UsableFrom.In(zone).Format(time.RFC3339))
	case over(h.EndsAt, now):
		return mall.Errorf(mall.CodeExpired, "the coupon %[1]s expired at %[3]s", "优惠券「%[2]s」已于 %[3]s 过期", h.Name.EN, h.Name.ZH, h.EndsAt.In(zone).Format(time.RFC3339))
	case h.Rank != nil && who.Rank < *h.Rank:
		return mall.Errorf(mall.CodeNotEligible, "the coupon %[1]s is for members of a higher tier", "优惠券「%[2]s」仅限更高等级的会员使用", h.Name.EN, h.Name.ZH)
	case h.Terms.FirstOrder && who.HasOrdered:
		return mall.Errorf(mall.CodeNotEligible, "the coupon %[1]s is for a first order", "优惠券「%[2]s」仅限首单使用", h.Name.EN, h.Name.ZH)
	}
	return nil
}

func over(end *time.Time, now time.Time) bool { return end != nil && !now.Before(*end) }

// NotFound says that there is no such coupon, or not for this member.
func NotFound() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such coupon", "优惠券不存在")
}

// Sheet is the coupons of a transaction, locked, and what it does with them.
type Sheet struct {
	now     time.Time
	byID    map[mall.CouponID]*Held
	changes []*ent.CouponChange
}

// NewSheet makes a sheet without coupons.
func NewSheet(now time.Time) *Sheet { return &Sheet{now: now, byID: map[mall.CouponID]*Held{}} }

// Lock reads coupons by id, and locks them unless tx is Unlocked: after orders, before stock.
// Those that do not exist are missing.
func Lock(ctx context.Context, tx *store.Tx, now time.Time, ids []mall.CouponID) (*Sheet, error) {
	s := NewSheet(now)
	if len(ids) == 0 {
		return s, nil
	}
	return s, s.read(ctx, tx, ids)
}

func (s *Sheet) read(ctx context.Context, tx *store.Tx, ids []mall.CouponID) error {
	set, err := store.Set(tx.Dialect, ids)
	if err != nil {
		return err
	}
	err = tx.Each(ctx, func(scan func(...any) error) error {
		h := &Held{}
		var terms []byte
		if err := scan(&h.ID, &h.template, &h.Member, &h.Status, &h.Order, &h.UsableFrom, &h.EndsAt, &h.given, &h.changes, &h.Name, &terms, &h.Rank); err != nil {
			return err
		}
		if err := json.Unmarshal(terms, &h.Terms); err != nil {
			return fmt.Errorf("read the terms of coupon %s: %w", h.ID, err)
		}
		h.before = h.changes
		s.byID[h.ID] = h
		store.Locked(tx, store.KindCoupon, h.ID)
		return nil
	}, "select c.id, c.template_id, c.member_id, c.status, c.order_id, c.usable_from, c.ends_at, c.given_at, c.changes, t.name, t.terms, "+
		"(select x.rank from tiers x where x.id = t.requires_tier) from coupons c join coupon_templates t on t.id = c.template_id where "+
		"c.id "+tx.Dialect.In(1, "uuid")+tx.Lock(store.KindCoupon, "c.id"), set)
	return err
}

// Find is a coupon; nil: the sheet has none of this id.
func (s *Sheet) Find(id mall.CouponID) *Held { return s.byID[id] }

// Reserve has an order that waits for its money keep a coupon that is AVAILABLE.
func (s *Sheet) Reserve(h *Held, o mall.OrderID, by mall.Actor) {
	s.move(h, mall.CouponReserved, &o, mall.CouponWasReserved, by)
}

// Use has an order that is paid use a coupon that is AVAILABLE or that it has reserved.
func (s *Sheet) Use(h *Held, o mall.OrderID, by mall.Actor) {
	s.move(h, mall.CouponUsed, &o, mall.CouponWasUsed, by)
}

// GiveBack frees a coupon of an order that was given up or cancelled. It keeps its end, and lasts
// for grace at least.
func (s *Sheet) GiveBack(h *Held, grace time.Duration, by mall.Actor) {
	kind, of := mall.CouponReleased, h.Order
	if h.Status == mall.CouponUsed {
		kind = mall.CouponReturned
	}
	if least := s.now.Add(grace); h.EndsAt != nil && h.EndsAt.Before(least) {
		h.EndsAt = &least
	}
	s.move(h, mall.CouponAvailable, nil, kind, by)
	s.changes[len(s.changes)-1].OrderID = of
}

// Send gives a member's coupon to another member.
func (s *Sheet) Send(h *Held, to mall.MemberID, by mall.Actor) {
	h.Member, h.given = &to, &s.now
	s.note(h, mall.CouponSent, nil, by)
}

// Given is when its member got the coupon.
func (h *Held) Given() time.Time { return *h.given }

// Row is the coupon as it is stored, with what the transaction has done with it.
func (h *Held) Row() *ent.Coupon {
	return &ent.Coupon{
		ID: h.ID, TemplateID: h.template, MemberID: h.Member, Status: h.Status, OrderID: h.Order, UsableFrom: h.UsableFrom, EndsAt: h.EndsAt,
		GivenAt: h.given, Changes: h.changes,
	}
}

func (s *Sheet) move(h *Held, to mall.CouponStatus, o *mall.OrderID, kind mall.CouponChangeKind, by mall.Actor) {
	h.Status, h.Order = to, o
	s.note(h, kind, o, by)
}

func (s *Sheet) note(h *Held, kind mall.CouponChangeKind, o *mall.OrderID, by mall.Actor) {
	h.changes++
	s.changes = append(s.changes, &ent.CouponChange{CouponID: h.ID, Number: h.changes, Kind: kind, MemberID: h.Member, OrderID: o, Actor: by.Ref(), ChangedAt: s.now})
}

// Save adds what has changed to the batch.
func (s *Sheet) Save(batch *store.Batch) {
	rows := store.NewRows("id uuid", "member_id uuid", "status text", "order_id uuid", "usable_from timestamptz", "ends_at timestamptz", "given_at timestamptz", "before bigint", "changes bigint")
	for _, h := range s.byID {
		if h.changes != h.before {
			rows.Add(h.ID, h.Member, string(h.Status), h.Order, h.UsableFrom, h.EndsAt, h.given, h.before, h.changes)
		}
	}
	// Another order may have taken it since an unlocked tx read it.
	batch.Update("update coupons set member_id = r.member_id, status = r.status, order_id = r.order_id, usable_from = r.usable_from, ends_at = r.ends_at, given_at = r.given_at, changes = r.changes "+
		"from {rows} where coupons.id = r.id", rows, "coupons.changes = r.before")
	saveChanges(batch, s.changes)
}

// SentSince counts the coupons that each member has sent since a moment.
func SentSince(ctx context.Context, tx *store.Tx, members []mall.MemberID, since time.Time) (map[mall.MemberID]int, error) {
	by := make(map[string]mall.MemberID, len(members))
	actors := make([]string, len(members))
	for i, id := range members {
		actors[i] = mall.Actor{Kind: mall.ActorMember, MemberID: id}.Ref()
		by[actors[i]] = id
	}
	set, err := store.Set(tx.Dialect, actors)
	if err != nil {
		return nil, err
	}
	sent := map[mall.MemberID]int{}
	return sent, tx.Each(ctx, func(scan func(...any) error) error {
		var actor string
		var n int
		if err := scan(&actor, &n); err != nil {
			return err
		}
		sent[by[actor]] = n
		return nil
	}, "select actor, count(*) from coupon_changes where kind = 'SENT' and changed_at >= $2 and actor "+tx.Dialect.In(1, "text")+" group by actor", set, since.UTC())
}

func saveChanges(batch *store.Batch, changes []*ent.CouponChange) {
	rows := store.NewRows("id uuid", "coupon_id uuid", "number bigint", "kind text", "member_id uuid", "order_id uuid", "actor text", "changed_at timestamptz")
	for _, c := range changes {
		rows.Add(uuid.Must(uuid.NewV7()), c.CouponID, c.Number, string(c.Kind), c.MemberID, c.OrderID, c.Actor, c.ChangedAt)
	}
	const columns = "id, coupon_id, number, kind, member_id, order_id, actor, changed_at"
	batch.Add("insert into coupon_changes ("+columns+") select "+columns+" from {rows}", rows)
}
