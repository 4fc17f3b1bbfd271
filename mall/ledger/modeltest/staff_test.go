package modeltest

import (
	"context"
	"fmt"
	"time"

	"pgregory.net/rapid"

	"pointsmall/mall"
	"pointsmall/mall/ledger"
)

func (t turn) add() *step {
	a := ledger.Adjustment{Points: t.amount()}
	var expires time.Time
	switch rapid.IntRange(0, 9).Draw(t.rt, "expires") {
	case 9:
		expires = t.now
		a.ExpiresAt = &expires
	case 0, 1, 2:
	default:
		expires = t.later("expiry")
		a.ExpiresAt = &expires
	}
	return t.adjust(t.step("add", a.Points), a)
}

func (t turn) take() *step {
	points := t.amount()
	return t.adjust(t.step("take", points), ledger.Adjustment{Points: -points})
}

func (t turn) adjust(s *step, a ledger.Adjustment) *step {
	a.Actor, a.Member, a.Currency, a.Reason, a.Key = admin, t.who.id, t.currency, "by hand", t.key()
	wait := &ask{owner: t.who, currency: t.currency, points: a.Points}
	if a.ExpiresAt != nil {
		wait.expires = endOfDay(*a.ExpiresAt)
	}
	asks := false
	switch {
	case a.ExpiresAt != nil && !a.ExpiresAt.After(t.now):
		s.want = mall.CodeInvalidInput
	case -a.Points > t.purse.available(t.now):
		s.want = mall.CodeInsufficientPoints
	case !t.alone(t.who, t.currency, a.Points):
		asks = true
		t.who.asked = append(t.who.asked, wait)
	default:
		t.world.adjust(wait)
	}
	s.do = func(ctx context.Context) (string, error) {
		done, err := t.mall.Ledger.Adjust(ctx, a)
		switch {
		case err != nil:
			return "", err
		case asks != (done.Request != nil):
			return "", fmt.Errorf("waits for approval: %v, got %+v", asks, done.Request)
		case asks:
			wait.id = done.Request.ID
			return wait.id.String(), nil
		case done.Entry.Delta != a.Points:
			return "", fmt.Errorf("the entry is of %d points", done.Entry.Delta)
		}
		return done.Entry.ID.String(), nil
	}
	s.clash = func(ctx context.Context) error {
		other := a
		other.Reason = "for another reason"
		_, err := t.mall.Ledger.Adjust(ctx, other)
		return err
	}
	return t.keyed(s)
}

// adjust does what was asked for.
func (w *world) adjust(a *ask) {
	p := a.owner.purse(a.currency)
	if a.points < 0 {
		p.pay(-a.points, w.now)
	} else if rest := p.settle(a.points); rest > 0 {
		w.put(p, rest, w.now, w.now, a.expires)
	}
}

// decide approves or rejects what waits.
func (t turn) decide() *step {
	if len(t.who.asked) == 0 {
		return nil
	}
	a := prefer(t.rt, "request", t.who.asked, func(a *ask) bool { return !a.decided })
	d := ledger.Decision{
		Actor: rapid.SampledFrom([]mall.Actor{chief, chief, admin}).Draw(t.rt, "staff"), Approve: rapid.IntRange(0, 3).Draw(t.rt, "approve") > 0, Key: t.key(),
	}
	s := t.step("decide on", a.points)
	switch {
	case a.decided:
		s.want = mall.CodeInvalidState
	case d.Approve && d.Actor.StaffID == admin.StaffID:
		s.want = mall.CodeNotEligible
	case d.Approve && !a.expires.IsZero() && !a.expires.After(t.now):
		s.want = mall.CodeExpired
	case d.Approve && -a.points > a.owner.purse(a.currency).available(t.now):
		s.want = mall.CodeInsufficientPoints
	default:
		a.decided = true
		if d.Approve {
			t.world.adjust(a)
		}
	}
	ask := func(ctx context.Context, d ledger.Decision) (string, error) {
		d.Request = a.id
		done, err := t.mall.Ledger.Decide(ctx, d)
		if err != nil {
			return "", err
		}
		return done.Request.ID.String() + " " + string(done.Request.Status), nil
	}
	s.do = func(ctx context.Context) (string, error) { return ask(ctx, d) }
	s.clash = func(ctx context.Context) error {
		other := d
		other.Note = "another note"
		_, err := ask(ctx, other)
		return err
	}
	return t.keyed(s)
}
