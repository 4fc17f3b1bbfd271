package lottery

import (
	"pointsmall/mall"
)

// Stand is what is left of a lottery's prizes at one moment. It is what decides, beside the
// roll, which prize a draw gives; Take is the only way in which a draw changes it.
type Stand struct {
	// Pieces are those of each prize, in order.
	Pieces []Pieces
	// PityLeft are the pieces that only pity gives, where they are counted.
	PityLeft int64
	// Given are the points that all draws gave.
	Given mall.Points
}

// Pieces are those of one prize that rolls can give.
type Pieces struct {
	// Left counts where the prize has a stock.
	Left int64
	// Today are those that were given on Day.
	Day   mall.Date
	Today int64
}

// Begin is the stand before the first draw.
func (c *Configuration) Begin() Stand {
	s := Stand{Pieces: make([]Pieces, len(c.Prizes))}
	for i := range c.Prizes {
		if stock := c.Prizes[i].Stock; stock != nil {
			s.Pieces[i].Left = *stock
		}
	}
	if c.Pity != nil && c.Pity.Stock != nil {
		s.PityLeft = *c.Pity.Stock
	}
	return s
}

// Turn is a draw before its roll: of a member with so many misses, on a day of the mall.
type Turn struct {
	Misses int
	Day    mall.Date
}

// due reports whether the turn gives the pity prize, or one before it.
func (c *Configuration) due(t Turn) bool { return c.Pity != nil && t.Misses+1 >= c.Pity.After }

// holds reports whether a roll of a prize can stand.
func (s *Stand) holds(c *Configuration, place int, day mall.Date) bool {
	p := &c.Prizes[place]
	pieces := &s.Pieces[place]
	switch {
	case !s.affords(c, p):
		return false
	case p.Stock != nil && pieces.Left <= 0:
		return false
	case p.StockPerDay != nil && pieces.on(day) >= *p.StockPerDay:
		return false
	}
	return true
}

// gives reports whether a draw of a day may give a prize, by its roll or by pity.
func (s *Stand) gives(c *Configuration, place int, day mall.Date) bool {
	if c.Prizes[place].OddsPpm > 0 && s.holds(c, place, day) {
		return true
	}
	return place == c.pity() && (c.Pity.Stock == nil || s.PityLeft > 0)
}

// on is how many pieces were given on a day.
func (p *Pieces) on(day mall.Date) int64 {
	if !p.Day.Equal(day.Time) {
		return 0
	}
	return p.Today
}

// affords reports whether the budget holds what a prize gives.
func (s *Stand) affords(c *Configuration, p *Prize) bool {
	return c.Budget == nil || p.Points == nil || s.Given+*p.Points <= *c.Budget
}

// Refuses says why nobody may draw on this turn; nil: the turn is open. It is asked before the
// roll: afterwards a refusal would tell, or hide, what was rolled.
func (s *Stand) Refuses(c *Configuration, t Turn) *mall.Error {
	if c.due(t) {
		pity := c.pity()
		if p := &c.Prizes[pity]; !s.affords(c, p) || (c.Pity.Stock != nil && s.PityLeft <= 0) {
			return mall.Errorf(mall.CodeOutOfStock, "it is your turn to get %s for certain, and none is left: nothing was charged", "本次应保底发放 %s，但已无剩余，未扣除任何积分", p.Key).At("campaignId")
		}
		return nil
	}
	fallback := c.fallback()
	if fallback >= 0 && s.holds(c, fallback, t.Day) {
		return nil
	}
	for i := range c.Prizes {
		if p := &c.Prizes[i]; p.OddsPpm > 0 && !s.holds(c, i, t.Day) {
			return mall.Errorf(mall.CodeOutOfStock, "%s is given out, and nothing stands in for it: nothing was charged", "奖品 %s 已发完且没有替代奖品，未扣除任何积分", p.Key).At("campaignId")
		}
	}
	return nil
}

// Judge says what a turn that is not refused gives for a rolled prize.
func (s *Stand) Judge(c *Configuration, t Turn, rolled int) (prize int, outcome mall.LotteryOutcome) {
	if c.due(t) {
		if pity := c.pity(); rolled > pity || !s.holds(c, rolled, t.Day) {
			return pity, mall.OutcomePity
		}
		return rolled, mall.OutcomeRolled
	}
	if s.holds(c, rolled, t.Day) {
		return rolled, mall.OutcomeRolled
	}
	return c.fallback(), mall.OutcomeFallback
}

// Take takes what a draw gives.
func (s *Stand) Take(c *Configuration, t Turn, prize int, outcome mall.LotteryOutcome) {
	p := &c.Prizes[prize]
	if p.Points != nil {
		s.Given += *p.Points
	}
	if outcome == mall.OutcomePity {
		if c.Pity.Stock != nil {
			s.PityLeft--
		}
		return
	}
	if !p.limited() {
		return
	}
	pieces := &s.Pieces[prize]
	if p.Stock != nil {
		pieces.Left--
	}
	pieces.Day, pieces.Today = t.Day, pieces.on(t.Day)+1
}

// Misses are a member's after a draw: since they got the pity prize or one before it. Without
// pity nobody counts.
func (c *Configuration) Misses(t Turn, prize int, outcome mall.LotteryOutcome) int {
	switch {
	case c.Pity == nil:
		return 0
	case outcome != mall.OutcomeFallback && prize <= c.pity():
		return 0
	}
	return t.Misses + 1
}
