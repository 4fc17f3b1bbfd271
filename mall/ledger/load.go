package ledger

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/adjustmentrequest"
	causes "pointsmall/ent/cause"
	entries "pointsmall/ent/entry"
	"pointsmall/ent/hold"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// load locks the accounts of a group of moves and reads what the moves need. Whatever
// else it reads changes only under the lock of its account.
func (s *Service) load(ctx context.Context, tx *store.Tx, moves []move) (*desk, error) {
	w := wants{points: map[Holder]mall.Points{}}
	for _, m := range moves {
		m.want(&w)
	}
	return s.open(ctx, tx, w)
}

// open locks the accounts and reads what is wanted.
func (s *Service) open(ctx context.Context, tx *store.Tx, w wants) (*desk, error) {
	d := &desk{
		now: s.clock(), zone: s.zone, books: map[mall.PointsCurrency]*Book{}, holds: map[mall.HoldID]*ent.Hold{}, entries: map[mall.EntryID]*spent{},
		requests: map[mall.AdjustmentRequestID]*ent.AdjustmentRequest{}, causes: map[mall.CauseID]*ent.Cause{}, traffic: map[Holder]*Traffic{},
	}
	var err error
	if d.policies, err = Policies(ctx, tx); err != nil {
		return nil, err
	}
	if err := d.open(ctx, tx, w); err != nil {
		return nil, err
	}
	return d, d.read(ctx, tx, w)
}

// Policies reads what holds for each points currency.
func Policies(ctx context.Context, tx *store.Tx) (map[mall.PointsCurrency]mall.PointsPolicy, error) {
	policies := map[mall.PointsCurrency]mall.PointsPolicy{}
	return policies, tx.Each(ctx, func(scan func(...any) error) error {
		var c mall.PointsCurrency
		var encoded []byte
		if err := scan(&c, &encoded); err != nil {
			return err
		}
		var p mall.PointsPolicy
		err := json.Unmarshal(encoded, &p)
		policies[c] = p
		return err
	}, "select id, policy from points_currencies")
}

// open locks the accounts, the currencies in the order of their codes. Where several
// groups mix currencies they may wait for each other in a ring; the database ends one
// of them, which is tried again.
func (d *desk) open(ctx context.Context, tx *store.Tx, w wants) error {
	members := map[mall.PointsCurrency][]mall.MemberID{}
	wanted := map[mall.PointsCurrency]map[mall.MemberID]mall.Points{}
	var currencies []mall.PointsCurrency
	for h, points := range w.points {
		if _, ok := d.policies[h.Currency]; !ok {
			continue // refused when it is decided
		}
		if wanted[h.Currency] == nil {
			currencies = append(currencies, h.Currency)
			wanted[h.Currency] = map[mall.MemberID]mall.Points{}
		}
		members[h.Currency] = append(members[h.Currency], h.Member)
		wanted[h.Currency][h.Member] = points
	}
	slices.Sort(currencies)
	for _, c := range currencies {
		book, err := OpenIn(ctx, tx, d.now, d.zone, c, members[c])
		if err != nil {
			return err
		}
		d.books[c] = book
		if err := book.Cover(ctx, tx, wanted[c]); err != nil {
			return err
		}
	}
	return nil
}

// read reads the rest, and the lots that it names.
func (d *desk) read(ctx context.Context, tx *store.Tx, w wants) error {
	var lots []mall.LotID
	pinned := func(allocations []mall.Allocation) {
		for _, a := range allocations {
			lots = append(lots, a.Lot)
		}
	}
	if len(w.holds) > 0 {
		rows, err := tx.Ent().Hold.Query().Where(hold.IDIn(w.holds...)).All(ctx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			d.holds[row.ID] = row
			pinned(row.Allocations)
		}
	}
	if err := d.readSpent(ctx, tx, w.entries, pinned); err != nil {
		return err
	}
	if len(w.requests) > 0 {
		rows, err := tx.Ent().AdjustmentRequest.Query().Where(adjustmentrequest.IDIn(w.requests...)).All(ctx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			d.requests[row.ID] = row
		}
	}
	if len(w.causes) > 0 {
		rows, err := tx.Ent().Cause.Query().Where(causes.IDIn(w.causes...)).All(ctx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			d.causes[row.ID] = row
		}
	}
	if err := d.readTraffic(ctx, tx, w.traffic); err != nil {
		return err
	}
	for _, book := range d.books {
		if err := book.Fetch(ctx, tx, lots); err != nil {
			return err
		}
	}
	return nil
}

// readSpent reads entries and how much of each was given back.
func (d *desk) readSpent(ctx context.Context, tx *store.Tx, ids []mall.EntryID, pinned func([]mall.Allocation)) error {
	if len(ids) == 0 {
		return nil
	}
	owners := map[mall.AccountID]mall.MemberID{}
	for _, book := range d.books {
		for member, account := range book.accounts {
			owners[account.id] = member
		}
	}
	rows, err := tx.Ent().Entry.Query().Where(entries.IDIn(ids...)).All(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		d.entries[row.ID] = &spent{Entry: row, member: owners[row.AccountID]}
		pinned(row.Allocations)
	}
	set, err := store.Set(tx.Dialect, ids)
	if err != nil {
		return err
	}
	return tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.EntryID
		var points mall.Points
		if err := scan(&id, &points); err != nil {
			return err
		}
		if e := d.entries[id]; e != nil {
			e.returned = points
		}
		return nil
	}, "select reverses, sum(delta) from entries where reverses "+tx.Dialect.In(1, "uuid")+" group by reverses", set)
}

// readTraffic counts what members have sent and received: by two queries, however many
// members there are.
func (d *desk) readTraffic(ctx context.Context, tx *store.Tx, members []Holder) error {
	y, m, day := d.now.In(d.zone).Date()
	midnight := time.Date(y, m, day, 0, 0, 0, 0, d.zone).UTC()
	rows := store.NewRows("of uuid", "in_currency text", "midnight timestamptz", "rests timestamptz", "since timestamptz")
	for _, h := range members {
		if d.traffic[h] != nil {
			continue
		}
		d.traffic[h] = &Traffic{}
		rests := d.now.Add(-time.Duration(d.policies[h.Currency].Transfer.CoolDownHours) * time.Hour)
		rows.Add(h.Member, string(h.Currency), midnight, rests, earlier(midnight, rests))
	}
	err := tx.QueryRows(ctx, "select r.of, r.in_currency, sum(t.points), count(*) from {rows} "+
		"join transfers t on t.from_member = r.of and t.currency = r.in_currency and t.sent_at >= r.midnight group by r.of, r.in_currency", rows,
		func(scan func(...any) error) error {
			var h Holder
			var points mall.Points
			var times int
			if err := scan(&h.Member, &h.Currency, &points, &times); err != nil {
				return err
			}
			d.traffic[h].SentToday, d.traffic[h].SentCount = points, times
			return nil
		})
	if err != nil {
		return err
	}
	return tx.QueryRows(ctx, "select r.of, r.in_currency, sum(case when t.sent_at >= r.midnight then t.points else 0 end), sum(case when t.sent_at > r.rests then t.points else 0 end) "+
		"from {rows} join transfers t on t.to_member = r.of and t.currency = r.in_currency and t.sent_at >= r.since group by r.of, r.in_currency", rows,
		func(scan func(...any) error) error {
			var h Holder
			var today, resting mall.Points
			if err := scan(&h.Member, &h.Currency, &today, &resting); err != nil {
				return err
			}
			d.traffic[h].ReceivedToday, d.traffic[h].Resting = today, resting
			return nil
		})
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
