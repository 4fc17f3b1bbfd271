package earning

import (
	"context"
	"math/big"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/store"
)

// anew is what a sale needs so that what is left of it earns anew, by the rules of then.
type anew struct {
	gave []rule.Gave
	// tier is the one by which a bonus was given; "": none was.
	tier string
	// categories are those of the lines' goods, by their codes.
	categories map[string][]string
	// head is what explanations begin with, left what is left of the points.
	head mall.Text
	left mall.Points
}

// readAnew reads the rules by which sales earned that are to earn anew.
func (d *desk) readAnew(ctx context.Context, tx *store.Tx, grants map[mall.GrantID]*grant.Grant) error {
	var keys []rule.Key
	var skus []string
	for _, ref := range d.wants.anew {
		s := d.back.sales[ref]
		if s == nil {
			continue
		}
		for _, l := range s.row.Lines {
			skus = append(skus, l.Sku)
		}
		if g := grants[mall.GrantID(s.row.ID)]; g != nil {
			for _, p := range g.Parts {
				keys = append(keys, rule.Key{Code: p.Rule, Version: p.Version})
			}
		}
	}
	if len(keys) == 0 {
		return nil
	}
	then, err := d.caches.rules.Versions(ctx, tx, keys)
	if err != nil {
		return err
	}
	categories, err := catalog.CategoriesOfCodes(ctx, tx, skus)
	if err != nil {
		return err
	}
	for _, ref := range d.wants.anew {
		if s := d.back.sales[ref]; s != nil {
			if s.anew = anewOf(grants[mall.GrantID(s.row.ID)], then); s.anew != nil {
				s.anew.categories = categories
			}
		}
	}
	return nil
}

// anewOf is nil where the grant does not say by which rules it was given.
func anewOf(g *grant.Grant, then map[rule.Key]*rule.Active) *anew {
	if g == nil {
		return nil
	}
	a := &anew{}
	for _, p := range g.Parts {
		exact, ok := new(big.Rat).SetString(p.Exact)
		if p.Failed != "" || !ok {
			continue
		}
		active := then[rule.Key{Code: p.Rule, Version: p.Version}]
		if active == nil {
			return nil
		}
		a.gave = append(a.gave, rule.Gave{Rule: active, Exact: exact})
		if tier := p.Inputs["tier"]; tier != "" {
			a.tier = tier
		}
	}
	if len(a.gave) == 0 {
		return nil
	}
	return a
}

// owed is what is due in all for what has come back of a sale.
func (d *desk) owed(s *sale) int64 {
	if s.anew == nil {
		return s.goods.Owed(s.points)
	}
	s.anew.left = d.earnsAnew(s)
	return max(int64(s.row.Points-s.anew.left), 0)
}

// earnsAnew is what would have been earned by what is left of a sale.
func (d *desk) earnsAnew(s *sale) mall.Points {
	if s.goods.Whole() {
		return 0
	}
	paid, left := s.goods.Kept()
	total := mall.Money{Minor: s.row.TotalMinor, Currency: s.row.Currency}
	was := d.inputAnew(s, total, s.row.Lines)
	total.Minor = paid
	is := d.inputAnew(s, total, s.goods.Rest())
	earns := rule.Left(s.anew.gave, &was, &is)
	if left < paid { // a part of the money was given back without goods
		earns = mall.Points(mall.PartOf(int64(earns), left, paid))
	}
	return earns
}

// inputAnew is a part of a sale as rules see it. What they ask about the member is as of now:
// rule.Left sees to it that nothing is lost by what has changed since.
func (d *desk) inputAnew(s *sale, total mall.Money, lines []mall.PurchaseLine) rule.Input {
	in := rule.Input{
		Event: Purchase{Source: s.row.Source, OccurredAt: s.row.OccurredAt, Channel: s.row.Channel, Total: total, Lines: lines}.Event(),
		Zone:  d.settings.Zone, Used: func(string) rule.Usage { return rule.Usage{} },
	}
	in.Member = rule.Member{ID: s.row.MemberID, Tier: s.anew.tier}
	in.History.Currency = d.settings.Currency
	if m, ok := d.people[s.row.MemberID]; ok {
		in.Member.Rank, in.Member.Tags, in.Member.Since = m.Rank, m.Tags, m.Since
	}
	if g := d.sheet[s.row.MemberID]; g != nil {
		in.History.Purchases, in.History.Spent = g.Purchases, g.SpentMinor
	}
	for i := range in.Event.Lines {
		in.Event.Lines[i].Categories = s.anew.categories[in.Event.Lines[i].Sku]
	}
	return in
}

// explain is the arithmetic of what a return is due.
func (a *anew) explain(s *sale, r *ent.PurchaseReturn) mall.Text {
	return mall.Textf("what is left earns %d of %d by the rules of then; %d were taken back before: %d", "按当时规则，剩余部分应得 %d/%d 积分，此前已扣 %d，本次 %d",
		a.left, s.row.Points, s.due, r.Due)
}
