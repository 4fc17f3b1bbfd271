package usage

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/ent/keyusage"
	"pointsmall/mall/store"
)

// refresh reads what all servers have written of a page; the count is locked. While it
// is being written there is no need: that reads it too.
func (m *Meter) refresh(ctx context.Context, p page, c *count, now time.Time) error {
	if c.writing != (Sums{}) {
		return nil
	}
	row, err := m.db.Ent().KeyUsage.Query().Where(keyusage.APIKeyID(p.key), keyusage.Day(p.day)).Only(ctx)
	switch {
	case ent.IsNotFound(err):
		c.stored = 0
	case err != nil:
		return fmt.Errorf("read what an API key has used: %w", err)
	default:
		c.stored = row.Calls
	}
	c.read = now
	return nil
}

// write adds to the database what a page has more than it.
func (m *Meter) write(ctx context.Context, p page, c *count, now time.Time) error {
	c.mu.Lock()
	c.writing, c.added = c.added, Sums{}
	sums := c.writing
	c.mu.Unlock()
	if sums == (Sums{}) {
		return nil
	}
	stored, err := m.add(ctx, p, sums)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writing = Sums{}
	if err != nil {
		c.added = Sums{c.added.Calls + sums.Calls, c.added.Refused + sums.Refused, c.added.Cost + sums.Cost}
		return err
	}
	c.stored, c.read = stored, now
	return nil
}

// add adds to a page and returns how many calls it then has.
func (m *Meter) add(ctx context.Context, p page, sums Sums) (stored int, err error) {
	err = m.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		rows := store.NewRows("id uuid", "api_key_id uuid", "day text", "calls bigint", "refused bigint", "cost bigint")
		rows.Add(id, p.key, p.day, sums.Calls, sums.Refused, sums.Cost)
		return tx.QueryRows(ctx, "insert into key_usages as u (id, api_key_id, day, calls, refused, cost) select id, api_key_id, day, calls, refused, cost from {rows} where true "+
			"on conflict (api_key_id, day) do update set calls = u.calls + excluded.calls, refused = u.refused + excluded.refused, cost = u.cost + excluded.cost returning calls", rows,
			func(scan func(...any) error) error { return scan(&stored) })
	})
	return stored, err
}
