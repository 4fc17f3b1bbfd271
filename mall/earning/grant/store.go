package grant

import (
	"context"
	"encoding/json"
	"slices"

	"pointsmall/ent"
	"pointsmall/ent/capcounter"
	entgrant "pointsmall/ent/earninggrant"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Save adds new grants to the batch.
func Save(batch *store.Batch, grants []*Grant) {
	rows := store.NewRows("id uuid", "member_id uuid", "trigger text", "entry_id uuid", "points bigint", "parts jsonb", "lines jsonb", "qualifying bigint", "purchase_id uuid", "subject_id uuid", "occurred_at timestamptz")
	for _, g := range grants {
		rows.Add(g.ID, g.Member, string(g.Trigger), g.Entry, g.Points, store.JSON{Of: g.Parts}, store.JSON{Of: g.Lines}, g.Qualifying, g.Purchase, g.Subject, g.At)
	}
	const columns = `id, member_id, "trigger", entry_id, points, parts, lines, qualifying, purchase_id, subject_id, occurred_at`
	batch.Add("insert into grants ("+columns+`) select id, member_id, r."trigger", entry_id, points, parts, lines, qualifying, purchase_id, subject_id, occurred_at from {rows}`, rows)
}

// Read reads grants by their ids. One that is not there is missing.
func Read(ctx context.Context, tx *store.Tx, ids []mall.GrantID) (map[mall.GrantID]*Grant, error) {
	found := map[mall.GrantID]*Grant{}
	if len(ids) == 0 {
		return found, nil
	}
	rows, err := tx.Ent().EarningGrant.Query().Where(store.Among(entgrant.FieldID, "uuid", ids)).All(ctx)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if found[row.ID], err = fromRow(row); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// Points reads what grants gave, by their ids. One that is not there is missing.
func Points(ctx context.Context, tx *store.Tx, ids []mall.GrantID) (map[mall.GrantID]mall.Points, error) {
	points := make(map[mall.GrantID]mall.Points, len(ids))
	set, err := store.Set(tx.Dialect, ids)
	if err != nil {
		return nil, err
	}
	return points, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.GrantID
		var given mall.Points
		err := scan(&id, &given)
		points[id] = given
		return err
	}, "select id, points from grants where id "+tx.Dialect.In(1, "uuid"), set)
}

// Usage is what a counter has let through.
type Usage struct {
	Points mall.Points
	Times  int64
}

// Counters are counters of caps, as they were read and as this transaction changes them.
type Counters struct {
	used    map[string]Usage
	changed map[string]bool
}

// ReadCounters reads counters of members, whose accounts are locked, and locks and
// reads those of the whole mall, making those that are missing.
func ReadCounters(ctx context.Context, tx *store.Tx, members, overall []string) (*Counters, error) {
	c := &Counters{used: map[string]Usage{}, changed: map[string]bool{}}
	if len(overall) > 0 && tx.Unlocked {
		members, overall = slices.Concat(members, overall), nil
	}
	if len(overall) > 0 {
		slices.Sort(overall)
		overall = slices.Compact(overall)
		rows := store.NewRows("id text")
		for _, id := range overall {
			rows.Add(id)
		}
		var batch store.Batch
		batch.Add("insert into cap_counters (id, points, times) select id, 0, 0 from {rows} where true on conflict (id) do nothing", rows)
		if err := batch.Exec(ctx, tx); err != nil {
			return nil, err
		}
		if err := c.read(ctx, tx, overall, tx.Lock(store.KindCounter, "c.id")); err != nil {
			return nil, err
		}
	}
	if len(members) == 0 {
		return c, nil
	}
	return c, c.read(ctx, tx, members, "")
}

func (c *Counters) read(ctx context.Context, tx *store.Tx, ids []string, suffix string) error {
	set, err := store.Set(tx.Dialect, ids)
	if err != nil {
		return err
	}
	return tx.Each(ctx, func(scan func(...any) error) error {
		var id string
		var u Usage
		if err := scan(&id, &u.Points, &u.Times); err != nil {
			return err
		}
		c.used[id] = u
		return nil
	}, "select c.id, c.points, c.times from cap_counters c where c.id "+tx.Dialect.In(1, "text")+suffix, set)
}

// Used is what a counter has let through.
func (c *Counters) Used(id string) Usage { return c.used[id] }

// Count adds a part's points, once, to a counter.
func (c *Counters) Count(id string, points mall.Points) {
	u := c.used[id]
	c.used[id] = Usage{u.Points + points, u.Times + 1}
	c.changed[id] = true
}

// Save adds the counters that changed to the batch.
func (c *Counters) Save(batch *store.Batch) {
	rows := store.NewRows("id text", "points bigint", "times bigint")
	for id := range c.changed {
		rows.Add(id, c.used[id].Points, c.used[id].Times)
	}
	batch.Add("insert into cap_counters (id, points, times) select id, points, times from {rows} where true "+
		"on conflict (id) do update set points = excluded.points, times = excluded.times", rows)
}

// Service reads grants.
type Service struct{ db *store.DB }

// New makes the service.
func New(db *store.DB) *Service { return &Service{db} }

// OfEntries reads the grants behind entries. An entry without one is missing.
func (s *Service) OfEntries(ctx context.Context, entries []mall.EntryID) (map[mall.EntryID]*Grant, error) {
	rows, err := s.db.Ent().EarningGrant.Query().Where(store.Among(entgrant.FieldEntryID, "uuid", entries)).All(ctx)
	if err != nil {
		return nil, err
	}
	found := make(map[mall.EntryID]*Grant, len(rows))
	for _, row := range rows {
		if found[*row.EntryID], err = fromRow(row); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func fromRow(row *ent.EarningGrant) (*Grant, error) {
	g := &Grant{
		ID: row.ID, Member: row.MemberID, Trigger: row.Trigger, Entry: row.EntryID, Points: row.Points, Lines: row.Lines, At: row.OccurredAt,
		Qualifying: row.Qualifying, Purchase: row.PurchaseID, Subject: row.SubjectID,
	}
	return g, json.Unmarshal(row.Parts, &g.Parts)
}

// standing are the grants of rows that have not fallen.
func standing(ctx context.Context, tx *store.Tx, rows []*ent.EarningGrant) ([]*Grant, error) {
	ids := make([]mall.GrantID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	fallen, err := Fallen(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	list := make([]*Grant, 0, len(rows))
	for _, row := range rows {
		if fallen[row.ID] {
			continue
		}
		g, err := fromRow(row)
		if err != nil {
			return nil, err
		}
		list = append(list, g)
	}
	return list, nil
}

// CountersUsed is what counters of caps have let through. One that has let nothing through is
// missing.
func (s *Service) CountersUsed(ctx context.Context, ids []string) (map[string]Usage, error) {
	rows, err := s.db.Ent().CapCounter.Query().Where(store.Among(capcounter.FieldID, "text", ids)).All(ctx)
	used := make(map[string]Usage, len(rows))
	for _, row := range rows {
		used[row.ID] = Usage{row.Points, row.Times}
	}
	return used, err
}
