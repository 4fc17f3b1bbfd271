package imports

import (
	"context"
	"fmt"

	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
)

// Ratio is what purchases in the file's currency earn, other rules apart.
type Ratio struct {
	Currency mall.Currency `json:"currency"`
	// AmountMinor is how much earns Points, in the currency's minor unit; 0: no rule
	// gives points for every amount.
	AmountMinor int64       `json:"amountMinor"`
	Points      mall.Points `json:"points"`
}

// prospect is what purchases in a currency can earn.
type prospect struct {
	ratio Ratio
	// nothing is true when they are recorded and earn nothing.
	nothing bool
}

// foresee says what purchases in a currency can earn by the active rules. It is an error
// when the mall takes none: an import changes no rules.
func (s *Service) foresee(ctx context.Context, c mall.Currency) (prospect, error) {
	settings, err := setting.Load(ctx, s.db)
	if err != nil {
		return prospect{}, err
	}
	var rules *rule.Set
	err = s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		rules, err = new(rule.Cache).Active(ctx, tx)
		return err
	})
	if err != nil {
		return prospect{}, err
	}
	if c != settings.Currency && !rules.Earns(c) {
		return prospect{}, fmt.Errorf("purchases in %s earn nothing in this mall, so none can be imported: its currency is %s, and no active rule names %[1]s. "+
			"Activate a rule for %[1]s first, or correct --currency", c, settings.Currency)
	}
	p := prospect{ratio: Ratio{Currency: c}, nothing: true}
	for _, r := range rules.All() {
		if r.Trigger != mall.TriggerPurchase && r.Trigger != mall.TriggerFirstPurchase || !gives(r.Effect, c) {
			continue
		}
		p.nothing = false
		if ratio := r.Effect.Ratio; r.Trigger == mall.TriggerPurchase && ratio != nil && len(ratio.Categories)+len(ratio.Skus) == 0 && p.ratio.AmountMinor == 0 {
			p.ratio.AmountMinor, p.ratio.Points = ratio.AmountMinor, ratio.Points
		}
	}
	return p, nil
}

// gives reports whether an effect can give points for a purchase in a currency without
// any other.
func gives(e rule.Effect, c mall.Currency) bool {
	switch e.Kind() {
	case rule.RatioEffect:
		return e.Ratio.Currency == c
	case rule.LadderEffect:
		return e.Ladder.Currency == c
	case rule.FixedEffect, rule.PerItemEffect:
		return true
	}
	return false
}

// warnings say what an import would do that its caller may not want.
func (p prospect) warnings() []string {
	if !p.nothing {
		return []string{}
	}
	return []string{fmt.Sprintf("no active rule gives points for purchases in %s: they are recorded, earn nothing, and a later import cannot change that", p.ratio.Currency)}
}
