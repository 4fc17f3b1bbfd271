package ledger

import (
	"context"
	"maps"
	"slices"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/job"
	"pointsmall/mall/store"
)

// stepSize is how many lots or holds a sweep takes in one transaction: few enough that
// nobody waits long for the accounts that it locks.
const stepSize = 500

// Jobs are the ledger's sweeps.
func (s *Service) Jobs() []job.Job {
	return []job.Job{
		{
			Name: "expire-points", Says: "Post the expiry of points whose time is over.", Every: time.Minute,
			Step: s.expireSome, Due: s.count("select count(*) from lots where open and expires_at <= $1 and remaining > held"),
		},
		{
			Name: "announce-points", Says: "Tell members that pending points can be spent.", Every: time.Minute,
			Step: s.announceSome, Due: s.count("select count(*) from lots where pending and usable_from <= $1"),
		},
		{
			Name: "end-holds", Says: "Release holds whose time is over.", Every: 20 * time.Second,
			Step: s.endSome, Due: s.count("select count(*) from holds where open and order_id is null and expires_at <= $1"),
		},
	}
}

func (s *Service) count(query string) func(context.Context) (int, error) {
	return func(ctx context.Context) (n int, err error) {
		rows, err := s.db.Query(ctx, query, s.clock())
		if err != nil {
			return 0, err
		}
		defer rows.Close()
		for rows.Next() {
			if err := rows.Scan(&n); err != nil {
				return 0, err
			}
		}
		return n, rows.Err()
	}
}

// expireSome posts the expiry of the lots that have waited longest, with all others of
// their accounts that are due.
func (s *Service) expireSome(ctx context.Context) (done int, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		due, lots, err := dueAccounts(ctx, tx, s.clock())
		if err != nil {
			return err
		}
		done = lots
		return s.touch(ctx, tx, due, func(book *Book) error {
			if err := book.ReadExpired(ctx, tx); err != nil {
				return err
			}
			for _, account := range book.all() {
				if account.Expire() > 0 {
					book.settled = append(book.settled, account.member)
				}
			}
			return nil
		})
	})
	return done, err
}

// touch opens accounts without their live lots, which posts what time has done to them, has
// a function do more, and saves them.
func (s *Service) touch(ctx context.Context, tx *store.Tx, of map[mall.PointsCurrency][]mall.MemberID, more func(*Book) error) error {
	if err := lockAccounts(ctx, tx, of); err != nil {
		return err
	}
	var batch store.Batch
	var signals []mall.Signal
	for _, c := range slices.Sorted(maps.Keys(of)) {
		book, err := openForGrants(ctx, tx, s.clock(), s.zone, c, of[c])
		if err != nil {
			return err
		}
		if err := book.settle(ctx, tx); err != nil {
			return err
		}
		if err := more(book); err != nil {
			return err
		}
		book.Save(&batch)
		signals = append(signals, book.Signals()...)
	}
	s.bus.Write(tx, &batch, signals...)
	return batch.Exec(ctx, tx)
}

func nothingMore(*Book) error { return nil }

// dueAccounts finds whose lots have expired and hold points that nothing pins.
func dueAccounts(ctx context.Context, tx *store.Tx, now time.Time) (due map[mall.PointsCurrency][]mall.MemberID, lots int, err error) {
	return readDue(ctx, tx, "select a.id, a.member_id, a.currency from (select account_id from lots where open and expires_at <= $1 and remaining > held order by expires_at limit $2) l "+
		"join accounts a on a.id = l.account_id", now)
}

// readDue reads the accounts that a query finds by the time and how many at most, each once,
// and counts what was found.
func readDue(ctx context.Context, tx *store.Tx, query string, now time.Time) (due map[mall.PointsCurrency][]mall.MemberID, found int, err error) {
	due = map[mall.PointsCurrency][]mall.MemberID{}
	seen := map[mall.AccountID]bool{}
	err = tx.Each(ctx, func(scan func(...any) error) error {
		var account mall.AccountID
		var member mall.MemberID
		var c mall.PointsCurrency
		if err := scan(&account, &member, &c); err != nil {
			return err
		}
		found++
		if !seen[account] {
			seen[account] = true
			due[c] = append(due[c], member)
		}
		return nil
	}, query, now, stepSize)
	return due, found, err
}

// announceSome marks pending lots whose time has come and wakes who watches them; those of
// accounts in debt pay it. Nothing depends on it: what can be spent follows from the time alone.
func (s *Service) announceSome(ctx context.Context) (done int, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		// Accounts are locked before their lots.
		owing, _, err := readDue(ctx, tx, "select a.id, a.member_id, a.currency from lots l join accounts a on a.id = l.account_id "+
			"where l.pending and l.usable_from <= $1 and a.debt > 0 limit $2", s.clock())
		if err != nil {
			return err
		}
		if err := s.touch(ctx, tx, owing, nothingMore); err != nil {
			return err
		}
		accounts, err := s.markUsable(ctx, tx)
		if err != nil || len(accounts) == 0 {
			return err
		}
		done = len(accounts)
		return s.announce(ctx, tx, accounts)
	})
	return done, err
}

// markUsable marks pending lots whose time has come, and names their accounts.
func (s *Service) markUsable(ctx context.Context, tx *store.Tx) (accounts []mall.AccountID, err error) {
	lock := ""
	if tx.Dialect == store.Postgres {
		lock = " for update skip locked"
	}
	return accounts, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.AccountID
		err := scan(&id)
		accounts = append(accounts, id)
		return err
	}, "update lots set pending = false where id in (select id from lots where pending and usable_from <= $1 order by usable_from limit $2"+lock+") returning account_id",
		s.clock(), stepSize)
}

// announce tells who watches the accounts.
func (s *Service) announce(ctx context.Context, tx *store.Tx, accounts []mall.AccountID) error {
	set, err := store.Set(tx.Dialect, accounts)
	if err != nil {
		return err
	}
	var signals []mall.Signal
	err = tx.Each(ctx, func(scan func(...any) error) error {
		var member mall.MemberID
		err := scan(&member)
		signals = append(signals, mall.Signal{Topic: mall.TopicBalance, ID: member.UUID()})
		return err
	}, "select member_id from accounts where id "+tx.Dialect.In(1, "uuid")+" and member_id is not null", set)
	if err != nil {
		return err
	}
	var batch store.Batch
	s.bus.Write(tx, &batch, signals...)
	return batch.Exec(ctx, tx)
}

// endSome releases holds whose time is over.
func (s *Service) endSome(ctx context.Context) (done int, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		due, holds, err := readDue(ctx, tx, "select a.id, a.member_id, a.currency from (select account_id from holds where open and order_id is null and expires_at <= $1 order by expires_at limit $2) h "+
			"join accounts a on a.id = h.account_id", s.clock())
		if err != nil {
			return err
		}
		done = holds
		return s.touch(ctx, tx, due, nothingMore)
	})
	return done, err
}
