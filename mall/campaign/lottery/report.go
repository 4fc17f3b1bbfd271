package lottery

import (
	"fmt"
	"math"
)

// Report says how far what was rolled is from what the odds promise.
type Report struct {
	Draws int `json:"draws"`
	// Prizes are in order.
	Prizes []PrizeReport `json:"prizes"`
	// ChiSquare adds up how far rolled prizes are from their odds. Prizes that expect fewer than
	// five rolls count with the next ones.
	ChiSquare float64 `json:"chiSquare"`
	Freedom   int     `json:"degreesOfFreedom"`
	// Runs are how often rolls went over to the other side of 500,000, and Serial is how much a
	// roll says of the next: both as deviations from what chance makes, of which one in 370 is
	// beyond 3.
	Runs   float64 `json:"runsDeviation"`
	Serial float64 `json:"serialDeviation"`
	// Waits is the mean number of draws until the pity prize or one before it, and WaitsExpected
	// what it should be, (1 - (1 - p)^N) / p; 0 where there is no pity.
	Waits         float64 `json:"meanWait"`
	WaitsExpected float64 `json:"meanWaitExpected"`
}

// PrizeReport says how often one prize was rolled and given.
type PrizeReport struct {
	Key    string `json:"key"`
	Rolled int    `json:"rolled"`
	Given  int    `json:"given"`
	// Expected is how often it should have been rolled, Low and High between what it is 999
	// times of 1,000.
	Expected float64 `json:"expected"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
}

// Unlikely reports whether chance makes such a report less than about once in a thousand times.
func (r *Report) Unlikely() bool {
	if math.Abs(r.Runs) > unlikely || math.Abs(r.Serial) > unlikely || (r.Freedom > 0 && wilsonHilferty(r.ChiSquare, r.Freedom) > unlikely) {
		return true
	}
	for _, p := range r.Prizes {
		if float64(p.Rolled) < p.Low || float64(p.Rolled) > p.High {
			return true
		}
	}
	return false
}

// unlikely is how many deviations chance passes once in a thousand times.
const unlikely = 3.29

// Survey reckons a report of what a lottery publishes.
func Survey(p Published) (Report, error) {
	c, err := ReadConfiguration(p.Configuration)
	if err != nil {
		return Report{}, fmt.Errorf("read the configuration: %w", err)
	}
	r := Report{Prizes: make([]PrizeReport, len(c.Prizes))}
	var rolls []int
	waits, waited := 0, 0
	since := map[string]int{}
	for i := range p.Periods {
		for j := range p.Periods[i].Draws {
			d := &p.Periods[i].Draws[j]
			rolls = append(rolls, d.Roll)
			r.Prizes[c.Rolled(d.Roll)].Rolled++
			given := c.place(d.Prize)
			if given >= 0 {
				r.Prizes[given].Given++
			}
			since[d.Drawer]++
			if c.Pity != nil && given >= 0 && c.Misses(Turn{}, given, d.Outcome) == 0 {
				waits, waited = waits+1, waited+since[d.Drawer]
				since[d.Drawer] = 0
			}
		}
	}
	r.Draws = len(rolls)
	r.weigh(c)
	r.Runs, r.Serial = runs(rolls), serial(rolls)
	if waits > 0 {
		odds := 0
		for i := 0; i <= c.pity(); i++ {
			odds += c.Prizes[i].OddsPpm
		}
		if q := float64(odds) / Sides; q > 0 {
			r.Waits, r.WaitsExpected = float64(waited)/float64(waits), (1-math.Pow(1-q, float64(c.Pity.After)))/q
		}
	}
	return r, nil
}

// weigh compares what was rolled with the odds.
func (r *Report) weigh(c *Configuration) {
	n := float64(r.Draws)
	var seen, want float64
	for i := range r.Prizes {
		p := &r.Prizes[i]
		odds := float64(c.Prizes[i].OddsPpm) / Sides
		p.Key, p.Expected = c.Prizes[i].Key, odds*n
		room := unlikely*math.Sqrt(n*odds*(1-odds)) + 1 // counts are whole
		p.Low, p.High = max(p.Expected-room, 0), min(p.Expected+room, n)
		seen, want = seen+float64(p.Rolled), want+p.Expected
		if want >= 5 {
			r.ChiSquare += (seen - want) * (seen - want) / want
			r.Freedom++
			seen, want = 0, 0
		}
	}
	r.Freedom = max(r.Freedom-1, 0)
}

// wilsonHilferty turns a chi-square into a deviation.
func wilsonHilferty(sum float64, freedom int) float64 {
	n := float64(freedom)
	return (math.Cbrt(sum/n) - (1 - 2/(9*n))) / math.Sqrt(2/(9*n))
}

// runs is how far the number of runs above and below the middle is from chance.
func runs(rolls []int) float64 {
	count, high := 1, 0
	for i, roll := range rolls {
		if roll >= Sides/2 {
			high++
		}
		if i > 0 && (roll >= Sides/2) != (rolls[i-1] >= Sides/2) {
			count++
		}
	}
	n := float64(len(rolls))
	mean := 2*float64(high)*(n-float64(high))/n + 1
	deviation := math.Sqrt((mean - 1) * (mean - 2) / (n - 1))
	if len(rolls) < 10 || !(deviation > 0) {
		return 0
	}
	return (float64(count) - mean) / deviation
}

// serial is how far the correlation of each roll with the next is from none.
func serial(rolls []int) float64 {
	var cross, square float64
	for i, roll := range rolls {
		x := float64(roll)/Sides - 0.5
		square += x * x
		if i > 0 {
			cross += x * (float64(rolls[i-1])/Sides - 0.5)
		}
	}
	if len(rolls) < 10 || square == 0 {
		return 0
	}
	return cross / square * math.Sqrt(float64(len(rolls)))
}
