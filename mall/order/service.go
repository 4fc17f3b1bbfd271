package order

import (
	"context"
	"slices"

	"entgo.io/ent/dialect/sql"

	"pointsmall/ent"
	entorder "pointsmall/ent/order"
	"pointsmall/mall"
	"pointsmall/mall/event"
	"pointsmall/mall/store"
)

// Service reads orders and moves them through their states.
type Service struct {
	db    *store.DB
	bus   *event.Bus
	clock mall.Clock
	// after says after how many days an order that was sent is taken to have arrived, and one
	// that has arrived is completed; 0: not by itself.
	after func() (confirm, complete int)
}

// New makes the service.
func New(db *store.DB, bus *event.Bus, clock mall.Clock) *Service {
	return &Service{db, bus, clock, func() (confirm, complete int) { return 0, 0 }}
}

// MoveAfter has orders take steps by themselves after some days: see Jobs. Call it before the
// first request.
func (s *Service) MoveAfter(days func() (confirm, complete int)) { s.after = days }

// Get returns an order that the actor may see: a member their own, staff any.
// Another member's order is NOT_FOUND like one that does not exist.
func (s *Service) Get(ctx context.Context, actor mall.Actor, id mall.OrderID) (*ent.Order, error) {
	o, err := find(ctx, s.db.Ent(), id)
	if err != nil {
		return nil, err
	}
	if o == nil || !Visible(actor, o) {
		return nil, NotFound()
	}
	return o, nil
}

// ByIDs reads orders, whoever may see them: see Visible.
func (s *Service) ByIDs(ctx context.Context, ids []mall.OrderID) (map[mall.OrderID]*ent.Order, error) {
	rows, err := s.db.Ent().Order.Query().Where(store.Among(entorder.FieldID, "uuid", ids)).All(ctx)
	found := make(map[mall.OrderID]*ent.Order, len(rows))
	for _, o := range rows {
		found[o.ID] = o
	}
	return found, err
}

// Visible reports whether the actor may see an order.
func Visible(actor mall.Actor, o *ent.Order) bool {
	return (actor.Kind == mall.ActorMember && o.MemberID == actor.MemberID) ||
		(actor.Kind == mall.ActorStaff && actor.May(mall.PermissionOrders))
}

// NotFound says that there is no such order, or not for this caller.
func NotFound() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such order", "订单不存在").At("orderId")
}

// SetStatus moves an order to one of its next states. It locks the order, refuses
// with VERSION_CONFLICT when version is not the stored one, and with
// INVALID_STATE when the step is not allowed, or the order is to be sent and nobody has said
// where to.
func (s *Service) SetStatus(ctx context.Context, actor mall.Actor, id mall.OrderID, version int, to mall.OrderStatus, note string) (*ent.Order, error) {
	if len(note) > 500 {
		return nil, mall.Errorf(mall.CodeInvalidInput, "note is longer than 500 bytes", "备注超过 500 字节").At("note")
	}
	return s.change(ctx, id, version, func(ctx context.Context, tx *store.Tx, o *ent.Order) (*ent.Order, error) {
		if refusal := checkNext(o.Status, to); refusal != nil {
			return nil, refusal
		}
		if to == mall.OrderShipped {
			if refusal := needsAddress(o); refusal != nil {
				return nil, refusal
			}
		}
		return s.step(ctx, tx, actor, o, to, note)
	})
}

// change locks an order, of which the caller saw a version, and changes it.
func (s *Service) change(ctx context.Context, id mall.OrderID, version int, make func(context.Context, *store.Tx, *ent.Order) (*ent.Order, error)) (changed *ent.Order, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		o, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if o == nil {
			return NotFound()
		}
		if o.Version != version {
			return mall.Outdated(mall.Text{EN: "the order", ZH: "订单"}, "version", o.Version)
		}
		changed, err = make(ctx, tx, o)
		return err
	})
	return changed, err
}

func (s *Service) step(ctx context.Context, tx *store.Tx, actor mall.Actor, o *ent.Order, to mall.OrderStatus, note string) (*ent.Order, error) {
	o, err := saveStep(ctx, tx, o, to, s.movesAt(to), note, actor.Ref(), s.clock())
	if err != nil {
		return nil, err
	}
	return o, s.tell(ctx, tx, o.ID)
}

// tell wakes those who follow an order.
func (s *Service) tell(ctx context.Context, tx *store.Tx, id mall.OrderID) error {
	var batch store.Batch
	s.bus.Write(tx, &batch, mall.Signal{Topic: mall.TopicOrder, ID: id.UUID()})
	return batch.Exec(ctx, tx)
}

// Watch sends the order's present state and then every later one in order, until
// ctx is done. A member sees their own orders, staff any; others get NOT_FOUND.
func (s *Service) Watch(ctx context.Context, actor mall.Actor, id mall.OrderID) (<-chan *ent.Order, error) {
	listener := s.bus.Listen(mall.TopicOrder, id.UUID()) // before the first read, so that no change is missed
	o, err := s.Get(ctx, actor, id)
	if err != nil {
		listener.Close()
		return nil, err
	}
	states := make(chan *ent.Order)
	go func() {
		defer listener.Close()
		defer close(states)
		if !send(ctx, states, o) {
			return
		}
		for seen := o.Version; ; {
			select {
			case <-ctx.Done():
				return
			case <-listener.C:
			}
			steps, err := statesAfter(ctx, s.db.Ent(), o, seen)
			if err != nil {
				continue // the next wake-up reads again
			}
			for _, step := range steps {
				if !send(ctx, states, step) {
					return
				}
				seen = step.Version
			}
		}
	}()
	return states, nil
}

func send(ctx context.Context, states chan<- *ent.Order, o *ent.Order) bool {
	select {
	case states <- o:
		return true
	case <-ctx.Done():
		return false
	}
}

// Lines are the ids of an order's lines.
func Lines(o *ent.Order) []mall.OrderLineID {
	ids := make([]mall.OrderLineID, 0, o.LineCount)
	for n := 1; n <= o.LineCount; n++ {
		ids = append(ids, LineID(o.ID, n))
	}
	return slices.Clip(ids)
}

// Page asks for orders, newest first: those older than Before and newer
// than After, where these are given.
type Page struct {
	Before, After *mall.OrderID
	Limit         int
	// Oldest takes the oldest orders within the bounds instead of the newest.
	Oldest bool
}

// ByKey returns what a member has ordered with an idempotency key, by whatever call: the newest
// where several have it. Refusals: INVALID_INPUT (no key), NOT_FOUND (nothing was ordered with it).
func (s *Service) ByKey(ctx context.Context, m mall.MemberID, key string) (*ent.Order, error) {
	if err := mall.CheckKey(key); err != nil {
		return nil, err
	}
	o, err := s.db.Ent().Order.Query().Where(entorder.MemberID(m), entorder.IdempotencyKey(key), entorder.OperationNEQ(OperationDraw)).
		Order(entorder.ByPlacedAt(sql.OrderDesc())).First(ctx)
	if ent.IsNotFound(err) {
		return nil, NotFound()
	}
	return o, err
}
