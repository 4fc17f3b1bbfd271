package access

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"sync/atomic"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/throttle"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Limits bound how often strangers may try to get in. Zero stands for the default,
// less than zero for no limit.
type Limits struct {
	// Tries bounds failed sign-ins with one login from one address within 15 minutes.
	Tries int `name:"sign-in-tries" help:"Most failed sign-ins with one login from one address within 15 minutes; then a minute's wait, doubling to an hour." default:"5" env:"POINTSMALL_SIGN_IN_TRIES"`
	// LoginTries bounds those with one login, from wherever. It is the larger, so that
	// nobody can keep a login's owner out from one address, or a few.
	LoginTries int `name:"sign-in-tries-login" help:"Most failed sign-ins with one login from anywhere, likewise." default:"50" env:"POINTSMALL_SIGN_IN_TRIES_LOGIN"`
	// AddressTries bounds those from one address, with whatever login.
	AddressTries int `name:"sign-in-tries-address" help:"Most failed sign-ins from one address with whatever login, likewise." default:"100" env:"POINTSMALL_SIGN_IN_TRIES_ADDRESS"`
	// SignUps bounds new members from one address within an hour.
	SignUps int `name:"sign-ups-address" help:"Most members who sign up from one address within an hour." default:"20" env:"POINTSMALL_SIGN_UPS_ADDRESS"`
}

// Off names the limits that are switched off, as the command line calls them.
func (l Limits) Off() (names []string) {
	for _, c := range []struct {
		name  string
		value int
	}{
		{"--sign-in-tries", l.Tries},
		{"--sign-in-tries-login", l.LoginTries},
		{"--sign-in-tries-address", l.AddressTries},
		{"--sign-ups-address", l.SignUps},
	} {
		if c.value < 0 {
			names = append(names, c.name)
		}
	}
	return names
}

// counter is one thing that is counted.
type counter struct {
	id   string
	what string // for the log
	rule
	// clears is true where a success proves that the tries before were honest.
	clears bool
}

// counters are those of one try, in the order that they are locked in.
type counters []counter

// add appends a counter, unless its limit is off.
func (c counters) add(what, subject string, limit, otherwise int, r rule, clears bool) counters {
	if r.limit = cmp.Or(limit, otherwise); r.limit < 0 {
		return c
	}
	id := base64.RawURLEncoding.EncodeToString(digest(what + "\x00" + subject))
	c = append(c, counter{id, what, r, clears})
	slices.SortFunc(c, func(a, b counter) int { return cmp.Compare(a.id, b.id) })
	return c
}

// signingIn is what a sign-in counts for. Without an address, that is its login alone.
func (l Limits) signingIn(login string, from netip.Addr) counters {
	r := rule{window: tryWindow, refusal: firstRefusal}
	c := counters(nil).add("login", login, l.LoginTries, 50, r, true)
	if from.IsValid() {
		c = c.add("login and address", from.String()+" "+login, l.Tries, 5, r, true)
		c = c.add("address", from.String(), l.AddressTries, 100, r, false)
	}
	return c
}

// signingUp is what a new member counts for.
func (l Limits) signingUp(from netip.Addr) counters {
	if !from.IsValid() {
		return nil
	}
	return counters(nil).add("sign-ups of an address", from.String(), l.SignUps, 20, rule{window: signUpWindow}, false)
}

// coding is what a code of a second factor counts for: whoever tries one knows the password
// already, so that strangers keep nobody out.
func (l Limits) coding(user mall.StaffID) counters {
	return counters(nil).add("second factor", user.String(), l.Tries, 5, rule{window: tryWindow, refusal: firstRefusal}, true)
}

// linking is what a one-time link counts for, and a sign-in through a provider.
func (l Limits) linking(from netip.Addr) counters {
	if !from.IsValid() {
		return nil
	}
	r := rule{window: tryWindow, refusal: firstRefusal}
	return counters(nil).add("link and address", from.String(), l.Tries, 5, r, true).add("address", from.String(), l.AddressTries, 100, r, false)
}

// proving is what a code that was sent, or that of an account elsewhere, counts for: each code
// has its own few tries, so that many people behind one address do not keep each other out.
func (l Limits) proving(from netip.Addr) counters {
	if !from.IsValid() {
		return nil
	}
	return counters(nil).add("address", from.String(), l.AddressTries, 100, rule{window: tryWindow, refusal: firstRefusal}, false)
}

func (c counters) ids() []string {
	ids := make([]string, len(c))
	for i := range c {
		ids[i] = c[i].id
	}
	return ids
}

// waits is how long the longest of the refusals in rows still lasts.
func (c counters) waits(rows map[string]tries, now time.Time) (longest time.Duration) {
	for _, one := range c {
		if t, ok := rows[one.id]; ok {
			longest = max(longest, one.wait(one.settle(t, now), now))
		}
	}
	return longest
}

// read reads what has been counted.
func (c counters) read(ctx context.Context, client *ent.Client) (map[string]tries, error) {
	if len(c) == 0 {
		return nil, nil
	}
	rows, err := client.Throttle.Query().Where(throttle.IDIn(c.ids()...)).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read what was tried: %w", err)
	}
	read := make(map[string]tries, len(rows))
	for _, row := range rows {
		read[row.ID] = tries{row.Tries, row.Since, row.Rounds, row.RefusedAt}
	}
	return read, nil
}

// lock makes the rows that are missing, and locks all of them.
func (c counters) lock(ctx context.Context, tx *store.Tx, now time.Time) (map[string]tries, error) {
	if err := c.write(ctx, tx, nil, now, "touched_at = excluded.touched_at"); err != nil {
		return nil, err
	}
	return c.read(ctx, tx.Ent())
}

