package reconcile

import (
	"context"
	"fmt"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/entry"
	"pointsmall/ent/order"
	"pointsmall/mall"
	orders "pointsmall/mall/order"
	"pointsmall/mall/store"
)

// Newest is how far the books go.
type Newest struct {
	// Entry and Order are nil where there are none.
	Entry *NewestEntry `json:"entry"`
	Order *NewestOrder `json:"order"`
}

// NewestEntry is the entry of a member that was posted last.
type NewestEntry struct {
	ID mall.EntryID `json:"id"`
	// Number counts the entries of its account.
	Number     int64     `json:"number"`
	OccurredAt time.Time `json:"occurredAt"`
}

// NewestOrder is the order that was placed last.
type NewestOrder struct {
	Number   string    `json:"number"`
	PlacedAt time.Time `json:"placedAt"`
}

// Text is a line each, to compare with what is known from elsewhere.
func (n Newest) Text() string {
	var b strings.Builder
	if e := n.Entry; e != nil {
		fmt.Fprintf(&b, "newest entry: %s, number %d of its account, of %s\n", e.ID, e.Number, e.OccurredAt.UTC().Format(time.RFC3339))
	}
	if o := n.Order; o != nil {
		fmt.Fprintf(&b, "newest order: %s, placed %s\n", o.Number, o.PlacedAt.UTC().Format(time.RFC3339))
	}
	return b.String()
}

// newest looks for the newest entry and order: ids rise with time.
func newest(ctx context.Context, tx *store.Tx) (Newest, error) {
	var n Newest
	e, err := tx.Ent().Entry.Query().Where(entry.SeqNotNil()).Order(ent.Desc(entry.FieldID)).First(ctx)
	switch {
	case err == nil:
		n.Entry = &NewestEntry{e.ID, *e.Seq, e.OccurredAt}
	case !ent.IsNotFound(err):
		return n, err
	}
	o, err := tx.Ent().Order.Query().Order(ent.Desc(order.FieldID)).First(ctx)
	switch {
	case err == nil:
		n.Order = &NewestOrder{orders.Number(o.ID), o.PlacedAt}
	case !ent.IsNotFound(err):
		return n, err
	}
	return n, nil
}
