package rule

import (
	"context"
	"slices"

	"pointsmall/ent"
	entrule "pointsmall/ent/earningrule"
	"pointsmall/ent/predicate"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Filter says which rules to list; its conditions must all hold.
type Filter struct {
	Status  *mall.RuleStatus
	Trigger *mall.Trigger
	Code    *string
}

// Page asks for rules, the newest version first: those between After and Before.
type Page struct {
	Filter        Filter
	After, Before *mall.RuleID
	Limit         int
	// FromEnd takes the last Limit rules instead of the first.
	FromEnd bool
}

func (f Filter) conditions() (where []predicate.EarningRule) {
	if f.Status != nil {
		where = append(where, entrule.StatusEQ(*f.Status))
	}
	if f.Trigger != nil {
		where = append(where, entrule.TriggerEQ(*f.Trigger))
	}
	if f.Code != nil {
		where = append(where, entrule.Code(*f.Code))
	}
	return where
}

// List reads a part of the rules, in the order of Page.
func (s *Service) List(ctx context.Context, p Page) ([]*Rule, error) {
	query := s.db.Ent().EarningRule.Query().Where(p.Filter.conditions()...).Limit(p.Limit)
	if p.After != nil {
		query.Where(entrule.IDLT(*p.After))
	}
	if p.Before != nil {
		query.Where(entrule.IDGT(*p.Before))
	}
	if p.FromEnd {
		query.Order(ent.Asc(entrule.FieldID))
	} else {
		query.Order(ent.Desc(entrule.FieldID))
	}
	rows, err := query.All(ctx)
	if err != nil {
		return nil, err
	}
	if p.FromEnd {
		slices.Reverse(rows)
	}
	return fromRows(rows)
}

// Count counts the rules that a filter lets through, up to limit.
func (s *Service) Count(ctx context.Context, f Filter, limit int) (int, error) {
	ids, err := s.db.Ent().EarningRule.Query().Where(f.conditions()...).Limit(limit).IDs(ctx)
	return len(ids), err
}

// Get returns a version of a rule; without one the active version, or the newest where
// none is. A rule that there is not is NOT_FOUND.
func (s *Service) Get(ctx context.Context, code string, version *int) (*Rule, error) {
	query := s.db.Ent().EarningRule.Query().Where(entrule.Code(code)).Order(ent.Desc(entrule.FieldVersion))
	if version != nil {
		query.Where(entrule.Version(*version))
	}
	rows, err := query.All(ctx)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, s.notFound()
	}
	for _, row := range rows {
		if row.Status == mall.RuleActive {
			return fromRow(row)
		}
	}
	return fromRow(rows[0])
}

// Key names a version of a rule for good.
type Key struct {
	Code    string
	Version int
}

// ByKeys reads versions of rules.
func (s *Service) ByKeys(ctx context.Context, keys []Key) (map[Key]*Rule, error) {
	codes := make([]string, len(keys))
	for i, k := range keys {
		codes[i] = k.Code
	}
	rows, err := s.db.Ent().EarningRule.Query().Where(store.Among(entrule.FieldCode, "text", codes)).All(ctx)
	if err != nil {
		return nil, err
	}
	rules, err := fromRows(rows)
	found := make(map[Key]*Rule, len(keys))
	for _, r := range rules {
		if k := (Key{r.Code, r.Version}); slices.Contains(keys, k) {
			found[k] = r
		}
	}
	return found, err
}

func fromRows(rows []*ent.EarningRule) ([]*Rule, error) {
	rules := make([]*Rule, len(rows))
	for i, row := range rows {
		var err error
		if rules[i], err = fromRow(row); err != nil {
			return nil, err
		}
	}
	return rules, nil
}

// ByID returns one version of a rule, or NOT_FOUND.
func (s *Service) ByID(ctx context.Context, id mall.RuleID) (*Rule, error) {
	row, err := s.db.Ent().EarningRule.Get(ctx, id)
	if ent.IsNotFound(err) {
		return nil, s.notFound()
	}
	if err != nil {
		return nil, err
	}
	return fromRow(row)
}
