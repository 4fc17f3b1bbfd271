package ledger

import (
	"context"
	"time"

	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/ent/expiryreminder"
	"pointsmall/mall"
	"pointsmall/mall/job"
	"pointsmall/mall/store"
)

// remindSize is how many reminders are written in one transaction. It locks no accounts.
const remindSize = 2000

// lastAccount sorts behind every account: a mark there is through with its time of expiry.
var lastAccount = mall.AccountID(uuid.Max)

// RemindJob writes the reminders that points expire soon (积分即将到期). ahead says how
// many days before, the most first, whenever the job runs. Who is late is reminded once,
// by the shortest of the times that have passed; who earns points that live no longer
// than a time is not reminded by it.
func (s *Service) RemindJob(ahead func() []int) job.Job {
	return job.Job{
		Name: "remind-of-expiry", Says: "Write the reminders that points expire soon.", Every: 10 * time.Minute,
		Step: func(ctx context.Context) (int, error) { return s.remindSome(ctx, ahead()) },
		Due:  func(ctx context.Context) (int, error) { return s.countReminders(ctx, ahead()) },
	}
}

// notice is one of the times at which members are reminded.
type notice struct {
	// days ahead of the expiry.
	days int
	// until is the latest expiry that the reminder is due for. What expires at least or
	// before is left to the next shorter notice.
	least, until time.Time
}

// notices are the times of reminders on a day. Days are those of the mall's calendar.
func (s *Service) notices(ahead []int) []notice {
	now := s.clock()
	in := func(days int) time.Time { return mall.DaysLater(now, days, s.zone).Truncate(time.Microsecond) }
	all := make([]notice, len(ahead))
	for i, days := range ahead {
		all[i] = notice{days: days, least: in(0), until: in(days)}
		if i+1 < len(ahead) {
			all[i].least = in(ahead[i+1])
		}
	}
	return all
}

// mark is how far a notice has come, in the order of expiries and then accounts.
type mark struct {
	expiresAt time.Time
	account   mall.AccountID
}

func (s *Service) remindSome(ctx context.Context, ahead []int) (done int, err error) {
	for _, n := range s.notices(ahead) {
		if done, err = s.remind(ctx, n); done > 0 || err != nil {
			return done, err
		}
	}
	return 0, nil
}

// remind writes some of a notice's reminders, and moves its mark behind them.
func (s *Service) remind(ctx context.Context, n notice) (done int, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		from, err := lockMark(ctx, tx, n)
		if err != nil {
			return err
		}
		due, err := remindersDue(ctx, tx, n, from)
		if err != nil {
			return err
		}
		done = len(due)
		to := mark{n.until, lastAccount}
		if len(due) == remindSize {
			last := due[len(due)-1]
			to = mark{last.ExpiresAt, last.AccountID}
		}
		if from.expiresAt.Before(to.expiresAt) || len(due) > 0 {
			if _, err := tx.Exec(ctx, "update reminder_marks set expires_at = $2, account_id = $3 where id = $1", n.days, to.expiresAt, to.account); err != nil {
				return err
			}
		}
		return s.saveReminders(ctx, tx, due)
	})
	return done, err
}

// lockMark is where a notice goes on. It starts with everybody whose points do not yet
// expire within the next shorter time.
func lockMark(ctx context.Context, tx *store.Tx, n notice) (m mark, err error) {
	if _, err := tx.Exec(ctx, "insert into reminder_marks (id, expires_at, account_id) values ($1, $2, $3) on conflict (id) do nothing",
		n.days, n.least, lastAccount); err != nil {
		return m, err
	}
	lock := ""
	if tx.Dialect == store.Postgres {
		lock = " for update"
	}
	return readMark(ctx, tx, n, lock)
}

// readMark is how far a notice has come; what the next shorter one is to tell of, is past.
func readMark(ctx context.Context, tx *store.Tx, n notice, lock string) (m mark, err error) {
	err = tx.Each(ctx, func(scan func(...any) error) error { return scan(&m.expiresAt, &m.account) },
		"select expires_at, account_id from reminder_marks where id = $1"+lock, n.days)
	if m.expiresAt.Before(n.least) {
		m = mark{n.least, lastAccount}
	}
	return m, err
}

