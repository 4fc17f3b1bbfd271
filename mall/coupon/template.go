package coupon

import (
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
)

// Limits of what staff may write.
const (
	maxDescription = 2000 // bytes, in each language
	maxNamed       = 200  // SKUs and categories
	maxGroup       = 64   // bytes
	maxDays        = 3650
	maxCount       = int64(1_000_000_000)
	maxMinor       = int64(1)<<53 - 1
)

// Draft is what an author writes.
type Draft struct {
	Code              string
	Name, Description mall.Text
	Terms             mall.CouponTerms
	// RequiresTier lets members of that tier and above use it; nil: everybody.
	RequiresTier *string
	// Coupons can be used from StartsAt, or when they are given, until EndsAt, or the end of so
	// many days after that: whichever comes first; nil: no such bound.
	StartsAt, EndsAt *time.Time
	Days             *int
	// Total is how many coupons there can be, PerMember how many one member can get; nil: any
	// number.
	Total, PerMember *int64
	// Claimable has members take it in the coupon centre.
	Claimable bool
	// PublicCode is one code for all; nil: there is none.
	PublicCode *string
}

// Check refuses a draft that makes no sense, by the field that causes it.
func (d *Draft) Check() *mall.Error {
	if refusal := mall.CheckCode(d.Code); refusal != nil {
		return refusal
	}
	if refusal := mall.CheckName(d.Name); refusal != nil {
		return refusal
	}
	if len(d.Description.EN) > maxDescription || len(d.Description.ZH) > maxDescription {
		return bad("description has at most %d bytes", "说明最多 %d 字节", maxDescription).At("description")
	}
	if refusal := checkTerms(&d.Terms); refusal != nil {
		return refusal
	}
	if refusal := d.checkValidity(); refusal != nil {
		return refusal
	}
	for field, n := range map[string]*int64{"total": d.Total, "perMember": d.PerMember} {
		if n != nil && (*n < 1 || *n > maxCount) {
			return bad("%s must be from 1 to %d; null is no limit", "%s 须为 1 至 %d，不限请传 null", field, maxCount).At(field)
		}
	}
	if d.PublicCode == nil {
		return nil
	}
	code := Fold(*d.PublicCode)
	d.PublicCode = &code
	if len(code) < 4 || len(code) > 32 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
		return bad("a public code has 4 to 32 letters and digits", "公开码须为 4 至 32 个字母或数字").At("publicCode")
	}
	return nil
}

// Fold is a code as it is compared: capital letters and digits alone, whatever people type
// between them.
func Fold(code string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(code)))
}

func (d *Draft) checkValidity() *mall.Error {
	switch {
	case d.StartsAt != nil && d.EndsAt != nil && !d.StartsAt.Before(*d.EndsAt):
		return bad("endsAt must be after startsAt", "结束时间须晚于开始时间").At("endsAt")
	case d.Days != nil && (*d.Days < 1 || *d.Days > maxDays):
		return bad("days must be from 1 to %d; null is no such bound", "days 须为 1 至 %d，不限请传 null", maxDays).At("days")
	}
	return nil
}

func checkTerms(t *mall.CouponTerms) *mall.Error {
	needs := map[mall.CouponKind]struct{ amount, percent, most bool }{
		mall.CouponAmount: {amount: true}, mall.CouponPercent: {percent: true, most: true}, mall.CouponExchange: {}, mall.CouponFreeShipping: {most: true},
	}
	need, known := needs[t.Kind]
	switch {
	case !known:
		return bad("no such kind of coupon: %q", "优惠券类型不存在：%q", string(t.Kind)).At("kind")
	case need.amount != (t.AmountMinor > 0) || t.AmountMinor < 0 || t.AmountMinor > maxMinor:
		return bad("a coupon of the kind AMOUNT takes off an amount greater than 0, no other does", "仅 AMOUNT 类优惠券须填写大于 0 的 amountOff").At("amountOff")
	case need.percent != (t.Percent != 0) || t.Percent < 0 || t.Percent > 100:
		return bad("a coupon of the kind PERCENT takes off 1 to 100 per cent, no other does", "仅 PERCENT 类优惠券须填写 1 至 100 的 percentOff").At("percentOff")
	case t.MostMinor < 0 || t.MostMinor > maxMinor || !need.most && t.MostMinor != 0:
		return bad("PERCENT and FREE_SHIPPING alone have a most, which is greater than 0", "仅 PERCENT 与 FREE_SHIPPING 可填写大于 0 的 atMost").At("atMost")
	case t.MinimumMinor < 0 || t.MinimumMinor > maxMinor:
		return bad("minimum must not be negative", "使用门槛不能为负").At("minimum")
	case t.Kind == mall.CouponExchange && len(t.Skus) == 0:
		return bad("a coupon of the kind EXCHANGE names the SKUs of which one piece is free", "EXCHANGE 类优惠券须指定可兑的商品规格").At("skuIds")
	case len(t.Skus) > maxNamed:
		return bad("at most %d SKUs", "最多指定 %d 个商品规格", maxNamed).At("skuIds")
	case len(t.Categories) > maxNamed:
		return bad("at most %d categories", "最多指定 %d 个分类", maxNamed).At("categoryIds")
	}
	return checkStacking(t)
}

func checkStacking(t *mall.CouponTerms) *mall.Error {
	switch t.Stacking.Mode {
	case "", mall.StackAdd, mall.StackBestOf, mall.StackExclusive:
	default:
		return bad("coupons stack by ADD, BEST_OF or EXCLUSIVE, not by %q", "优惠券的叠加方式须为 ADD、BEST_OF 或 EXCLUSIVE，而不是 %q", string(t.Stacking.Mode)).At("stacking", "mode")
	}
	switch {
	case len(t.Stacking.Group) > maxGroup:
		return bad("a category has at most %d bytes", "叠加类别最多 %d 字节", maxGroup).At("stacking", "group")
	case t.Stacking.Mode != mall.StackBestOf && t.Stacking.Group != "":
		return bad("a group belongs to BEST_OF alone", "仅 BEST_OF 可填写 group").At("stacking", "group")
	case t.Priority < -1000 || t.Priority > 1000:
		return bad("priority must be from -1000 to 1000", "priority 须为 -1000 至 1000").At("priority")
	}
	return nil
}

func bad(en, zh string, args ...any) *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, en, zh, args...)
}

// window is from when and until when a coupon can be used that is given now; until is nil where
// it has no end.
func window(t *ent.CouponTemplate, now time.Time, zone *time.Location) (from time.Time, until *time.Time) {
	from = now
	if t.StartsAt != nil && t.StartsAt.After(now) {
		from = *t.StartsAt
	}
	until = t.EndsAt
	if t.Days != nil {
		end := mall.StartOfDay(mall.DateOf(from, zone).AddDays(*t.Days+1), zone)
		if until == nil || end.Before(*until) {
			until = &end
		}
	}
	return from, until
}
