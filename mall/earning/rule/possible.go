package rule

import (
	"context"
	"maps"
	"slices"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Lookup tells which of some names there are in another record.
type Lookup func(ctx context.Context, tx *store.Tx, names []string) (map[string]bool, error)

// Names find what rules name in other records.
type Names struct {
	Tiers, Categories, Skus Lookup
	// Lowest is the code of the lowest tier, which new members have.
	Lowest func(ctx context.Context, tx *store.Tx) (string, error)
	// Terms are what the mall has set.
	Terms func() Terms
	// Zone is where the mall's days begin.
	Zone *time.Location
}

// Terms are what the mall has set for the points of all rules.
type Terms struct {
	// ReturnWindow is for how many days goods can be returned.
	ReturnWindow int
	Expiry       mall.Expiry
}

// found are the names of a definition that there are.
type found struct {
	tiers, categories, skus map[string]bool
	lowest                  string
	terms                   Terms
	// condition has the names that the condition asks for, whether there are such or not.
	condition literals
}

// look finds what a definition names.
func (n Names) look(ctx context.Context, tx *store.Tx, d *Definition) (f found, err error) {
	goods := d.Effect.Goods()
	if f.condition, err = d.literals(); err != nil {
		return f, err
	}
	if f.tiers, err = n.Tiers(ctx, tx, slices.Concat(d.Audience.Tiers, d.Effect.tiers(), f.condition.tiers)); err != nil {
		return f, err
	}
	if f.categories, err = n.Categories(ctx, tx, slices.Concat(goods.Categories, f.condition.categories)); err != nil {
		return f, err
	}
	if f.lowest, err = n.Lowest(ctx, tx); err != nil {
		return f, err
	}
	f.terms = n.Terms()
	f.skus, err = n.Skus(ctx, tx, goods.Skus)
	return f, err
}

// tiers are those that a bonus names, in order.
func (e Effect) tiers() []string {
	if e.TierBonus == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(e.TierBonus.Percents))
}

// checkPossible refuses what can never earn in this mall from now on, by the field that
// causes it.
func (d *Definition) checkPossible(f found, now time.Time, zone *time.Location) *mall.Error {
	if refusal := CheckTiers(d.Audience, f.tiers); refusal != nil {
		return refusal.At("audience")
	}
	if refusal := d.checkAudienceOf(f.lowest); refusal != nil {
		return refusal.At("audience", "tiers")
	}
	if refusal := d.checkWait(f.terms); refusal != nil {
		return refusal.At("pending")
	}
	if code, ok := missing(d.Effect.tiers(), f.tiers); ok {
		return noSuchTier(code).At("effect", "tierBonus", "percents")
	}
	if slug, ok := missing(d.Effect.Goods().Categories, f.categories); ok {
		return bad("no such category: %q", "商品分类不存在：%q", slug).At("effect", d.Effect.Kind().field(), "categories")
	}
	if refusal := d.Schedule.checkFrom(now, zone); refusal != nil {
		return refusal.At("schedule")
	}
	return nil
}

// checkAudienceOf refuses tiers that nobody has when the trigger's events happen: who signs
// up has the lowest, and who rises reaches another.
func (d *Definition) checkAudienceOf(lowest string) *mall.Error {
	tiers := d.Audience.Tiers
	switch {
	case len(tiers) == 0:
		return nil
	case d.Trigger == mall.TriggerSignUp && !slices.Contains(tiers, lowest):
		return bad("whoever signs up has the lowest tier, %q", "新注册会员均为最低等级 %q", lowest)
	case d.Trigger == mall.TriggerTierChange && !slices.ContainsFunc(tiers, func(t string) bool { return t != lowest }):
		return bad("nobody rises to the lowest tier, %q", "没有会员会升级到最低等级 %q", lowest)
	}
	return nil
}

// checkWait refuses points that expire before they can be spent, whenever they are earned.
func (d *Definition) checkWait(terms Terms) *mall.Error {
	expiry := terms.Expiry
	if d.Expiry != nil {
		expiry = *d.Expiry
	}
	wait, field := d.Pending.Days, "days"
	if d.Pending.UntilReturnWindowCloses {
		wait, field = terms.ReturnWindow+1, "untilReturnWindowCloses"
	}
	if _, most, ok := expiry.Lives(); !ok || wait <= most {
		return nil
	}
	return bad("the points expire before they can be spent: they wait for %[1]s", "积分在可用之前就已过期：须等待 %[2]d 天", mall.Count(wait, "day"), wait).At(field)
}

// CheckTiers refuses an audience of tiers that there are not.
func CheckTiers(a Audience, known map[string]bool) *mall.Error {
	if code, ok := missing(a.Tiers, known); ok {
		return noSuchTier(code).At("tiers")
	}
	return nil
}

func noSuchTier(code string) *mall.Error {
	return bad("no such tier: %q", "会员等级不存在：%q", code)
}

// missing is the first name that there is not.
func missing(names []string, known map[string]bool) (name string, ok bool) {
	i := slices.IndexFunc(names, func(n string) bool { return !known[n] })
	if i < 0 {
		return "", false
	}
	return names[i], true
}

// judge refuses a definition that makes no sense, or can never earn in this mall.
func (s *Service) judge(ctx context.Context, tx *store.Tx, d *Definition) error {
	if refusal := d.Check(); refusal != nil {
		return refusal
	}
	f, err := s.names.look(ctx, tx, d)
	if err != nil {
		return err
	}
	if refusal := d.checkPossible(f, s.clock(), s.names.Zone); refusal != nil {
		return refusal
	}
	return nil
}