// behindMark are the lots of which a notice tells, an account's of one time together. What
// can be spent of an account in debt pays the debt, so that nothing of it expires.
const behindMark = "select account_id, expires_at, sum(remaining - held) as points from lots where open and remaining > held and not pending " +
	"and account_id not in (select id from accounts where debt > 0) and (expires_at, account_id) > ($1, $2) and expires_at <= $3 group by expires_at, account_id"

func remindersDue(ctx context.Context, tx *store.Tx, n notice, from mark) (due []*ent.ExpiryReminder, err error) {
	err = tx.Each(ctx, func(scan func(...any) error) error {
		r := &ent.ExpiryReminder{ID: mall.NewExpiryReminderID(), Days: n.days}
		due = append(due, r)
		return scan(&r.AccountID, &r.MemberID, &r.Currency, &r.ExpiresAt, &r.Points)
	}, "select l.account_id, a.member_id, a.currency, l.expires_at, l.points from ("+behindMark+" order by expires_at, account_id limit $4) l "+
		"join accounts a on a.id = l.account_id order by l.expires_at, l.account_id", from.expiresAt, from.account, n.until, remindSize)
	return due, err
}

// saveReminders writes reminders, and wakes who watches their accounts.
func (s *Service) saveReminders(ctx context.Context, tx *store.Tx, reminders []*ent.ExpiryReminder) error {
	if len(reminders) == 0 {
		return nil
	}
	now := s.clock()
	rows := store.NewRows("id uuid", "account_id uuid", "member_id uuid", "currency text", "points bigint", "expires_at timestamptz", "days bigint", "reminded_at timestamptz")
	events := make([]mall.Signal, len(reminders))
	for i, r := range reminders {
		rows.Add(r.ID, r.AccountID, r.MemberID, string(r.Currency), r.Points, r.ExpiresAt, r.Days, now)
		events[i] = mall.Signal{Topic: mall.TopicBalance, ID: r.MemberID.UUID()}
	}
	const columns = "id, account_id, member_id, currency, points, expires_at, days, reminded_at"
	var batch store.Batch
	batch.Add("insert into expiry_reminders ("+columns+") select "+columns+" from {rows}", rows)
	s.bus.Write(tx, &batch, events...)
	return batch.Exec(ctx, tx)
}

// countReminders counts what is due.
func (s *Service) countReminders(ctx context.Context, ahead []int) (total int, err error) {
	for _, n := range s.notices(ahead) {
		err := s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
			from, err := readMark(ctx, tx, n, "")
			if err != nil {
				return err
			}
			return tx.Each(ctx, func(scan func(...any) error) error {
				var due int
				err := scan(&due)
				total += due
				return err
			}, "select count(*) from ("+behindMark+") due", from.expiresAt, from.account, n.until)
		})
		if err != nil {
			return 0, err
		}
	}
	return total, nil
}

// Reminders lists the reminders of an account's points, the newest first.
func (s *Service) Reminders(ctx context.Context, id mall.AccountID, limit int) ([]*ent.ExpiryReminder, error) {
	return s.db.Ent().ExpiryReminder.Query().Where(expiryreminder.AccountID(id)).Order(ent.Desc(expiryreminder.FieldID)).Limit(limit).All(ctx)
}

// FindReminder returns a reminder that the actor may see: a member their own, staff with
// the POINTS permission any. Others get NOT_FOUND.
func (s *Service) FindReminder(ctx context.Context, actor mall.Actor, id mall.ExpiryReminderID) (*ent.ExpiryReminder, error) {
	row, err := s.db.Ent().ExpiryReminder.Get(ctx, id)
	if err != nil && !ent.IsNotFound(err) {
		return nil, err
	}
	may := (actor.Kind == mall.ActorStaff && actor.May(mall.PermissionPoints)) || (err == nil && actor.Kind == mall.ActorMember && actor.MemberID == row.MemberID)
	if err != nil || !may {
		return nil, mall.Errorf(mall.CodeNotFound, "no such reminder", "提醒不存在")
	}
	return row, nil
}
