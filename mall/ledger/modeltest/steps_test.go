package modeltest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"pgregory.net/rapid"

	"pointsmall/mall"
	"pointsmall/mall/exchange"
	"pointsmall/mall/ledger"
)

// step is one operation: what the model says of it, and how it is done.
type step struct {
	says string
	// want is the code of its refusal; "" is success.
	want mall.ErrorCode
	// do does it and names what it made, which is made from then on.
	do   func(ctx context.Context) (string, error)
	made string
	// clash asks for something else with the same key.
	clash func(ctx context.Context) error
	// again is true for what was done before.
	again bool
}

// try does the step and returns how the mall differs from the model.
func (s *step) try(ctx context.Context) error {
	made, err := s.do(ctx)
	var refused *mall.Error
	switch {
	case err != nil && !errors.As(err, &refused):
		return fmt.Errorf("%s: %w", s.says, err)
	case refused == nil && s.want != "":
		return fmt.Errorf("%s: the model says %q, the mall does it", s.says, s.want)
	case refused != nil && refused.Code != s.want:
		return fmt.Errorf("%s: the model says %q, the mall %w", s.says, s.want, err)
	case s.again && made != s.made:
		return fmt.Errorf("%s: made %s the first time, %s now", s.says, s.made, made)
	}
	s.made = made
	return nil
}

// The staff who adjust and approve.
var (
	admin = mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionAll}}
	chief = mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionAll}}
)

// turn is who takes a step, with which points.
type turn struct {
	*world
	family   *family
	who      *person
	other    *person
	currency mall.PointsCurrency
	purse    *purse
}

func (w *world) turn(f *family) turn {
	i := rapid.IntRange(0, 1).Draw(w.rt, "who")
	c := currencies[rapid.SampledFrom([]int{0, 0, 0, 0, 1, 1, 2}).Draw(w.rt, "currency")]
	return turn{w, f, f.members[i], f.members[1-i], c, f.members[i].purse(c)}
}

// amount draws how many points: a few, exactly what there is, or one more.
func (t turn) amount() mall.Points {
	available := t.purse.available(t.now)
	return rapid.SampledFrom([]mall.Points{
		1, 7, 30, 90, 250, max(available, 1), max(available/2, 1), available + 1,
	}).Draw(t.rt, "points")
}

// later draws an instant: soon, or the beginning of a day of the mall.
func (t turn) later(label string) time.Time {
	return rapid.SampledFrom([]time.Time{
		t.now.Add(time.Second), t.now.Add(2 * time.Hour), dayStart(dayNumber(t.now) + 1), dayStart(dayNumber(t.now) + 8), dayStart(dayNumber(t.now) + 61),
		dayStart(dayNumber(t.now.AddDate(1, 0, 0)) + 1),
	}).Draw(t.rt, label)
}

// kinds are the steps that a turn may take.
var kinds = []func(turn) *step{
	turn.rest, turn.add, turn.add, turn.take, turn.exchange, turn.exchange, turn.hold, turn.hold, turn.capture, turn.capture, turn.release,
	turn.refund, turn.refund, turn.send, turn.send, turn.donate, turn.decide, turn.repeat, turn.clash,
}

func (t turn) rest() *step { return nil }

func (t turn) step(verb string, points mall.Points) *step {
	return &step{says: fmt.Sprintf("%s %d %s of %s", verb, points, t.currency, t.who.id)}
}

// keyed remembers a step that succeeds with a key.
func (t turn) keyed(s *step) *step {
	if s.want == "" {
		t.family.made = append(t.family.made, s)
	}
	return s
}

// repeat asks for something again that was done before: nothing may change.
func (t turn) repeat() *step {
	if len(t.family.made) == 0 {
		return nil
	}
	s := choose(t.rt, "again", t.family.made)
	again := &step{says: s.says + ", again", again: true}
	again.do = func(ctx context.Context) (string, error) {
		again.made = s.made
		return s.do(ctx)
	}
	return again
}

// clash asks for something else with a key that was used.
func (t turn) clash() *step {
	if len(t.family.made) == 0 {
		return nil
	}
	s := choose(t.rt, "clash", t.family.made)
	return &step{says: s.says + ", with other input", want: mall.CodeIdempotencyConflict, do: func(ctx context.Context) (string, error) {
		return "", s.clash(ctx)
	}}
}

// pays remembers a payment where the purse has the points.
func (t turn) pays(s *step, points mall.Points) *payment {
	shares, enough := t.purse.pay(points, t.now)
	x := &payment{owner: t.who, currency: t.currency, shares: shares}
	if !enough {
		s.want = mall.CodeInsufficientPoints
		return x
	}
	t.who.paid = append(t.who.paid, x)
	t.stirs(t.purse)
	return x
}

