package lottery

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"pointsmall/mall"
)

var today, tomorrow = mall.NewDate(2026, 11, 22), mall.NewDate(2026, 11, 23)

func TestAPrizeThatIsOutGivesTheFallback(t *testing.T) {
	c := plain()
	c.Prizes[0].Stock, c.Prizes[1].StockPerDay = new(int64(1)), new(int64(1))
	s := c.Begin()
	for _, want := range []mall.LotteryOutcome{mall.OutcomeRolled, mall.OutcomeFallback} {
		for rolled := range 2 {
			turn := Turn{Day: today}
			prize, outcome := s.Judge(c, turn, rolled)
			s.Take(c, turn, prize, outcome)
			assert.Equal(t, want, outcome)
			if want == mall.OutcomeFallback {
				assert.Equal(t, 2, prize)
			}
		}
	}
	_, outcome := s.Judge(c, Turn{Day: tomorrow}, 1)
	assert.Equal(t, mall.OutcomeRolled, outcome, "the stock of the day is of that day")
	_, outcome = s.Judge(c, Turn{Day: tomorrow}, 0)
	assert.Equal(t, mall.OutcomeFallback, outcome)
}

func TestABudgetIsSpentToThePointAndNotBeyond(t *testing.T) {
	c := plain()
	c.Budget = new(mall.Points(1075))
	s := c.Begin()
	give := func(rolled int) mall.LotteryOutcome {
		prize, outcome := s.Judge(c, Turn{}, rolled)
		s.Take(c, Turn{}, prize, outcome)
		return outcome
	}
	assert.Equal(t, mall.OutcomeRolled, give(0))
	assert.Equal(t, mall.OutcomeFallback, give(0))
	assert.Equal(t, mall.OutcomeRolled, give(1))
	assert.Equal(t, mall.OutcomeFallback, give(1))
	assert.Equal(t, mall.Points(1050), s.Given)
}

func TestWithoutAFallbackDrawsEndWithTheFirstPrizeThatIsOut(t *testing.T) {
	c := plain()
	c.Fallback, c.Prizes[0].Stock = nil, new(int64(1))
	s := c.Begin()
	assert.Nil(t, s.Refuses(c, Turn{}))
	s.Take(c, Turn{}, 0, mall.OutcomeRolled)
	assert.Equal(t, mall.CodeOutOfStock, s.Refuses(c, Turn{}).Code)
}

func TestAFallbackThatTheBudgetDoesNotHoldRefusesTheDraw(t *testing.T) {
	c := plain()
	c.Fallback, c.Budget = new("small"), new(mall.Points(40))
	s := c.Begin()
	assert.Equal(t, mall.CodeOutOfStock, s.Refuses(c, Turn{}).Code)
}

func TestPityIsDueOnTheNthDrawAndNotBefore(t *testing.T) {
	c := plain()
	c.Prizes[0].Stock, c.Pity = new(int64(1)), &Pity{After: 3, PrizeKey: "small", Stock: new(int64(1))}
	s := c.Begin()
	prize, outcome := s.Judge(c, Turn{Misses: 1}, 2)
	assert.Equal(t, 2, prize)
	assert.Equal(t, mall.OutcomeRolled, outcome)
	assert.Equal(t, 2, c.Misses(Turn{Misses: 1}, prize, outcome))

	turn := Turn{Misses: 2}
	prize, outcome = s.Judge(c, turn, 0)
	assert.Equal(t, 0, prize, "a better prize stands")
	assert.Equal(t, mall.OutcomeRolled, outcome)
	assert.Zero(t, c.Misses(turn, prize, outcome))
	s.Take(c, turn, prize, outcome)

	prize, outcome = s.Judge(c, turn, 0)
	assert.Equal(t, 1, prize, "one that is out becomes the pity prize")
	assert.Equal(t, mall.OutcomePity, outcome)
	assert.Nil(t, s.Refuses(c, turn))
	s.Take(c, turn, prize, outcome)
	assert.Equal(t, mall.CodeOutOfStock, s.Refuses(c, turn).Code, "nothing is left that pity could give")
	assert.Nil(t, s.Refuses(c, Turn{Misses: 1}), "others draw on")
	assert.Equal(t, 4, c.Misses(Turn{Misses: 3}, 0, mall.OutcomeFallback), "a fallback is a miss, whatever it is")
}
