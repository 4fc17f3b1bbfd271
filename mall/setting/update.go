package setting

import (
	"context"

	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/ent/setting"
	"pointsmall/ent/settingchange"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Update changes the settings. version is the one that the author saw; change gets the
// settings as they are, and may change everything but the currency and the zone. What
// changes nothing makes no new version. Refusals: VERSION_CONFLICT, INVALID_INPUT (by the
// field of the API), FORBIDDEN (settings of staff, without the permission STAFF).
func (l *Live) Update(ctx context.Context, actor mall.Actor, version int, change func(*Mall) error) (Mall, error) {
	var m Mall
	err := l.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		was, err := load(ctx, tx)
		if err != nil {
			return err
		}
		if was.Version != version {
			return mall.Outdated(mall.Text{EN: "the settings", ZH: "设置"}, "version", was.Version)
		}
		m = was
		if err := change(&m); err != nil {
			return err
		}
		if refusal := mayChange(actor, &was, &m); refusal != nil {
			return refusal
		}
		for _, f := range facts {
			if refusal := f.check(&m); refusal != nil {
				return refusal
			}
		}
		m.Currency, m.Zone = was.Currency, was.Zone
		return l.save(ctx, tx, actor, &was, &m)
	})
	if err != nil {
		return Mall{}, err
	}
	l.keep(m)
	return m, nil
}

// lock lets one change happen at a time.
func lock(ctx context.Context, tx *store.Tx) error {
	query := tx.Ent().Setting.Query().Where(setting.ID("currency"))
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	_, err := query.Only(ctx)
	return err
}

// save writes the rows that differ, and the change.
func (l *Live) save(ctx context.Context, tx *store.Tx, actor mall.Actor, was, m *Mall) error {
	var differ []mall.SettingStep
	var batch store.Batch
	rows := store.NewRows("id text", "value text")
	var changed []any
	for _, f := range facts {
		if from, to := f.text(was), f.text(m); from != to {
			differ = append(differ, mall.SettingStep{Name: f.name, From: from, To: to})
			rows.Add(f.name, to)
			changed = append(changed, f.name)
		}
	}
	if len(differ) == 0 {
		return nil
	}
	now := l.clock()
	if err := tx.Watch(ctx, "settings", changed...); err != nil {
		return err
	}
	m.Version, m.ChangedBy, m.ChangedAt = was.Version+1, actor.Ref(), &now
	batch.Add("insert into settings (id, value) select id, value from {rows} where true on conflict (id) do update set value = excluded.value", rows)
	l.bus.Write(tx, &batch, mall.Signal{Topic: mall.TopicSettings, ID: uuid.Nil})
	if err := batch.Exec(ctx, tx); err != nil {
		return err
	}
	return tx.Ent().SettingChange.Create().SetID(m.Version).SetChangedBy(m.ChangedBy).SetChangedAt(now).SetSteps(differ).Exec(ctx)
}

// History lists the changes, the newest first.
func (l *Live) History(ctx context.Context, limit int) ([]*ent.SettingChange, error) {
	return l.db.Ent().SettingChange.Query().Order(ent.Desc(settingchange.FieldID)).Limit(limit).All(ctx)
}
