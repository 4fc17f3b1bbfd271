package checkout

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"pointsmall/mall"
	"pointsmall/mall/payment"
)

// Difference is what a provider's statement and the mall's books do not have alike.
type Difference struct {
	Payment mall.PaymentID
	// Says is what is different, for people.
	Says string
}

// Comparison is what came of comparing a day's statement with the books.
type Comparison struct {
	// Postings is how many lines the statement has.
	Postings int
	// Heard are payments of which the mall had not heard: their money is taken now.
	Heard []mall.PaymentID
	// Differences are left for people.
	Differences []Difference
}

// Compare compares a provider's statement of a day, in the provider's time zone, with the
// mall's books. A payment of which the mall has not heard is asked about, and its money is
// taken: it pays its order, or goes back. Everything else that is not alike is a difference.
// Refusal: NOT_AVAILABLE, for a provider without statements.
func (s *Service) Compare(ctx context.Context, method mall.PaymentMethod, day mall.Date) (c Comparison, err error) {
	by, ok := s.providers[method].(payment.Accountant)
	if !ok {
		return c, mall.Errorf(mall.CodeNotAvailable, "there are no statements of %s here", "这里没有 %s 的对账单", method)
	}
	lines, err := by.Statement(ctx, day)
	if err != nil {
		return c, err
	}
	c.Postings = len(lines)
	begin, end := mall.StartOfDay(day, by.Zone()), mall.StartOfDay(day.AddDays(1), by.Zone())
	captured, err := s.Payments.CapturedIn(ctx, method, begin, end)
	if err != nil {
		return c, err
	}
	ids := slices.Clone(captured)
	for _, l := range lines {
		ids = append(ids, l.Payment)
	}
	known, err := s.Payments.ByIDs(ctx, ids)
	if err != nil {
		return c, err
	}
	listed := map[mall.PaymentID]bool{}
	back := map[mall.PaymentID]int64{}
	for _, l := range lines {
		p, ok := known[l.Payment]
		switch {
		case !ok || p.Method != method:
			c.differs(l.Payment, "the statement has %s of it, and the mall does not know it", l.Money)
		case l.Refund != "":
			if back[p.ID] += l.Money.Minor; l.Money.Currency != p.Currency || back[p.ID] > p.ToReturn {
				c.differs(p.ID, "by refund %s %s has gone back, and the mall has asked for %s in all", l.Refund, l.Money, mall.Money{Minor: p.ToReturn, Currency: p.Currency})
			}
		default:
			listed[p.ID] = true
			if err := s.compareTaken(ctx, by, p, l.Money, &c); err != nil {
				return c, err
			}
		}
	}
	for _, id := range captured {
		if !listed[id] {
			if err := s.compareMissing(ctx, by, known[id], &c); err != nil {
				return c, err
			}
		}
	}
	return c, nil
}

func (c *Comparison) differs(id mall.PaymentID, format string, args ...any) {
	c.Differences = append(c.Differences, Difference{id, fmt.Sprintf(format, args...)})
}

// compareTaken compares what the statement says was taken.
func (s *Service) compareTaken(ctx context.Context, by payment.Provider, p payment.Booked, theirs mall.Money, c *Comparison) error {
	asked := mall.Money{Minor: p.AmountMinor, Currency: p.Currency}
	switch {
	case theirs != asked:
		c.differs(p.ID, "the statement has %s, and %s was asked for", theirs, asked)
		return nil
	case p.Captured > 0:
		return nil
	}
	found, err := by.Ask(ctx, p.Payment)
	if err != nil {
		return fmt.Errorf("ask %s about payment %s: %w", p.Method, p.ID, err)
	}
	if found.Standing != payment.StandingPaid {
		c.differs(p.ID, "the statement has %s, and the provider does not say that it is paid", theirs)
		return nil
	}
	if _, err := s.Hear(ctx, Outcome{Payment: p.ID, Paid: true, Amount: found.Money}); err != nil {
		return err
	}
	c.Heard = append(c.Heard, p.ID)
	return nil
}

// compareMissing looks after money that the mall has taken and the statement does not have: it
// may be on the day before, when the mall heard of it after midnight.
func (s *Service) compareMissing(ctx context.Context, by payment.Provider, p payment.Booked, c *Comparison) error {
	if p.ToReturn > 0 { // what providers say of a payment changes when its money goes back
		return nil
	}
	found, err := by.Ask(ctx, p.Payment)
	var no *payment.Refusal
	switch {
	case err != nil && !errors.As(err, &no):
		return fmt.Errorf("ask %s about payment %s: %w", p.Method, p.ID, err)
	case err == nil && found.Standing == payment.StandingPaid && found.Money != nil && *found.Money == (mall.Money{Minor: p.Captured, Currency: p.Currency}):
		return nil
	}
	c.differs(p.ID, "the mall has taken %s, and neither the statement nor the provider says so", mall.Money{Minor: p.Captured, Currency: p.Currency})
	return nil
}
