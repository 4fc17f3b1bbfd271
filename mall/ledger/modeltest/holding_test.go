package modeltest

import (
	"context"
	"time"

	"pgregory.net/rapid"

	"pointsmall/ent/entry"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
)

func (t turn) hold() *step {
	points := t.amount()
	s := t.step("hold", points)
	lasts := rapid.SampledFrom([]time.Duration{0, time.Second, 3 * time.Hour, 26 * time.Hour, 90 * 24 * time.Hour, 90 * 24 * time.Hour}).Draw(t.rt, "lasts")
	h := &hold{owner: t.who, currency: t.currency, ends: t.now.Add(lasts)}
	if lasts == 0 {
		h.ends = t.now.Add(30 * time.Minute)
	}
	if points > t.purse.available(t.now) {
		s.want = mall.CodeInsufficientPoints
	} else {
		h.pins = t.purse.pick(points, t.now)
		for _, p := range h.pins {
			p.pot.held += p.points
		}
		t.who.holds = append(t.who.holds, h)
	}
	n := ledger.NewHold{Actor: admin, Member: t.who.id, Currency: t.currency, Points: points, Reason: "game", For: lasts, Key: t.key()}
	s.do = func(ctx context.Context) (string, error) {
		row, err := t.mall.Ledger.Hold(ctx, n)
		if err != nil {
			return "", err
		}
		h.id, h.account = row.ID, row.AccountID
		return row.ID.String(), nil
	}
	s.clash = func(ctx context.Context) error {
		other := n
		other.Points++
		_, err := t.mall.Ledger.Hold(ctx, other)
		return err
	}
	return t.keyed(s)
}

func (t turn) capture() *step { return t.end(true) }
func (t turn) release() *step { return t.end(false) }

// end captures or releases a hold.
func (t turn) end(capture bool) *step {
	if len(t.who.holds) == 0 {
		return nil
	}
	h := prefer(t.rt, "hold", t.who.holds, func(h *hold) bool { return !h.ended })
	all := total(h.pins)
	e := ledger.HoldEnd{Actor: admin, Capture: capture, Key: t.key()}
	s := t.step("release", all)
	captured := mall.Points(0)
	if capture {
		e.Points = rapid.SampledFrom([]mall.Points{0, 1, max(all/2, 1), max(all-1, 1), all, all + 1}).Draw(t.rt, "points")
		captured = e.Points
		if captured == 0 {
			captured = all
		}
		s = t.step("capture", captured)
	}
	x := &payment{owner: h.owner, currency: h.currency}
	switch {
	case capture && h.timedOut:
		s.want = mall.CodeExpired
	case h.ended:
		s.want = mall.CodeInvalidState
	case captured > all:
		s.want = mall.CodeInvalidInput
	case capture && !t.alone(h.owner, h.currency, captured):
		s.want = mall.CodeLimitExceeded
	default:
		h.ended = true
		x.shares = t.unpin(h, captured)
		if capture {
			t.stirs(h.owner.purse(h.currency))
			h.owner.paid = append(h.owner.paid, x)
		}
	}
	s.do = func(ctx context.Context) (string, error) {
		done, err := t.ended(ctx, h, e)
		if err != nil || !capture {
			return done, err
		}
		x.id, err = t.spentBy(ctx, h)
		return done, err
	}
	s.clash = func(ctx context.Context) error {
		other := e
		other.Points++
		_, err := t.ended(ctx, h, other)
		return err
	}
	return t.keyed(s)
}

func (w *world) ended(ctx context.Context, h *hold, e ledger.HoldEnd) (string, error) {
	e.Hold = h.id
	row, err := w.mall.Ledger.EndHold(ctx, e)
	if err != nil {
		return "", err
	}
	return row.ID.String() + " " + string(row.Status), nil
}

// spentBy is the entry that captured a hold.
func (w *world) spentBy(ctx context.Context, h *hold) (mall.EntryID, error) {
	return w.mall.DB.Ent().Entry.Query().Where(entry.AccountID(h.account), entry.KindEQ(mall.EntrySpend), entry.Ref(h.id.String())).OnlyID(ctx)
}
