package coupon

import (
	"context"

	"pointsmall/ent"
	"pointsmall/ent/coupon"
	"pointsmall/ent/coupontemplate"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// way is how a member comes to a coupon.
type way string

const (
	byCentre way = "claimCoupon"
	byCode   way = "redeemCouponCode"
	byStaff  way = "giveCoupon"
)

// Gift is the wish that a member gets a coupon.
type Gift struct {
	Actor  mall.Actor
	Member mall.MemberID
	// Template is what it is to be of; not with Code.
	Template mall.CouponTemplateID
	// Code is a public or a unique code, as it was typed.
	Code string
	Key  string

	by way
	// unique is the coupon that the code names; nil: it is a public one, or there is none.
	unique *mall.CouponID
}

// Claim gives a member a coupon of the coupon centre. Refusals: NOT_FOUND, NOT_AVAILABLE (it is not
// in the centre, or given no more), EXPIRED, LIMIT_EXCEEDED (none are left, or none for this
// member), IDEMPOTENCY_CONFLICT.
func (s *Service) Claim(ctx context.Context, actor mall.Actor, t mall.CouponTemplateID, key string) (*ent.Coupon, error) {
	return giving.Do(ctx, s.engine, Gift{Actor: actor, Member: actor.MemberID, Template: t, Key: key, by: byCentre})
}

// Give gives a member a coupon, by staff. Refusals: NOT_FOUND (the coupon, the member),
// NOT_AVAILABLE, EXPIRED, LIMIT_EXCEEDED, IDEMPOTENCY_CONFLICT.
func (s *Service) Give(ctx context.Context, actor mall.Actor, t mall.CouponTemplateID, member mall.MemberID, key string) (*ent.Coupon, error) {
	return giving.Do(ctx, s.engine, Gift{Actor: actor, Member: member, Template: t, Key: key, by: byStaff})
}

// Redeem gives a member the coupon of a public or of a unique code. Refusals: NOT_FOUND (no such
// code), NOT_AVAILABLE, EXPIRED, INVALID_STATE (a unique code that was redeemed),
// LIMIT_EXCEEDED, IDEMPOTENCY_CONFLICT.
func (s *Service) Redeem(ctx context.Context, actor mall.Actor, code, key string) (*ent.Coupon, error) {
	g := Gift{Actor: actor, Member: actor.MemberID, Code: Fold(code), Key: key, by: byCode}
	public, err := s.db.Ent().CouponTemplate.Query().Where(coupontemplate.LiveCode(g.Code)).OnlyID(ctx)
	switch {
	case err == nil:
		g.Template = public
	case !ent.IsNotFound(err):
		return nil, err
	default:
		c, err := s.db.Ent().Coupon.Query().Where(coupon.CodeDigest(digest(g.Code))).Only(ctx)
		if err != nil && !ent.IsNotFound(err) {
			return nil, err
		}
		if c != nil {
			g.Template, g.unique = c.TemplateID, &c.ID
		}
	}
	return giving.Do(ctx, s.engine, g)
}

var giving = &store.UseCase[*desk, Gift, *ent.Coupon]{
	Want: Gift.want, Decide: Gift.decide,
	Touches: func(_ Gift, c *ent.Coupon) []store.Row { return []store.Row{{Table: "coupons", ID: c.ID}} },
	Repeats: &store.ByRecord[*desk, Gift, *ent.Coupon]{Key: Gift.key, Fingerprint: Gift.fingerprint, Result: nameCoupon, Find: rereadCoupon[Gift]},
}

func (g Gift) key() store.Key {
	return store.Key{Actor: g.Actor.Ref(), Operation: string(g.by), Key: g.Key}
}

func (g Gift) fingerprint() string {
	if g.by == byCode {
		return mall.Fingerprint([]any{g.Code})
	}
	return mall.Fingerprint([]any{g.Template, g.Member})
}

func (g Gift) want(d *desk) { d.want(g.Template, &g.Member, g.unique) }

func (g Gift) decide(d *desk) (*ent.Coupon, *mall.Error) {
	t, refusal := d.open(g.Template)
	if refusal != nil {
		if g.by == byCode && refusal.Code == mall.CodeNotFound {
			refusal = mall.Errorf(mall.CodeNotFound, "no such code", "优惠码不存在")
		}
		return nil, refusal.At(g.field())
	}
	switch {
	case !d.members[g.Member]:
		return nil, mall.Errorf(mall.CodeNotFound, "no such member", "会员不存在").At("memberId")
	case g.by == byCentre && !t.Claimable:
		return nil, mall.Errorf(mall.CodeNotAvailable, "the coupon %[1]s is not in the coupon centre", "优惠券「%[2]s」不在领券中心", t.Name.EN, t.Name.ZH).At(g.field())
	case g.unique != nil:
		return g.take(d, t)
	}
	if refusal := d.room(t, 1, &g.Member); refusal != nil {
		return nil, refusal.At(g.field())
	}
	return d.give(t, g.Member, g.Actor), nil
}

// take gives the member the coupon of a unique code, which counts as issued already.
func (g Gift) take(d *desk, t *ent.CouponTemplate) (*ent.Coupon, *mall.Error) {
	h := d.sheet.Find(*g.unique)
	if h == nil || h.Member != nil {
		return nil, mall.Errorf(mall.CodeInvalidState, "the code was redeemed already", "优惠码已被使用").At(g.field())
	}
	if refusal := d.mine(t, &g.Member); refusal != nil {
		return nil, refusal.At(g.field())
	}
	from, until := window(t, d.now, d.zone)
	h.Member, h.UsableFrom, h.EndsAt, h.given = &g.Member, &from, until, &d.now
	d.sheet.note(h, mall.CouponGiven, nil, g.Actor)
	d.got[getter{t.ID, g.Member}]++
	return h.Row(), nil
}

// field is where refusals of the request point.
func (g Gift) field() string {
	if g.by == byCode {
		return "code"
	}
	return "templateId"
}

func nameCoupon(c *ent.Coupon) string { return c.ID.String() }

// rereadCoupon reads what a request has made before.
func rereadCoupon[Q any](ctx context.Context, tx *store.Tx, _ Q, result string) (*ent.Coupon, error) {
	id, _ := mall.AnyID(result).Coupon()
	return tx.Ent().Coupon.Get(ctx, id)
}
