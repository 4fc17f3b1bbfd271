package activity

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// CheckIn is a member's check-in of one day.
type CheckIn struct {
	ID     mall.CheckInID
	Member mall.MemberID
	Day    mall.Date
	// Streak is the day's place in its unbroken row of days, from 1.
	Streak int
	// Points are all that the day earned.
	Points mall.Points
	// MadeUp is true for a day that was checked in later, for Paid points.
	MadeUp bool
	Paid   mall.Points
	Key    string
	At     time.Time

	fresh, changed bool
}

// dayOf names a member's day, keyOf a member's idempotency key.
type (
	dayOf struct {
		member mall.MemberID
		day    mall.Date
	}
	keyOf struct {
		member mall.MemberID
		key    string
	}
)

// CheckIns are some members' check-ins: read, changed in memory, saved. Whoever
// changes them holds the lock of the member's account.
type CheckIns struct {
	days map[dayOf]*CheckIn
	keys map[keyOf]*CheckIn
	all  []*CheckIn
}

// Span asks for a member's check-ins of some days, and for that of a key.
type Span struct {
	Member      mall.MemberID
	First, Last mall.Date
	Key         string
}

const checkInColumns = "c.id, c.member_id, c.day, c.streak, c.points, c.made_up, c.paid, c.idempotency_key, c.recorded_at"

// ReadCheckIns reads check-ins after the members' accounts are locked.
func ReadCheckIns(ctx context.Context, tx *store.Tx, spans []Span) (*CheckIns, error) {
	found := &CheckIns{days: map[dayOf]*CheckIn{}, keys: map[keyOf]*CheckIn{}}
	rows := store.NewRows("of uuid", "first date", "last date")
	keys := store.NewRows("of uuid", "by_key text")
	for _, s := range spans {
		rows.Add(s.Member, s.First, s.Last)
		keys.Add(s.Member, s.Key)
	}
	scan := func(scan func(...any) error) error {
		c := &CheckIn{}
		if err := scan(&c.ID, &c.Member, &c.Day, &c.Streak, &c.Points, &c.MadeUp, &c.Paid, &c.Key, &c.At); err != nil {
			return err
		}
		if found.Day(c.Member, c.Day) == nil {
			found.add(c)
		}
		return nil
	}
	err := tx.QueryRows(ctx, "select "+checkInColumns+" from {rows} join check_ins c on c.member_id = r.of and c.day >= r.first and c.day <= r.last", rows, scan)
	if err != nil {
		return nil, err
	}
	return found, tx.QueryRows(ctx, "select "+checkInColumns+" from {rows} join check_ins c on c.member_id = r.of and c.idempotency_key = r.by_key", keys, scan)
}

func (s *CheckIns) add(c *CheckIn) {
	s.days[dayOf{c.Member, c.Day}] = c
	s.keys[keyOf{c.Member, c.Key}] = c
	s.all = append(s.all, c)
}

// Day is the check-in of a day; nil: there is none.
func (s *CheckIns) Day(m mall.MemberID, day mall.Date) *CheckIn { return s.days[dayOf{m, day}] }

// Key is the check-in that a key made; nil: it made none.
func (s *CheckIns) Key(m mall.MemberID, key string) *CheckIn { return s.keys[keyOf{m, key}] }

// Add adds a check-in. Its place follows that of the day before.
func (s *CheckIns) Add(c *CheckIn) {
	c.fresh = true
	s.add(c)
}

// Next is the place that a check-in of a day would have in its row.
func (s *CheckIns) Next(m mall.MemberID, day mall.Date) int {
	if before := s.Day(m, day.AddDays(-1)); before != nil {
		return before.Streak + 1
	}
	return 1
}

// Move gives a check-in another place and more points.
func (c *CheckIn) Move(streak int, more mall.Points) {
	c.Streak = streak
	c.Points += more
	c.changed = true
}

// Save adds what changed to the batch.
func (s *CheckIns) Save(batch *store.Batch) {
	fresh := store.NewRows("id uuid", "member_id uuid", "day date", "streak bigint", "points bigint", "made_up bool", "paid bigint", "idempotency_key text", "recorded_at timestamptz")
	moved := store.NewRows("id uuid", "streak bigint", "points bigint")
	for _, c := range s.all {
		switch {
		case c.fresh:
			fresh.Add(c.ID, c.Member, c.Day, c.Streak, c.Points, c.MadeUp, c.Paid, c.Key, c.At)
		case c.changed:
			moved.Add(c.ID, c.Streak, c.Points)
		}
	}
	const columns = "id, member_id, day, streak, points, made_up, paid, idempotency_key, recorded_at"
	batch.Add("insert into check_ins ("+columns+") select "+columns+" from {rows}", fresh)
	batch.Add("update check_ins set streak = r.streak, points = r.points from {rows} where check_ins.id = r.id", moved)
}

// Service reads what members did.
type Service struct{ db *store.DB }

// New makes the service.
func New(db *store.DB) *Service { return &Service{db} }

// CheckInsOf reads a member's check-ins from one day to another, the earliest first.
func (s *Service) CheckInsOf(ctx context.Context, m mall.MemberID, first, last mall.Date) ([]*ent.CheckIn, error) {
	rows, err := s.db.Query(ctx, "select id, day, streak, points, made_up from check_ins where member_id = $1 and day >= $2 and day <= $3 order by day", m, first.String(), last.String())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	list := []*ent.CheckIn{}
	for rows.Next() {
		c := &ent.CheckIn{MemberID: m}
		if err := rows.Scan(&c.ID, &c.Day, &c.Streak, &c.Points, &c.MadeUp); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}
