package rule

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"time"

	entrule "pointsmall/ent/earningrule"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Cache keeps compiled rules. An active rule never changes, so its id is enough to
// know it by.
type Cache struct {
	mu    sync.Mutex
	rules map[mall.RuleID]*Active
	names string // the ids of set
	set   *Set
}

// maxCached bounds the rules that are kept compiled.
const maxCached = 1000

// Active returns the rules that are active now. It reads only their ids, unless some
// of them are new to the cache.
func (c *Cache) Active(ctx context.Context, tx *store.Tx) (*Set, error) {
	var ids []mall.RuleID
	var names strings.Builder
	err := tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.RuleID
		if err := scan(&id); err != nil {
			return err
		}
		ids = append(ids, id)
		names.Write(id[:])
		return nil
	}, "select id from earning_rules where status = 'ACTIVE' and not paused order by id")
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.set != nil && c.names == names.String() {
		return c.set, nil
	}
	rules, err := c.compiled(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	c.set, c.names = NewSet(rules), names.String()
	return c.set, nil
}

// Versions returns the versions of rules that keys name, whether they are active or not.
func (c *Cache) Versions(ctx context.Context, tx *store.Tx, keys []Key) (map[Key]*Active, error) {
	rows := store.NewRows("by_code text", "by_version bigint")
	for _, k := range keys {
		rows.Add(k.Code, k.Version)
	}
	var ids []mall.RuleID
	err := tx.QueryRows(ctx, "select e.id from {rows} join earning_rules e on e.code = by_code and e.version = by_version", rows, func(scan func(...any) error) error {
		var id mall.RuleID
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	rules, err := c.compiled(ctx, tx, ids)
	found := make(map[Key]*Active, len(rules))
	for _, a := range rules {
		found[Key{a.Code, a.Version}] = a
	}
	return found, err
}

// compiled returns rules by id, compiling those that are new. The caller holds mu.
func (c *Cache) compiled(ctx context.Context, tx *store.Tx, ids []mall.RuleID) ([]*Active, error) {
	var missing []mall.RuleID
	for _, id := range ids {
		if c.rules[id] == nil {
			missing = append(missing, id)
		}
	}
	if c.rules == nil || len(c.rules) > maxCached {
		c.rules, missing = map[mall.RuleID]*Active{}, ids
	}
	if len(missing) > 0 {
		rows, err := tx.Ent().EarningRule.Query().Where(store.Among(entrule.FieldID, "uuid", missing)).All(ctx)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			r, err := fromRow(row)
			if err != nil {
				return nil, err
			}
			if c.rules[row.ID], err = Ready(r); err != nil {
				return nil, err
			}
		}
	}
	list := make([]*Active, 0, len(ids))
	for _, id := range ids {
		list = append(list, c.rules[id])
	}
	return list, nil
}

// Create stores rules as active, version 1, as seeds do. It refuses a
// definition that makes no sense.
func Create(ctx context.Context, tx *store.Tx, by string, now time.Time, rules ...*Rule) error {
	for _, r := range rules {
		if refusal := r.Check(); refusal != nil {
			return refusal
		}
		definition, err := json.Marshal(r.Definition)
		if err != nil {
			return err
		}
		err = tx.Ent().EarningRule.Create().SetCode(r.Code).SetVersion(1).SetStatus(mall.RuleActive).SetActiveCode(r.Code).SetName(r.Name).
			SetTrigger(r.Trigger).SetDefinition(definition).SetCreatedBy(by).SetCreatedAt(now).SetUpdatedBy(by).SetUpdatedAt(now).
			SetActivatedBy(by).SetActivatedAt(now).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}
