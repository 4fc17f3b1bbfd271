package scancode

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Whoever was wrong so often within an hour is refused until that hour ends.
const (
	MaxGuesses  = 10
	guessWindow = time.Hour
)

// guess is a count of wrong codes.
type guess struct {
	tries   int
	since   time.Time
	changed bool
}

// Guesses count wrong codes by who types them and from where: read, changed in memory,
// saved.
type Guesses struct {
	now    time.Time
	counts map[string]*guess
}

// Guessers names whose wrong codes count together: the member's, and those from the
// address, where that is known.
func Guessers(m mall.MemberID, from netip.Addr) []string {
	who := []string{m.String()}
	if from.IsValid() {
		who = append(who, from.String())
	}
	return who
}

// ReadGuesses locks and reads counts, making those that are missing, so that of wrong
// codes that come together none goes uncounted.
func ReadGuesses(ctx context.Context, tx *store.Tx, now time.Time, who []string) (*Guesses, error) {
	g := &Guesses{now: now, counts: map[string]*guess{}}
	slices.Sort(who)
	who = slices.Compact(who)
	rows := store.NewRows("id text", "since timestamptz")
	for _, id := range who {
		rows.Add(id, now)
	}
	var batch store.Batch
	batch.Add("insert into code_guesses (id, tries, since) select id, 0, since from {rows} where true on conflict (id) do update set id = excluded.id", rows) // locks them
	if err := batch.Exec(ctx, tx); err != nil {
		return nil, err
	}
	set, err := store.Set(tx.Dialect, who)
	if err != nil {
		return nil, err
	}
	return g, tx.Each(ctx, func(scan func(...any) error) error {
		var id string
		one := &guess{}
		if err := scan(&id, &one.tries, &one.since); err != nil {
			return err
		}
		if age := now.Sub(one.since); one.tries == 0 || age >= guessWindow || age < -time.Minute { // another server's clock may be ahead a little
			one.tries, one.since = 0, now
		}
		g.counts[id] = one
		return nil
	}, "select g.id, g.tries, g.since from code_guesses g where g.id "+tx.Dialect.In(1, "text")+tx.Lock(store.KindGuess, "g.id"), set)
}

// Refusal is LIMIT_EXCEEDED where one of these was wrong too often, else nil.
func (g *Guesses) Refusal(who []string) *mall.Error {
	var wait time.Duration
	for _, id := range who {
		if c := g.counts[id]; c != nil && c.tries >= MaxGuesses {
			wait = max(wait, c.since.Add(guessWindow).Sub(g.now))
		}
	}
	if wait <= 0 {
		return nil
	}
	seconds := int64((wait + time.Second - 1) / time.Second)
	refusal := mall.Errorf(mall.CodeLimitExceeded, "too many wrong codes; try again in %s", "错误次数过多，请在 %d 秒后重试", mall.Count(seconds, "second"))
	refusal.Figures = mall.Figures{Limit: MaxGuesses, RetryAfter: seconds}
	return refusal
}

// Wrong counts a wrong code.
func (g *Guesses) Wrong(who []string) {
	for _, id := range who {
		if c := g.counts[id]; c != nil {
			c.tries++
			c.changed = true
		}
	}
}

// Save adds what changed to the batch.
func (g *Guesses) Save(batch *store.Batch) {
	rows := store.NewRows("id text", "tries bigint", "since timestamptz")
	for id, c := range g.counts {
		if c.changed {
			rows.Add(id, c.tries, c.since)
		}
	}
	batch.Add("insert into code_guesses (id, tries, since) select id, tries, since from {rows} where true "+
		"on conflict (id) do update set tries = excluded.tries, since = excluded.since", rows)
}

// Forget deletes some of the counts that are over, before those that changed are saved. It
// passes over those that others have locked.
func Forget(ctx context.Context, tx *store.Tx, now time.Time) error {
	skip := ""
	if tx.Dialect == store.Postgres {
		skip = " for update skip locked"
	}
	_, err := tx.Exec(ctx, "delete from code_guesses where id in (select id from code_guesses where since < $1 limit 200"+skip+")", now.Add(-2*guessWindow).UTC())
	return err
}
