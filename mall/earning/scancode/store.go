package scancode

import (
	"context"
	"encoding/json"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Stored is a code with what its batch says.
type Stored struct {
	ID         mall.ScanCodeID
	Batch, Sku string
	Value      string
	From       *time.Time
	Until      *time.Time
	// Off is true when the code or its batch is void, or its batch is not complete.
	Off        bool
	RedeemedBy *mall.MemberID
	// Points are what it earned.
	Points mall.Points

	at       time.Time
	activity mall.ActivityID
	changed  bool
}

// Open reports whether the code can be redeemed at a time, by who comes first.
func (c *Stored) Open(at time.Time) bool {
	return c.RedeemedBy == nil && !c.Off && (c.From == nil || !at.Before(*c.From)) && (c.Until == nil || at.Before(*c.Until))
}

// Attributes are what rules may ask about.
func (c *Stored) Attributes() map[string]any {
	return map[string]any{"batch": c.Batch, "sku": c.Sku, "value": json.Number(c.Value)}
}

// Redeem notes by whose activity the code was redeemed.
func (c *Stored) Redeem(m mall.MemberID, at time.Time, activity mall.ActivityID, points mall.Points) {
	c.RedeemedBy, c.at, c.activity, c.Points, c.changed = &m, at, activity, points, true
}

// Codes are some codes: read, changed in memory, saved.
type Codes map[mall.ScanCodeID]*Stored

// Read locks and reads codes.
func Read(ctx context.Context, tx *store.Tx, ids []mall.ScanCodeID) (Codes, error) {
	codes := Codes{}
	set, err := store.Set(tx.Dialect, ids)
	if err != nil {
		return nil, err
	}
	return codes, tx.Each(ctx, func(scan func(...any) error) error {
		c := &Stored{}
		var voided, batchVoided, ready *time.Time
		if err := scan(&c.ID, &c.RedeemedBy, &voided, &c.Batch, &c.Sku, &c.Value, &c.From, &c.Until, &batchVoided, &ready, &c.Points); err != nil {
			return err
		}
		c.Off = voided != nil || batchVoided != nil || ready == nil
		codes[c.ID] = c
		return nil
	}, "select c.id, c.redeemed_by, c.voided_at, b.name, b.sku, b.value, b.valid_from, b.valid_until, b.voided_at, b.ready_at, "+
		"coalesce((select a.points from activities a where a.id = c.activity_id), 0) "+
		"from scan_codes c join scan_batches b on b.id = c.batch_id where c.id "+tx.Dialect.In(1, "uuid")+tx.Lock(store.KindCode, "c.id"), set)
}

// Save adds what changed to the batch.
func (c Codes) Save(batch *store.Batch) {
	rows := store.NewRows("id uuid", "redeemed_by uuid", "redeemed_at timestamptz", "activity_id uuid")
	for _, one := range c {
		if one.changed {
			rows.Add(one.ID, *one.RedeemedBy, one.at, one.activity)
		}
	}
	batch.Add("update scan_codes set redeemed_by = r.redeemed_by, redeemed_at = r.redeemed_at, activity_id = r.activity_id from {rows} where scan_codes.id = r.id", rows)
}
