package earning

import (
	"context"

	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/ledger"
	"pointsmall/mall/store"
)

// Sales are purchases at the mall itself, recorded by a desk of another package in its own
// transaction: what is sold is paid and earns at once. That desk says what it wants, has the
// accounts locked, locks what is its own (orders and stock come next), and has the rest read.
type Sales struct{ d *desk }

// Sales makes the sales of one group.
func (s *Service) Sales() *Sales {
	d := s.desk()
	d.numbers.purchases = map[purchase.Ref]*ent.Purchase{}
	return &Sales{d}
}

// May asks for what a purchase of a member needs. Its number must be new, which is for the
// caller to see to.
func (x *Sales) May(p Purchase) { x.d.wants.may(p.possible()) }

// Account asks for a member's account that is to spend points; 0: it spends none.
func (x *Sales) Account(m mall.MemberID, spends mall.Points) { x.d.wants.Spends(m, spends) }

// Lock locks the accounts.
func (x *Sales) Lock(ctx context.Context, tx *store.Tx) error { return x.d.lockPeople(ctx, tx) }

// Read reads what purchases need to be decided, and locks counters.
func (x *Sales) Read(ctx context.Context, tx *store.Tx) error { return x.d.readRest(ctx, tx) }

// Book is the accounts that are locked.
func (x *Sales) Book() *ledger.Book { return x.d.book }

// Record records a purchase that was asked for. Refusals: see Service.RecordPurchase.
func (x *Sales) Record(p Purchase) (Recorded, *mall.Error) { return p.decide(x.d) }

// Tell wakes those who follow a topic, once the transaction is committed.
func (x *Sales) Tell(topic mall.Topic, id uuid.UUID) {
	x.d.signals = append(x.d.signals, mall.Signal{Topic: topic, ID: id})
}

// Save adds the purchases, what they earned, and the accounts to the batch.
func (x *Sales) Save(ctx context.Context, tx *store.Tx, batch *store.Batch) error {
	return x.d.Save(ctx, tx, batch)
}

// Estimate says what a purchase would earn if it were recorded now. It writes nothing,
// and locks nothing in a transaction that only reads.
func (s *Service) Estimate(ctx context.Context, tx *store.Tx, p Purchase) (mall.Points, error) {
	x := s.Sales()
	x.May(p)
	if err := x.Lock(ctx, tx); err != nil {
		return 0, err
	}
	if err := x.Read(ctx, tx); err != nil {
		return 0, err
	}
	recorded, refusal := x.Record(p)
	if refusal != nil {
		return 0, refusal
	}
	return recorded.Points, nil
}
