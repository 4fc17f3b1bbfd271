package graph

import (
	"context"
	"fmt"
	"strconv"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/checkout/quote"
	"pointsmall/mall/coupon"
	"pointsmall/mall/store"
)

// couponTemplatePayload answers with what became of a kind of coupon.
func couponTemplatePayload(ctx context.Context, t *ent.CouponTemplate, err error) (*model.CouponTemplatePayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.CouponTemplatePayload{UserErrors: refusals}, err
	}
	return &model.CouponTemplatePayload{Template: t, UserErrors: []model.UserError{}}, nil
}

// couponPayload answers with what became of a coupon.
func couponPayload(ctx context.Context, c *ent.Coupon, err error) (*model.CouponPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.CouponPayload{UserErrors: refusals}, err
	}
	return &model.CouponPayload{Coupon: c, UserErrors: []model.UserError{}}, nil
}

// couponDraft reads what a kind of coupon does.
func (r *Resolver) couponDraft(code string, input *model.CouponTemplateInput) (coupon.Draft, error) {
	d := coupon.Draft{
		Code: code, Name: textOf(input.Name), RequiresTier: input.RequiresTier, StartsAt: input.StartsAt, EndsAt: input.EndsAt, Days: input.Days,
		Total: wide(input.Total), PerMember: wide(input.PerMember), Claimable: input.Claimable, PublicCode: input.PublicCode,
		Terms: mall.CouponTerms{Kind: input.Kind, FirstOrder: input.FirstOrder, Priority: input.Priority, Stacking: mall.Stacking{Mode: mall.StackBestOf}},
	}
	if input.Description != nil {
		d.Description = textOf(input.Description)
	}
	set(&d.Terms.Percent, input.PercentOff)
	if s := input.Stacking; s != nil {
		d.Terms.Stacking = mall.Stacking{Mode: s.Mode, Group: text(s.Group)}
	}
	for field, m := range map[string]struct {
		input *model.MoneyInput
		into  *int64
	}{"amountOff": {input.AmountOff, &d.Terms.AmountMinor}, "atMost": {input.AtMost, &d.Terms.MostMinor}, "minimum": {input.Minimum, &d.Terms.MinimumMinor}} {
		if m.input == nil {
			continue
		}
		money, err := moneyOf(m.input, r.Currency)
		if err != nil {
			return d, at(err, field)
		}
		*m.into = money.Minor
	}
	for i, id := range input.SkuIds {
		sku, ok := id.Sku()
		if !ok {
			return d, noSuch("no such SKU", "商品规格不存在", strconv.Itoa(i)).At("skuIds")
		}
		d.Terms.Skus = append(d.Terms.Skus, sku)
	}
	for i, id := range input.CategoryIds {
		category, ok := id.Category()
		if !ok {
			return d, noSuch("no such category", "分类不存在", strconv.Itoa(i)).At("categoryIds")
		}
		d.Terms.Categories = append(d.Terms.Categories, category)
	}
	return d, nil
}

// unlessNone is an amount in the mall's money; null where there is none.
func (r *Resolver) unlessNone(minor int64) *mall.Money {
	if minor == 0 {
		return nil
	}
	return &mall.Money{Minor: minor, Currency: r.Currency}
}

// shownIDs are ids as the API shows them.
func shownIDs[ID fmt.Stringer](ids []ID) []mall.AnyID {
	shown := make([]mall.AnyID, len(ids))
	for i, id := range ids {
		shown[i] = mall.AnyID(id.String())
	}
	return shown
}

// couponIDs reads the coupons that somebody wants to use.
func couponIDs(input []mall.AnyID) ([]mall.CouponID, error) {
	var ids []mall.CouponID
	for i, id := range input {
		c, ok := id.Coupon()
		if !ok {
			return nil, coupon.NotFound().At("couponIds", strconv.Itoa(i))
		}
		ids = append(ids, c)
	}
	return ids, nil
}

