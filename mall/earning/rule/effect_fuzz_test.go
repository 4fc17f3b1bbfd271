package rule

import (
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

// evaluated is what one rule gives for an event, or that this is more than an account can
// hold.
func evaluated(t *testing.T, e Effect, on mall.Trigger, edit func(*Input)) (points mall.Points, tooMuch bool) {
	t.Helper()
	in := bought(0)
	in.Event.Trigger = on
	edit(in)
	got := NewSet([]*Active{made(t, "fuzzed", e, func(d *Definition) { d.Trigger = on })}).Evaluate(in)
	if got.TooMuch {
		assert.Equal(t, Result{TooMuch: true}, got)
		return 0, true
	}
	assert.NotPanics(t, func() { got.Sentence(mall.Text{EN: "x", ZH: "x"}) })
	var sum mall.Points
	for _, p := range got.Parts {
		assert.GreaterOrEqual(t, p.Points, mall.Points(0))
		sum += p.Points
	}
	assert.Equal(t, got.Points, sum, "the parts are the whole")
	return got.Points, false
}

// agree holds what was evaluated against the exact number that it should be.
func agree(t *testing.T, want *big.Int, points mall.Points, tooMuch bool) {
	t.Helper()
	most := big.NewInt(int64(mall.MaxPoints))
	require.Equal(t, want.Cmp(most) > 0, tooMuch, "%v points", want)
	if !tooMuch {
		require.Equal(t, want.String(), big.NewInt(int64(points)).String())
	}
}

// maxFen is the largest amount of money that there is, in fen.
const maxFen = 1<<53 - 1

// A ladder pays the band of the highest amount that the total reaches, once, or as often
// as it fits.
func FuzzLadder(f *testing.F) {
	f.Add(int64(199_99), int64(200_00), int64(200), int64(500_00), int64(600), int64(7), int64(0), false)
	f.Add(int64(200_00), int64(200_00), int64(200), int64(500_00), int64(600), int64(1), int64(1), false)
	f.Add(int64(1500_00), int64(500_00), int64(600), int64(200_00), int64(200), int64(1), int64(0), false)
	f.Add(int64(399_00), int64(100_00), int64(200), int64(900_00), int64(1), int64(800_00), int64(1), true)
	f.Add(int64(maxFen), int64(1), int64(mall.MaxPoints), int64(2), int64(1), int64(3), int64(1), true)
	f.Add(int64(maxFen), int64(1), int64(1), int64(maxFen), int64(mall.MaxPoints), int64(3), int64(1), false)
	f.Add(int64(maxFen), int64(1), int64(1), int64(2), int64(2), int64(maxFen), int64(mall.MaxPoints), true)
	f.Add(int64(0), int64(1), int64(1), int64(2), int64(-1), int64(0), int64(3), true)
	f.Fuzz(func(t *testing.T, total, a1, p1, a2, p2, a3, p3 int64, repeat bool) {
		bands := []Band{{a1, mall.Points(p1)}, {a2, mall.Points(p2)}, {a3, mall.Points(p3)}}
		good := a1 != a2 && a2 != a3 && a1 != a3
		for _, b := range bands {
			good = good && b.AmountMinor > 0 && b.Points > 0 && b.Points <= mall.MaxPoints
		}
		for _, b := range bands {
			for _, low := range bands {
				if good && low.AmountMinor < b.AmountMinor { // at its own amount a band pays no less than one below
					once := []Band{low}
					good = climbed(once, b.AmountMinor, repeat).Cmp(big.NewInt(int64(b.Points))) <= 0
				}
			}
		}
		d := Definition{Trigger: mall.TriggerPurchase, Effect: Effect{Ladder: &Ladder{Currency: "CNY", Bands: bands, Repeat: repeat}}}
		if refusal := d.Check(); (refusal == nil) != good {
			t.Fatalf("%+v: %v", bands, refusal)
		}
		if !good {
			return
		}
		total = abs(total) % (maxFen + 1)
		pays := func(bands []Band, fen int64) (mall.Points, bool) {
			return evaluated(t, Effect{Ladder: &Ladder{Currency: "CNY", Bands: bands, Repeat: repeat}}, mall.TriggerPurchase, func(in *Input) { in.Event.Total.Minor = fen })
		}
		points, tooMuch := pays(bands, total)
		agree(t, climbed(bands, total, repeat), points, tooMuch)

		turned := slices.Clone(bands)
		slices.Reverse(turned)
		again, tooMuchAgain := pays(turned, total)
		require.Equal(t, points, again, "the bands' order does not matter")
		require.Equal(t, tooMuch, tooMuchAgain)
		higher(t, bands, total, repeat, pays)
	})
}

// climbed is what a ladder should pay: the bands are climbed one fen's worth after the
// other, from below.
func climbed(bands []Band, total int64, repeat bool) *big.Int {
	steps := slices.Clone(bands)
	slices.SortFunc(steps, func(a, b Band) int { return big.NewInt(a.AmountMinor).Cmp(big.NewInt(b.AmountMinor)) })
	pays := new(big.Int)
	for _, s := range steps {
		if total < s.AmountMinor {
			break
		}
		pays = big.NewInt(int64(s.Points))
		if repeat {
			pays.Mul(pays, new(big.Int).Div(big.NewInt(total), big.NewInt(s.AmountMinor)))
		}
	}
	return pays
}

// higher expects that more money never earns less, where higher bands give more: all of
// them once, or one of them as often as it fits.
func higher(t *testing.T, bands []Band, total int64, repeat bool, pays func([]Band, int64) (mall.Points, bool)) {
	t.Helper()
	if repeat {
		bands = bands[:1]
	} else {
		for i := range bands[1:] {
			if bands[i].AmountMinor > bands[i+1].AmountMinor || bands[i].Points > bands[i+1].Points {
				return
			}
		}
	}
	less, tooMuch := pays(bands, total)
	for _, b := range bands {
		for _, more := range []int64{total + 1, total + b.AmountMinor%maxFen, b.AmountMinor} {
			if more < total || more > maxFen {
				continue
			}
			points, over := pays(bands, more)
			if tooMuch {
				require.True(t, over, "more than too much is too much")
			} else if !over {
				require.GreaterOrEqual(t, points, less, "%d fen and %d fen", total, more)
			}
		}
	}
}

// A streak pays by the day's place in its schedule, which starts again after its last day.
func FuzzStreak(f *testing.F) {
	week := []byte{5, 10, 15, 20, 25, 30, 50}
	f.Add(week, int64(1), 1, 0, int64(0))
	f.Add(week, int64(1), 7, 0, int64(0))
	f.Add(week, int64(1), 8, 0, int64(0))
	f.Add([]byte{5}, int64(1), 14, 7, int64(50))
	f.Add([]byte{255, 1}, int64(mall.MaxPoints)/255, 3, 3, int64(mall.MaxPoints))
	f.Add([]byte{0, 0, 9}, int64(1), 1<<62, 366, int64(1))
	f.Add([]byte{}, int64(1), 1, 0, int64(0))
	f.Add(week, int64(1), -1, 0, int64(-5))
	f.Add(make([]byte, 367), int64(1), 1, 0, int64(0))
	f.Fuzz(func(t *testing.T, days []byte, unit int64, day, every int, bonus int64) {
		unit = abs(unit) % (int64(mall.MaxPoints)/255 + 1)
		s := Streak{Every: every, Bonus: mall.Points(bonus)}
		for _, b := range days {
			s.Points = append(s.Points, mall.Points(int64(b)*unit))
		}
		good := len(days) >= 1 && len(days) <= 366
		if every == 0 {
			good = good && bonus == 0
		} else {
			good = good && every > 0 && every <= 366 && bonus > 0 && bonus <= int64(mall.MaxPoints)
		}
		d := Definition{Trigger: mall.TriggerCheckIn, Effect: Effect{Streak: &s}}
		if refusal := d.Check(); (refusal == nil) != good {
			t.Fatalf("%+v: %v", s, refusal)
		}
		if !good {
			return
		}
		pays := func(s Streak, day int) (mall.Points, bool) {
			return evaluated(t, Effect{Streak: &s}, mall.TriggerCheckIn, func(in *Input) { in.Event.Streak = day })
		}
		points, tooMuch := pays(s, day)
		agree(t, walked(s, day), points, tooMuch)
		if day < 1 || day > 1<<61 {
			return
		}
		plain := Streak{Points: s.Points}
		today, _ := pays(plain, day)
		next, _ := pays(plain, day+len(days))
		require.Equal(t, today, next, "the schedule starts again")
		if (day+len(days)-1)%len(days) == 0 {
			require.Equal(t, s.Points[0], today, "at its first day")
		}
	})
}

// walked is what a streak should pay on a day: whoever checks in walks along the
// schedule day by day, goes back to its start after its end, and counts up to the bonus.
// A row repeats itself after as many days as both have together, so long ones are cut.
func walked(s Streak, day int) *big.Int {
	if day < 1 {
		return new(big.Int)
	}
	round := len(s.Points)
	if s.Every > 0 {
		round *= s.Every
	}
	rest := new(big.Int).Mod(big.NewInt(int64(day)), big.NewInt(int64(round))).Int64()
	next, toBonus := 0, s.Every
	var place int
	var bonus bool
	for range int64(round) + rest {
		place, bonus = next, false
		if next++; next == len(s.Points) {
			next = 0
		}
		if toBonus--; toBonus == 0 {
			bonus, toBonus = true, s.Every
		}
	}
	pays := big.NewInt(int64(s.Points[place]))
	if bonus {
		pays.Add(pays, big.NewInt(int64(s.Bonus)))
	}
	return pays
}
