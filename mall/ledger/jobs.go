package ledger

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/hold"
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
			Step: s.endSome, Due: s.count("select count(*) from holds where open and expires_at <= $1"),
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
		now := s.clock()
		due, lots, err := dueAccounts(ctx, tx, now)
		if err != nil {
			return err
		}
		done = lots
		if err := lockAccounts(ctx, tx, due); err != nil {
			return err
		}
		var batch store.Batch
		var signals []mall.Signal
		for c, members := range due {
			book, err := openForGrants(ctx, tx, now, s.zone, c, members) // without live lots
			if err != nil {
				return err
			}
			if err := book.ReadExpired(ctx, tx); err != nil {
				return err
			}
			for member, account := range book.accounts {
				if account.Expire() > 0 {
					signals = append(signals, mall.Signal{Topic: mall.TopicBalance, ID: member.UUID()})
				}
			}
			book.Save(&batch)
		}
		s.bus.Write(tx, &batch, signals...)
		return batch.Exec(ctx, tx)
	})
	return done, err
}

// dueAccounts finds whose lots have expired and hold points that nothing pins.
func dueAccounts(ctx context.Context, tx *store.Tx, now time.Time) (due map[mall.PointsCurrency][]mall.MemberID, lots int, err error) {
	due = map[mall.PointsCurrency][]mall.MemberID{}
	seen := map[mall.AccountID]bool{}
	err = tx.Each(ctx, func(scan func(...any) error) error {
		var account mall.AccountID
		var member mall.MemberID
		var c mall.PointsCurrency
		if err := scan(&account, &member, &c); err != nil {
			return err
		}
		lots++
		if !seen[account] {
			seen[account] = true
			due[c] = append(due[c], member)
		}
		return nil
	}, "select a.id, a.member_id, a.currency from (select account_id from lots where open and expires_at <= $1 and remaining > held order by expires_at limit $2) l "+
		"join accounts a on a.id = l.account_id", now, stepSize)
	return due, lots, err
}

// announceSome marks pending lots whose time has come and wakes who watches them.
// Nothing depends on it: that they can be spent follows from the time alone.
func (s *Service) announceSome(ctx context.Context) (done int, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		lock := ""
		if tx.Dialect == store.Postgres {
			lock = " for update skip locked"
		}
		done = 0
		var accounts []mall.AccountID
		err := tx.Each(ctx, func(scan func(...any) error) error {
			var id mall.AccountID
			if err := scan(&id); err != nil {
				return err
			}
			done++
			accounts = append(accounts, id)
			return nil
		}, "update lots set pending = false where id in (select id from lots where pending and usable_from <= $1 order by usable_from limit $2"+lock+") returning account_id",
			s.clock(), stepSize)
		if err != nil || len(accounts) == 0 {
			return err
		}
		set, err := store.Set(tx.Dialect, accounts)
		if err != nil {
			return err
		}
		var events []mall.Signal
		err = tx.Each(ctx, func(scan func(...any) error) error {
			var member mall.MemberID
			if err := scan(&member); err != nil {
				return err
			}
			events = append(events, mall.Signal{Topic: mall.TopicBalance, ID: member.UUID()})
			return nil
		}, "select member_id from accounts where id "+tx.Dialect.In(1, "uuid")+" and member_id is not null", set)
		if err != nil {
			return err
		}
		return s.announce(ctx, tx, events)
	})
	return done, err
}

// endSome releases holds whose time is over.
func (s *Service) endSome(ctx context.Context) (done int, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		due, err := tx.Ent().Hold.Query().Where(hold.Open(true), hold.ExpiresAtLTE(s.clock())).Order(ent.Asc(hold.FieldExpiresAt)).Limit(stepSize).All(ctx)
		if err != nil || len(due) == 0 {
			return err
		}
		ends := make([]timeOut, len(due))
		for i, row := range due {
			ends[i] = timeOut{row.ID, Holder{Member: row.MemberID, Currency: row.Currency}}
		}
		outcomes, err := timingOut.In(ctx, tx, s.engine, ends...)
		if err != nil {
			return err
		}
		done = 0
		for _, out := range outcomes {
			if out.Err != nil {
				return out.Err
			}
			if out.Answer != nil {
				done++
			}
		}
		return nil
	})
	return done, err
}

// announce tells who watches the members' accounts.
func (s *Service) announce(ctx context.Context, tx *store.Tx, events []mall.Signal) error {
	var batch store.Batch
	s.bus.Write(tx, &batch, events...)
	return batch.Exec(ctx, tx)
}
