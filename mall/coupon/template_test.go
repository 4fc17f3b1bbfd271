package coupon

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
)

func TestWhatACouponMustSay(t *testing.T) {
	name := mall.Text{EN: "Ten off", ZH: "立减十元"}
	good := func() Draft {
		return Draft{Code: "ten-off", Name: name, Terms: mall.CouponTerms{Kind: mall.CouponAmount, AmountMinor: 10_00}}
	}
	d := good()
	require.Nil(t, d.Check())
	long, none, before := "x", int64(0), time.Unix(0, 0)
	for range 7 {
		long += long
	}
	for field, edit := range map[string]func(*Draft){
		"code":            func(d *Draft) { d.Code = "Ten Off" },
		"name":            func(d *Draft) { d.Name = mall.Text{} },
		"kind":            func(d *Draft) { d.Terms.Kind = "GIFT" },
		"amountOff":       func(d *Draft) { d.Terms.AmountMinor = 0 },
		"percentOff":      func(d *Draft) { d.Terms.Percent = 10 },
		"atMost":          func(d *Draft) { d.Terms.MostMinor = 1 },
		"minimum":         func(d *Draft) { d.Terms.MinimumMinor = -1 },
		"skuIds":          func(d *Draft) { d.Terms = mall.CouponTerms{Kind: mall.CouponExchange} },
		"mode":            func(d *Draft) { d.Terms.Stacking.Mode = mall.StackMultiply },
		"group":           func(d *Draft) { d.Terms.Stacking.Group = "g" },
		"a long group":    func(d *Draft) { d.Terms.Stacking = mall.Stacking{Mode: mall.StackBestOf, Group: long} },
		"priority":        func(d *Draft) { d.Terms.Priority = 1001 },
		"endsAt":          func(d *Draft) { d.StartsAt, d.EndsAt = &before, &before },
		"days":            func(d *Draft) { d.Days = new(0) },
		"total":           func(d *Draft) { d.Total = &none },
		"perMember":       func(d *Draft) { d.PerMember = &none },
		"publicCode":      func(d *Draft) { d.PublicCode = new("abc") },
		"a code in words": func(d *Draft) { d.PublicCode = new("优惠优惠") },
	} {
		d := good()
		edit(&d)
		refusal := d.Check()
		require.NotNil(t, refusal, field)
		assert.Equal(t, mall.CodeInvalidInput, refusal.Code, field)
	}
	d = good()
	d.PublicCode = new(" dbl-11 2026")
	require.Nil(t, d.Check())
	assert.Equal(t, "DBL112026", *d.PublicCode)
}

func TestFromWhenUntilWhenACouponCanBeUsed(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(t, err)
	at := func(text string) time.Time {
		parsed, err := time.Parse(time.RFC3339, text)
		require.NoError(t, err)
		return parsed
	}
	now, soon, late := at("2026-11-28T22:30:00+08:00"), at("2026-12-01T00:00:00+08:00"), at("2026-12-12T00:00:00+08:00")
	for name, c := range map[string]struct {
		t     ent.CouponTemplate
		from  time.Time
		until *time.Time
	}{
		"for ever":                     {ent.CouponTemplate{}, now, nil},
		"fixed dates":                  {ent.CouponTemplate{StartsAt: &soon, EndsAt: &late}, soon, &late},
		"days after it was given":      {ent.CouponTemplate{Days: new(7)}, now, new(at("2026-12-06T00:00:00+08:00"))},
		"days after it can be used":    {ent.CouponTemplate{StartsAt: &soon, Days: new(1)}, soon, new(at("2026-12-03T00:00:00+08:00"))},
		"whichever end comes first":    {ent.CouponTemplate{EndsAt: &late, Days: new(30)}, now, &late},
		"a start that is over already": {ent.CouponTemplate{StartsAt: new(now.Add(-time.Hour))}, now, nil},
	} {
		from, until := window(&c.t, now, zone)
		assert.True(t, c.from.Equal(from), "%s: from %s", name, from)
		if c.until == nil {
			assert.Nil(t, until, name)
		} else if assert.NotNil(t, until, name) {
			assert.True(t, c.until.Equal(*until), "%s: until %s", name, until)
		}
	}
}

func TestUniqueCodesDifferAndAreStoredAsDigests(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		code := newCode()
		assert.Len(t, code, codeLength)
		assert.False(t, seen[code])
		seen[code] = true
		assert.Equal(t, code, Fold(show(code)), "as people type it")
		assert.NotContains(t, digest(code), code)
	}
}