// usedCoupons shows the coupons that take something off.
func usedCoupons(ctx context.Context, used []quote.Coupon, currency mall.Currency) []*model.UsedCoupon {
	shown := make([]*model.UsedCoupon, len(used))
	for i, c := range used {
		shown[i] = &model.UsedCoupon{
			CouponID: mall.AnyID(c.ID.String()), Name: c.Name.In(mall.LangOf(ctx)),
			Discount: &mall.Money{Minor: c.OffMinor, Currency: currency}, ShippingDiscount: &mall.Money{Minor: c.ShippingMinor, Currency: currency},
		}
	}
	return shown
}

// passedCoupons shows the coupons that were asked for and take nothing off.
func passedCoupons(ctx context.Context, passed []quote.Passed) []*model.PassedCoupon {
	shown := make([]*model.PassedCoupon, len(passed))
	for i, p := range passed {
		shown[i] = &model.PassedCoupon{CouponID: mall.AnyID(p.ID.String()), Name: p.Name.In(mall.LangOf(ctx)), Reason: p.Why}
		if !p.For.IsZero() {
			shown[i].InsteadID = new(mall.AnyID(p.For.String()))
		}
	}
	return shown
}

// orderTerms reads the terms that an order stores; those of an order without any are empty.
func orderTerms(o *ent.Order) (*quote.Terms, error) {
	terms, err := quote.ReadTerms(o.Terms)
	if terms == nil {
		terms = &quote.Terms{}
	}
	return terms, err
}

// couponsPage reads a page of a member's coupons, newest first.
func (r *Resolver) couponsPage(ctx context.Context, member mall.MemberID, status *mall.CouponStatus, args page.Args) (*model.CouponConnection, error) {
	var in mall.CouponStatus
	set(&in, status)
	return page.List[ent.Coupon, mall.CouponID]{
		Text:  func(c *ent.Coupon) string { return c.ID.String() },
		Place: page.ByID(mall.AnyID.Coupon),
		Read: func(ctx context.Context, part page.Part[mall.CouponID]) ([]*ent.Coupon, error) {
			return r.Coupons.List(ctx, member, in, coupon.Page{
				Before: part.After, // after it in the list: older
				After:  part.Before,
				Limit:  part.Limit, Oldest: part.FromEnd,
			})
		},
		Count: func(ctx context.Context) (int, error) { return r.Coupons.Count(ctx, member, in, page.MaxCount) },
	}.Page(ctx, args)
}

// findCoupon finds a coupon that the actor may see: a member their own, staff any.
func (r *Resolver) findCoupon(ctx context.Context, actor mall.Actor, id mall.CouponID) (*ent.Coupon, error) {
	found, err := r.Coupons.ByIDs(ctx, []mall.CouponID{id})
	c := found[id]
	if err != nil || c == nil {
		return nil, err
	}
	own := actor.Kind == mall.ActorMember && c.MemberID != nil && *c.MemberID == actor.MemberID
	if !own && (actor.Kind != mall.ActorStaff || !actor.May(mall.PermissionCampaigns)) {
		return nil, nil
	}
	return c, nil
}

func (r *Resolver) allCouponsPage(ctx context.Context, args page.Args, input *model.CouponFilter) (*model.CouponConnection, error) {
	var f coupon.Filter
	if input != nil {
		refusal := filtered(&f.Member, input.MemberID, mall.AnyID.Member, "memberId")
		if refusal == nil {
			refusal = filtered(&f.Template, input.TemplateID, mall.AnyID.CouponTemplate, "templateId")
		}
		if refusal != nil {
			return nil, refusal
		}
		set(&f.Status, input.Status)
	}
	return newestFirst(func(one *ent.Coupon) mall.CouponID { return one.ID }, mall.AnyID.Coupon,
		func(ctx context.Context, p store.Span[mall.CouponID]) ([]*ent.Coupon, error) {
			return r.Coupons.All(ctx, f, p)
		},
		func(ctx context.Context, limit int) (int, error) { return r.Coupons.CountAll(ctx, f, limit) },
	).Page(ctx, args)
}
