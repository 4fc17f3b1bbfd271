package coupon

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/coupontemplate"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Pool is kinds of coupons that a transaction has locked to set coupons of them apart. What is
// set apart counts as issued, so that nobody else gets it.
type Pool struct {
	templates map[mall.CouponTemplateID]*ent.CouponTemplate
	more      map[mall.CouponTemplateID]int64
}

// LockPool locks kinds of coupons: after orders, before coupons and stock. Those that do not exist
// are missing.
func LockPool(ctx context.Context, tx *store.Tx, ids []mall.CouponTemplateID) (*Pool, error) {
	p := &Pool{templates: map[mall.CouponTemplateID]*ent.CouponTemplate{}, more: map[mall.CouponTemplateID]int64{}}
	if len(ids) == 0 {
		return p, nil
	}
	rows, err := lockTemplates(ctx, tx, ids)
	for _, t := range rows {
		p.templates[t.ID] = t
	}
	return p, err
}

// Template is a kind of the pool; nil: there is none of this id.
func (p *Pool) Template(id mall.CouponTemplateID) *ent.CouponTemplate { return p.templates[id] }

// SetApart sets coupons apart that are to be won until a moment. Refusals: NOT_FOUND,
// NOT_AVAILABLE (no more of the kind are given), EXPIRED (they could not be used after that
// moment), LIMIT_EXCEEDED (fewer are left).
func (p *Pool) SetApart(id mall.CouponTemplateID, n int64, until time.Time) *mall.Error {
	t := p.templates[id]
	switch {
	case t == nil || t.Status == mall.RuleDraft:
		return noTemplate()
	case t.Status == mall.RuleRetired:
		return mall.Errorf(mall.CodeNotAvailable, "the coupon %[1]s is given no more", "优惠券「%[2]s」已停止发放", t.Name.EN, t.Name.ZH)
	case over(t.EndsAt, until):
		return mall.Errorf(mall.CodeExpired, "the coupon %[1]s ends before the last one can be won", "优惠券「%[2]s」的截止时间早于活动结束时间", t.Name.EN, t.Name.ZH)
	case t.Total != nil && t.Issued+p.more[id]+n > *t.Total:
		left := *t.Total - t.Issued - p.more[id]
		refusal := mall.Errorf(mall.CodeLimitExceeded, "of the coupon %[1]s %[3]d are left, and %[4]d are to be won", "优惠券「%[2]s」剩余 %[3]d 张，需预留 %[4]d 张", t.Name.EN, t.Name.ZH, left, n)
		refusal.Figures = mall.Figures{Limit: *t.Total, Left: left}
		return refusal
	}
	p.more[id] += n
	return nil
}

// GiveBack returns coupons that nobody won.
func (p *Pool) GiveBack(id mall.CouponTemplateID, n int64) { p.more[id] -= n }

// Save adds what was set apart, or given back, to the batch.
func (p *Pool) Save(batch *store.Batch) {
	rows := store.NewRows("id uuid", "more bigint")
	for id, more := range p.more {
		if more != 0 {
			rows.Add(id, more)
		}
	}
	batch.Add("update coupon_templates set issued = coupon_templates.issued + r.more from {rows} where coupon_templates.id = r.id", rows)
}

// FaceValue is what a kind of coupon takes off at most, in minor units; nil: it does not say.
func FaceValue(t *ent.CouponTemplate) *int64 {
	value := t.Terms.AmountMinor + t.Terms.MostMinor // a kind has one of them
	if value == 0 {
		return nil
	}
	return &value
}

// Known says which kinds of coupons there are.
func Known(ctx context.Context, tx *store.Tx, ids []mall.CouponTemplateID) (map[mall.CouponTemplateID]bool, error) {
	found, err := tx.Ent().CouponTemplate.Query().Where(store.Among(coupontemplate.FieldID, "uuid", ids)).IDs(ctx)
	known := make(map[mall.CouponTemplateID]bool, len(found))
	for _, id := range found {
		known[id] = true
	}
	return known, err
}

// Templates reads kinds of coupons.
func Templates(ctx context.Context, client *ent.Client, ids []mall.CouponTemplateID) (map[mall.CouponTemplateID]*ent.CouponTemplate, error) {
	rows, err := client.CouponTemplate.Query().Where(store.Among(coupontemplate.FieldID, "uuid", ids)).All(ctx)
	found := make(map[mall.CouponTemplateID]*ent.CouponTemplate, len(rows))
	for _, t := range rows {
		found[t.ID] = t
	}
	return found, err
}

// Won are coupons that members win of what was set apart.
type Won struct {
	coupons []*ent.Coupon
	notes   []*ent.CouponChange
}

// Give makes a coupon for a member who has won it.
func (w *Won) Give(t *ent.CouponTemplate, member mall.MemberID, now time.Time, zone *time.Location) mall.CouponID {
	from, until := window(t, now, zone)
	c := &ent.Coupon{ID: mall.NewCouponID(), TemplateID: t.ID, MemberID: &member, Status: mall.CouponAvailable, UsableFrom: &from, EndsAt: until, GivenAt: &now, Changes: 1}
	by := mall.Actor{Kind: mall.ActorMember, MemberID: member}
	w.coupons = append(w.coupons, c)
	w.notes = append(w.notes, &ent.CouponChange{CouponID: c.ID, Number: 1, Kind: mall.CouponWon, MemberID: &member, Actor: by.Ref(), ChangedAt: now})
	return c.ID
}

// Save adds the coupons to the batch.
func (w *Won) Save(batch *store.Batch) {
	saveNew(batch, w.coupons)
	saveChanges(batch, w.notes)
}
