package event

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Write adds the events to the transaction: one outbox row for them all. The
// relay is woken once they are committed.
func (b *Bus) Write(tx *store.Tx, batch *store.Batch, events ...mall.Signal) {
	if len(events) == 0 {
		return
	}
	rows := store.NewRows("id uuid", "events jsonb")
	rows.Add(uuid.Must(uuid.NewV7()), store.JSON{Of: events})
	batch.Add("insert into outbox (id, events) select id, events from {rows}", rows)
	tx.OnCommit(b.relay.wake)
}

// takeAtOnce is how many outbox rows the relay takes in one transaction.
const takeAtOnce = 200

// take removes the oldest rows of the outbox that no other server has in hand,
// and returns their events.
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
		var events []mall.Signal
		if err := json.Unmarshal(encoded, &events); err != nil {
			return fmt.Errorf("read an outbox row: %w", err)
		}
		all = append(all, events...)
		return nil
	}, "delete from outbox where id in (select id from outbox order by id limit $1"+lock+") returning events", takeAtOnce)
	return all, err
}
