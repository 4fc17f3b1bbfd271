package tiering

import (
	"context"
	"slices"
	"time"

	"pointsmall/ent"
	enttier "pointsmall/ent/tier"
	"pointsmall/ent/tierchange"
	"pointsmall/mall"
	"pointsmall/mall/earning/growth"
	"pointsmall/mall/store"
	"pointsmall/mall/tier"
)

// Progress is where a member stands, and what the next tier takes.
type Progress struct {
	Member  mall.MemberID
	Since   *time.Time
	Until   *time.Time
	Granted bool
	// Sums are those of the window from From to To, which is today.
	Sums     mall.Sums
	From, To mall.Date
	// Next is the code of the next tier, Missing what lacks to it; "" at the top.
	Next    string
	Missing mall.TierThreshold
}

// ShownID is the progress's id for callers.
func (p *Progress) ShownID() mall.AnyID { return mall.KeyID("tpr_", p.Member.UUID(), "") }

// Progress reads where a member stands.
func (s *Service) Progress(ctx context.Context, m *ent.Member) (p Progress, err error) {
	p = Progress{Member: m.ID, Since: m.TierSince, Until: m.TierUntil, Granted: m.TierGranted}
	if p.Since == nil {
		p.Since = &m.CreatedAt
	}
	p.To = mall.DateOf(s.clock(), s.zone)
	p.From = s.settings.Current().Tiers.Since(p.To)
	err = s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		ladder, err := tier.Read(ctx, tx)
		if err != nil {
			return err
		}
		sums, err := growth.Sums(ctx, tx, []mall.MemberID{m.ID}, p.From, p.To)
		if err != nil {
			return err
		}
		p.Sums = *sums[m.ID]
		if next, ok := ladder.Next(ladder.Of(m.TierID)); ok {
			p.Next, p.Missing = next.Code, next.Missing(p.Sums)
		}
		return nil
	})
	return p, err
}

// History lists a member's steps between tiers, the newest first.
func (s *Service) History(ctx context.Context, id mall.MemberID, limit int) ([]*ent.TierChange, error) {
	return s.db.Ent().TierChange.Query().Where(tierchange.MemberID(id)).Order(ent.Desc(tierchange.FieldID)).Limit(limit).All(ctx)
}

// Tiers lists every tier, the lowest first.
func (s *Service) Tiers(ctx context.Context) ([]*ent.Tier, error) {
	return s.db.Ent().Tier.Query().Order(ent.Asc("rank")).All(ctx)
}

// Change is what staff change of a tier. What is nil stays.
type Change struct {
	Code      string
	Version   int
	Name      *mall.Text
	Threshold *mall.TierThreshold
	Rights    *mall.TierRights
}

// UpdateTier changes a tier. Members who reach its new threshold rise with their next
// event; nobody falls before their window ends. Refusals: INVALID_INPUT, NOT_FOUND,
// VERSION_CONFLICT.
func (s *Service) UpdateTier(ctx context.Context, c Change) (*ent.Tier, error) {
	var row *ent.Tier
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		tiers, err := lockTiers(ctx, tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(tiers, func(t *ent.Tier) bool { return t.ID == c.Code })
		if i < 0 {
			return mall.Errorf(mall.CodeNotFound, "no such tier: %q", "会员等级不存在：%q", c.Code).At("code")
		}
		found := tiers[i]
		if found.Version != c.Version {
			return mall.Outdated(mall.Text{EN: "the tier", ZH: "等级"}, "version", found.Version)
		}
		if refusal := c.check(found); refusal != nil {
			return refusal
		}
		if refusal := c.checkOrder(found, tiers); refusal != nil {
			return refusal
		}
		update := found.Update().AddVersion(1)
		if c.Name != nil {
			update.SetName(*c.Name)
		}
		if c.Threshold != nil {
			update.SetThreshold(*c.Threshold)
		}
		if c.Rights != nil {
			update.SetRights(*c.Rights)
		}
		row, err = update.Save(ctx)
		return err
	})
	return row, err
}

// lockTiers reads every tier, the lowest first, and keeps others from changing them.
func lockTiers(ctx context.Context, tx *store.Tx) ([]*ent.Tier, error) {
	query := tx.Ent().Tier.Query().Order(ent.Asc(enttier.FieldRank))
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	return query.All(ctx)
}

// checkOrder refuses a threshold with a figure above a higher tier's, or below a lower
// one's: nobody would ever be in the tier between.
func (c Change) checkOrder(found *ent.Tier, tiers []*ent.Tier) *mall.Error {
	if c.Threshold == nil {
		return nil
	}
	for _, other := range tiers {
		if other.Rank == found.Rank {
			continue
		}
		low, high := *c.Threshold, other.Threshold
		en, zh := "it must not be more than %[1]s asks for, the higher tier", "不能高于更高等级%[2]s的门槛"
		if other.Rank < found.Rank {
			low, high = high, low
			en, zh = "it must not be less than %[1]s asks for, the lower tier", "不能低于较低等级%[2]s的门槛"
		}
		for _, f := range []struct {
			name      string
			low, high int64
		}{
			{"spent", low.SpentMinor, high.SpentMinor}, {"purchases", low.Purchases, high.Purchases}, {"points", int64(low.Points), int64(high.Points)},
		} {
			if f.high > 0 && f.low > f.high {
				return mall.Errorf(mall.CodeInvalidInput, en, zh, other.Name.In(mall.LangEN), other.Name.In(mall.LangZH)).At("threshold", f.name)
			}
		}
	}
	return nil
}

func (c Change) check(found *ent.Tier) *mall.Error {
	switch t, r := c.Threshold, c.Rights; {
	case c.Name != nil && c.Name.EN == "" && c.Name.ZH == "":
		return mall.Errorf(mall.CodeInvalidInput, "a tier needs a name", "等级须有名称").At("name")
	case t != nil && (t.SpentMinor < 0 || t.Purchases < 0 || t.Points < 0):
		return mall.Errorf(mall.CodeInvalidInput, "thresholds must not be negative", "门槛不能为负").At("threshold")
	case t != nil && found.Rank == 0 && *t != (mall.TierThreshold{}):
		return mall.Errorf(mall.CodeInvalidInput, "the lowest tier asks for nothing", "最低等级不设门槛").At("threshold")
	case r != nil && (r.OffsetPoints < 0 || r.EarlyAccessHours < 0 || r.EarlyAccessHours > 24*366):
		return mall.Errorf(mall.CodeInvalidInput, "rights must not be negative, early access at most a year", "权益数值不能为负，优先兑换不得超过一年").At("rights")
	}
	return nil
}
