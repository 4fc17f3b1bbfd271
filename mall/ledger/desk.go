package ledger

import (
	"context"
	"maps"
	"slices"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/event"
	"pointsmall/mall/store"
)

// Holder is whose points of which currency an account keeps.
type Holder = store.Holder

// wants is what a group of moves needs. What is no kind to be locked changes only under
// the lock of its account, or never.
type wants struct {
	store.Wants
	holds    []mall.HoldID
	entries  []mall.EntryID
	requests []mall.AdjustmentRequestID
	causes   []mall.CauseID
	// traffic says whose transfers are counted, adjusted whose adjustments.
	traffic, adjusted []Holder
}

// desk is the working set of one group of moves: adjustments, holds, refunds, transfers,
// donations, whatever they are.
type desk struct {
	bus   *event.Bus
	now   time.Time
	zone  *time.Location
	wants wants

	books    map[mall.PointsCurrency]*Book
	policies map[mall.PointsCurrency]mall.PointsPolicy
	holds    map[mall.HoldID]*ent.Hold
	entries  map[mall.EntryID]*spent
	requests map[mall.AdjustmentRequestID]*ent.AdjustmentRequest
	causes   map[mall.CauseID]*ent.Cause
	traffic  map[Holder]*Traffic
	// adjusted is how many points staff have added and taken today without a second's word.
	adjusted map[Holder]mall.Points

	newHolds     []*ent.Hold
	newRequests  []*ent.AdjustmentRequest
	decided      []*ent.AdjustmentRequest
	newTransfers []*ent.Transfer
	signals      []mall.Signal
}

// useCase and byRecord are the dialect of package store, spoken at this desk.
type (
	useCase[Q, A any]  = store.UseCase[*desk, Q, A]
	byRecord[Q, A any] = store.ByRecord[*desk, Q, A]
)

func (s *Service) desk() *desk {
	return &desk{
		bus: s.bus, now: s.clock(), zone: s.zone, books: map[mall.PointsCurrency]*Book{}, holds: map[mall.HoldID]*ent.Hold{}, entries: map[mall.EntryID]*spent{},
		requests: map[mall.AdjustmentRequestID]*ent.AdjustmentRequest{}, causes: map[mall.CauseID]*ent.Cause{}, traffic: map[Holder]*Traffic{}, adjusted: map[Holder]mall.Points{},
	}
}

// Load locks the accounts and reads what the moves want.
func (d *desk) Load(ctx context.Context, tx *store.Tx) error {
	var err error
	if d.policies, err = Policies(ctx, tx); err != nil {
		return err
	}
	if err := d.open(ctx, tx); err != nil {
		return err
	}
	return d.read(ctx, tx)
}

// Save adds what the moves have changed to the batch.
func (d *desk) Save(_ context.Context, tx *store.Tx, batch *store.Batch) error {
	for _, c := range slices.Sorted(maps.Keys(d.books)) {
		d.books[c].Save(batch)
		d.signals = append(d.signals, d.books[c].Signals()...)
	}
	d.saveMoves(batch)
	d.bus.Write(tx, batch, d.signals...)
	return nil
}

// account is the account that a move is about, with the policy of its currency.
func (d *desk) account(h Holder) (*Account, mall.PointsPolicy, *mall.Error) {
	policy, ok := d.policies[h.Currency]
	if !ok {
		return nil, policy, mall.Errorf(mall.CodeNotFound, "no such points currency: %s", "积分种类不存在：%s", h.Currency).At("currency")
	}
	if book := d.books[h.Currency]; book != nil {
		if account, ok := book.Account(h.Member); ok {
			return account, policy, nil
		}
	}
	return nil, policy, mall.Errorf(mall.CodeNotFound, "no such member", "会员不存在")
}

// changed tells that a member's account has changed.
func (d *desk) changed(m mall.MemberID) {
	d.signals = append(d.signals, mall.Signal{Topic: mall.TopicBalance, ID: m.UUID()})
}