// save writes what is counted; the rows are locked.
func (c counters) save(ctx context.Context, tx *store.Tx, counted map[string]tries, now time.Time) error {
	return c.write(ctx, tx, counted, now, "tries = excluded.tries, since = excluded.since, rounds = excluded.rounds, "+
		"refused_at = excluded.refused_at, touched_at = excluded.touched_at")
}

// write inserts the rows with what is counted, or sets what it is told of those that exist.
func (c counters) write(ctx context.Context, tx *store.Tx, counted map[string]tries, now time.Time, set string) error {
	rows := store.NewRows("id text", "tries bigint", "since timestamptz", "rounds bigint", "refused_at timestamptz", "touched_at timestamptz")
	for _, one := range c {
		t, ok := counted[one.id]
		if !ok {
			t = tries{since: now, refusedAt: now}
		}
		// What counts for longer than the rest is kept as if it were touched later.
		rows.Add(one.id, t.n, t.since, t.rounds, t.refusedAt, now.Add(max(0, one.window-triesFor)))
	}
	const columns = "id, tries, since, rounds, refused_at, touched_at"
	var batch store.Batch
	batch.Add("insert into throttles ("+columns+") select "+columns+" from {rows} where true on conflict (id) do update set "+set, rows)
	if err := batch.Exec(ctx, tx); err != nil {
		return fmt.Errorf("count a try: %w", err)
	}
	return nil
}

// mayTry refuses, with NOT_AVAILABLE and Figures.RetryAfter, what has been tried too often.
func (s *Service) mayTry(ctx context.Context, c counters, refuse func(seconds int64) *mall.Error) error {
	rows, err := c.read(ctx, s.db.Ent())
	if err != nil {
		return err
	}
	return refusal(c.waits(rows, s.clock()), refuse)
}

// try counts a try, or refuses like mayTry. Of those that come together, only as many
// get through as the limits allow.
func (s *Service) try(ctx context.Context, tx *store.Tx, c counters, refuse func(seconds int64) *mall.Error) error {
	if len(c) == 0 {
		return nil
	}
	now := s.clock()
	rows, err := c.lock(ctx, tx, now)
	if err != nil {
		return err
	}
	if err := refusal(c.waits(rows, now), refuse); err != nil {
		return err
	}
	for _, one := range c {
		t := one.add(one.settle(rows[one.id], now), now)
		if rows[one.id] = t; t.n == one.limit {
			slog.WarnContext(ctx, "too many tries: the next are refused for a while", "of", one.what, "from", mall.AddressOf(ctx).String(), "seconds", seconds(one.wait(t, now)))
		}
	}
	return c.save(ctx, tx, rows, now)
}

// forgive takes back a try that was good, and what was counted against its login.
func (s *Service) forgive(ctx context.Context, tx *store.Tx, c counters) error {
	if len(c) == 0 {
		return nil
	}
	now := s.clock()
	rows, err := c.lock(ctx, tx, now)
	if err != nil {
		return err
	}
	var kept counters
	var gone []string
	for _, one := range c {
		t := one.takeBack(one.settle(rows[one.id], now))
		if rows[one.id] = t; one.clears || (t.n == 0 && t.rounds == 0) {
			gone = append(gone, one.id)
		} else {
			kept = append(kept, one)
		}
	}
	if _, err := tx.Ent().Throttle.Delete().Where(throttle.IDIn(gone...)).Exec(ctx); err != nil || len(kept) == 0 {
		return err
	}
	return kept.save(ctx, tx, rows, now)
}

func refusal(wait time.Duration, refuse func(seconds int64) *mall.Error) error {
	if wait <= 0 {
		return nil
	}
	e := refuse(seconds(wait))
	e.Figures.RetryAfter = seconds(wait)
	return e
}

// seconds rounds up.
func seconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }

func tooManyTries(seconds int64) *mall.Error {
	return mall.Errorf(mall.CodeNotAvailable, "too many failed sign-ins; try again in %s", "登录失败次数过多，请在 %d 秒后重试", mall.Count(seconds, "second"))
}

func tooManyCodes(seconds int64) *mall.Error {
	return mall.Errorf(mall.CodeNotAvailable, "too many wrong codes; try again in %s", "验证码错误次数过多，请在 %d 秒后重试", mall.Count(seconds, "second"))
}

func tooManyLinks(seconds int64) *mall.Error {
	return mall.Errorf(mall.CodeNotAvailable, "too many links from here were not valid; try again in %s", "来自此处的无效链接过多，请在 %d 秒后重试", mall.Count(seconds, "second"))
}

func tooManySignUps(seconds int64) *mall.Error {
	return mall.Errorf(mall.CodeNotAvailable, "too many have signed up from here; try again in %s", "来自此处的注册过多，请在 %d 秒后重试", mall.Count(seconds, "second"))
}

// When throttles are deleted: after triesFor nothing of them counts any more.
const (
	triesFor   = longestRefusal + roundsFor + tryWindow
	purgeEvery = 10 * time.Minute
)

// purge deletes the rows that say nothing any more, now and then.
func (s *Service) purge(ctx context.Context, last *atomic.Int64) {
	now := s.clock()
	before := last.Load()
	if now.Sub(time.Unix(before, 0)).Abs() < purgeEvery || !last.CompareAndSwap(before, now.Unix()) {
		return
	}
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Ent().Throttle.Delete().Where(throttle.TouchedAtLT(now.Add(-triesFor))).Exec(ctx)
		return err
	})
	if err != nil {
		slog.WarnContext(ctx, "old throttles could not be deleted", "error", err)
	}
}
