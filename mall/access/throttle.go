package access

import "time"

// How long tries count, and how long those are refused who try too often.
const (
	tryWindow      = 15 * time.Minute
	firstRefusal   = time.Minute
	longestRefusal = time.Hour
	// roundsFor is how long after a refusal the next one is still longer than that.
	roundsFor    = time.Hour
	signUpWindow = time.Hour
	// clockSkew is how far two servers' clocks may be apart. A time that is further
	// ahead was written before the clock was set back, and means nothing.
	clockSkew = time.Minute
)

// rule bounds how often something may be tried within a window. Whoever has tried so
// often is refused for a while, which doubles from round to round; where refusal is 0,
// until the window ends.
type rule struct {
	limit   int
	window  time.Duration
	refusal time.Duration
}

// tries is what is remembered of them.
type tries struct {
	n     int
	since time.Time // of the first of them
	// rounds counts the refusals before; refusedAt is when the present or last began.
	rounds    int
	refusedAt time.Time
}

// settle forgets what no longer counts at now.
func (r rule) settle(t tries, now time.Time) tries {
	if t.since.After(now.Add(clockSkew)) {
		return tries{since: now, refusedAt: now}
	}
	if t.n >= r.limit {
		if now.Before(r.end(t)) {
			return t
		}
		t.n = 0
		t.rounds++
	}
	if t.rounds > 0 && !now.Before(t.refusedAt.Add(r.length(t.rounds-1)+roundsFor)) {
		t.rounds = 0
	}
	if !now.Before(t.since.Add(r.window)) {
		t.n = 0
	}
	return t
}

// wait is how long the next try is refused; t has been settled.
func (r rule) wait(t tries, now time.Time) time.Duration {
	if t.n < r.limit {
		return 0
	}
	return r.end(t).Sub(now)
}

// add counts a try; t has been settled.
func (r rule) add(t tries, now time.Time) tries {
	if t.n == 0 {
		t.since = now
	}
	if t.n++; t.n == r.limit {
		t.refusedAt = now
	}
	return t
}

// takeBack uncounts a try that was none.
func (r rule) takeBack(t tries) tries {
	t.n = max(0, t.n-1)
	return t
}

// end is when the present refusal ends.
func (r rule) end(t tries) time.Time {
	if r.refusal == 0 {
		return t.since.Add(r.window)
	}
	return t.refusedAt.Add(r.length(t.rounds))
}

// length is how long one is refused after so many refusals before.
func (r rule) length(rounds int) time.Duration {
	return min(r.refusal<<min(rounds, 16), longestRefusal)
}
