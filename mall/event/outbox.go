package event

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Write adds the signals to the transaction: one outbox row for them all. The
// relay is woken once they are committed.
func (b *Bus) Write(tx *store.Tx, batch *store.Batch, signals ...mall.Signal) {
	if len(signals) == 0 {
		return
	}
	rows := store.NewRows("id uuid", "events jsonb")
	rows.Add(uuid.Must(uuid.NewV7()), store.JSON{Of: signals})
	batch.Add("insert into outbox (id, events) select id, events from {rows}", rows)
	tx.OnCommit(b.relay.wake)
}

// takeAtOnce is how many outbox rows the relay takes in one transaction.
const takeAtOnce = 200

// take removes the oldest rows of the outbox that no other server has in hand,
// and returns their signals.
func take(ctx context.Context, tx *store.Tx) ([]mall.Signal, error) {
	lock := ""
	if tx.Dialect == store.Postgres {
		lock = " for update skip locked"
	}
	var all []mall.Signal
	err := tx.Each(ctx, func(scan func(...any) error) error {
		var encoded []byte
		if err := scan(&encoded); err != nil {
			return err
		}
		var signals []mall.Signal
		if err := json.Unmarshal(encoded, &signals); err != nil {
			return fmt.Errorf("read an outbox row: %w", err)
		}
		all = append(all, signals...)
		return nil
	}, "delete from outbox where id in (select id from outbox order by id limit $1"+lock+") returning events", takeAtOnce)
	return all, err
}