func (t turn) exchange() *step {
	price, quantity := rapid.SampledFrom(prices).Draw(t.rt, "price"), rapid.IntRange(1, 3).Draw(t.rt, "quantity")
	t.currency, t.purse = mall.DefaultPoints, t.who.purse(mall.DefaultPoints)
	s := t.step("exchange", price*mall.Points(quantity))
	x := t.pays(s, price*mall.Points(quantity))
	x.ordered = true
	r := exchange.Request{Member: t.who.id, Sku: t.skus[price], Quantity: quantity, Key: t.key()}
	s.do = func(ctx context.Context) (string, error) {
		done, err := t.mall.Exchanges.Exchange(ctx, r)
		if err != nil {
			return "", err
		}
		x.id = *done.Order.EntryID
		return done.Order.ID.String(), nil
	}
	s.clash = func(ctx context.Context) error {
		other := r
		other.Quantity++
		_, err := t.mall.Exchanges.Exchange(ctx, other)
		return err
	}
	return t.keyed(s)
}

func (t turn) donate() *step {
	points := t.amount()
	s := t.step("donate", points)
	n := ledger.NewDonation{Actor: t.who.actor(), Cause: t.open, Currency: t.currency, Points: points, Key: t.key()}
	x := &payment{}
	if rapid.IntRange(0, 9).Draw(t.rt, "cause") == 9 {
		n.Cause, s.want = t.shut, mall.CodeNotAvailable
	} else {
		x = t.pays(s, points)
	}
	s.do = func(ctx context.Context) (string, error) {
		e, err := t.mall.Ledger.Donate(ctx, n)
		if err != nil {
			return "", err
		}
		x.id = e.ID
		return e.ID.String(), nil
	}
	s.clash = func(ctx context.Context) error {
		other := n
		other.Points++
		_, err := t.mall.Ledger.Donate(ctx, other)
		return err
	}
	return t.keyed(s)
}

func (t turn) refund() *step {
	if len(t.who.paid) == 0 {
		return nil
	}
	x := prefer(t.rt, "payment", t.who.paid, func(x *payment) bool { return !x.ordered && x.returned < total(x.shares) })
	left := total(x.shares) - x.returned
	points := rapid.SampledFrom([]mall.Points{0, 1, max(left/2, 1), max(left-1, 1), left, left + 1}).Draw(t.rt, "points")
	s := t.step("refund", points)
	switch {
	case x.ordered:
		s.want = mall.CodeInvalidState
	case points > left || left == 0 || !t.alone(x.owner, x.currency, cmp.Or(points, left)):
		s.want = mall.CodeLimitExceeded
	default:
		t.world.refund(x, cmp.Or(points, left))
	}
	r := ledger.PointsRefund{Actor: admin, Points: points, Reason: "returned", Key: t.key()}
	s.do = func(ctx context.Context) (string, error) {
		r := r
		r.Entry = x.id
		done, err := t.mall.Ledger.Refund(ctx, r)
		if err != nil {
			return "", err
		}
		return done.Entry.ID.String(), nil
	}
	s.clash = func(ctx context.Context) error {
		other := r
		other.Entry = x.id
		other.Points++
		_, err := t.mall.Ledger.Refund(ctx, other)
		return err
	}
	return t.keyed(s)
}

func (t turn) send() *step {
	policy := t.policies[t.currency].Transfer
	points := t.amount()
	s := t.step("send", points)
	fee := (points*mall.Points(policy.FeePerMille) + 999) / 1000
	if s.want = t.maySend(policy, t.who, t.other, t.currency, points); s.want == "" {
		shares, enough := t.purse.pay(points+fee, t.now)
		if !enough {
			s.want = mall.CodeInsufficientPoints
		} else {
			t.transfers = append(t.transfers, transfer{t.who, t.other, t.currency, points, t.now})
			t.receive(shares, points)
			t.stirs(t.purse)
		}
	}
	n := ledger.NewTransfer{Actor: t.who.actor(), To: t.other.id, Currency: t.currency, Points: points, Key: t.key()}
	s.do = func(ctx context.Context) (string, error) {
		row, err := t.mall.Ledger.Transfer(ctx, n)
		if err != nil {
			return "", err
		}
		if row.Fee != fee {
			return "", fmt.Errorf("the fee is %d, not %d", row.Fee, fee)
		}
		return row.ID.String(), nil
	}
	s.clash = func(ctx context.Context) error {
		other := n
		other.Points++
		_, err := t.mall.Ledger.Transfer(ctx, other)
		return err
	}
	return t.keyed(s)
}

// receive puts points that were sent, with the terms they had, into the other's purse;
// the fee is the rest of the shares.
func (t turn) receive(shares []share, points mall.Points) {
	to := t.other.purse(t.currency)
	for _, s := range shares {
		part := min(s.points, points)
		points -= part
		if rest := to.settle(part); rest > 0 {
			made := t.put(to, rest, s.pot.earned, t.now, s.pot.expires)
			made.idle, made.renewed = s.pot.idle, s.pot.renewed
		}
	}
}
