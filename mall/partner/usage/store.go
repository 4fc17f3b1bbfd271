package usage

import (
	"context"
	"fmt"
	"time"

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
		err := tx.Ent().KeyUsage.Create().SetAPIKeyID(p.key).SetDay(p.day).SetCalls(sums.Calls).SetCost(sums.Cost).SetRefused(sums.Refused).
			OnConflictColumns(keyusage.FieldAPIKeyID, keyusage.FieldDay).
			Update(func(u *ent.KeyUsageUpsert) { u.AddCalls(sums.Calls).AddCost(sums.Cost).AddRefused(sums.Refused) }).Exec(ctx)
		if err != nil {
			return err
		}
		row, err := tx.Ent().KeyUsage.Query().Where(keyusage.APIKeyID(p.key), keyusage.Day(p.day)).Only(ctx)
		if err == nil {
			stored = row.Calls
		}
		return err
	})
	return stored, err
}
