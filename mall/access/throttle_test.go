package access

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// step is some tries at a time, and how long the next must wait then.
type step struct {
	at    time.Duration
	tries int
	wait  time.Duration
}

func TestRule(t *testing.T) {
	signIn := rule{limit: 3, window: 15 * time.Minute, refusal: time.Minute}
	signUp := rule{limit: 3, window: time.Hour}
	const minute = time.Minute
	for name, c := range map[string]struct {
		rule
		steps []step
	}{
		"the third is the last":       {signIn, []step{{0, 2, 0}, {minute, 1, minute}, {minute * 3 / 2, 0, minute / 2}, {2 * minute, 0, 0}}},
		"a window forgets":            {signIn, []step{{0, 2, 0}, {15 * minute, 2, 0}, {16 * minute, 1, minute}}},
		"each round is longer":        {signIn, []step{{0, 3, minute}, {minute, 3, 2 * minute}, {3 * minute, 3, 4 * minute}, {7 * minute, 3, 8 * minute}}},
		"up to an hour":               {rule{1, 15 * minute, 40 * minute}, []step{{0, 1, 40 * minute}, {40 * minute, 1, time.Hour}, {100 * minute, 1, time.Hour}}},
		"an hour forgets the rounds":  {signIn, []step{{0, 3, minute}, {minute, 3, 2 * minute}, {63 * minute, 3, minute}}},
		"less than that does not":     {signIn, []step{{0, 3, minute}, {minute, 3, 2 * minute}, {63*minute - 1, 3, 4 * minute}}},
		"no tries after many rounds":  {signIn, []step{{0, 3, minute}, {24 * time.Hour, 2, 0}, {24 * time.Hour, 1, minute}}},
		"servers' clocks differ":      {signIn, []step{{0, 3, minute}, {-minute / 2, 0, minute * 3 / 2}}},
		"the clock was set back":      {signIn, []step{{0, 3, minute}, {-2 * minute, 0, 0}, {-2 * minute, 3, minute}}},
		"the clock was set far ahead": {signIn, []step{{0, 3, minute}, {24 * 365 * time.Hour, 3, minute}}},
		"sign-ups, to the hour's end": {signUp, []step{{0, 2, 0}, {10 * minute, 1, 50 * minute}, {time.Hour - 1, 0, 1}, {time.Hour, 3, time.Hour}}},
	} {
		start := time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)
		counted := tries{since: start, refusedAt: start}
		for i, s := range c.steps {
			now := start.Add(s.at)
			counted = c.settle(counted, now)
			for range s.tries {
				assert.Zero(t, c.wait(counted, now), "%s: step %d", name, i)
				counted = c.add(counted, now)
			}
			assert.Equal(t, s.wait, c.wait(counted, now), "%s: step %d", name, i)
		}
	}
}

func TestATryIsTakenBack(t *testing.T) {
	r := rule{limit: 2, window: time.Hour, refusal: time.Minute}
	now := time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)
	counted := r.add(r.add(tries{}, now), now)
	assert.Equal(t, time.Minute, r.wait(counted, now))
	counted = r.takeBack(counted)
	assert.Zero(t, r.wait(counted, now), "who was refused by it is so no more")
	assert.Zero(t, r.takeBack(r.takeBack(counted)).n)
}
