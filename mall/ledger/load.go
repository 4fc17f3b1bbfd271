package ledger

import (
	"context"
	"encoding/json"
	"maps"
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

// spent is an entry that took points, with what was given back of it.
type spent struct {
	*ent.Entry
	member   mall.MemberID
	returned mall.Points
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

// open locks the accounts, of all currencies in one order, and makes a book of each
// currency. A currency that there is not is refused when it is decided.
func (d *desk) open(ctx context.Context, tx *store.Tx) error {
	members := map[mall.PointsCurrency][]mall.MemberID{}
	spend := map[mall.PointsCurrency]map[mall.MemberID]mall.Points{}
	for h, points := range d.wants.Accounts {
		if _, ok := d.policies[h.Currency]; !ok {
			continue
		}
		if spend[h.Currency] == nil {
			spend[h.Currency] = map[mall.MemberID]mall.Points{}
		}
		members[h.Currency] = append(members[h.Currency], h.Member)
		spend[h.Currency][h.Member] = points
	}
	if err := lockAccounts(ctx, tx, members); err != nil {
		return err
	}
	for _, c := range slices.Sorted(maps.Keys(members)) {
		book, err := open(ctx, tx, d.now, d.zone, c, members[c])
		if err != nil {
			return err
		}
		d.books[c] = book
		if err := book.Cover(ctx, tx, spend[c]); err != nil {
			return err
		}
	}
	return nil
}

// read reads the rest, and the lots that it names.
func (d *desk) read(ctx context.Context, tx *store.Tx) error {
	w := &d.wants
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
		for _, book := range d.books {
			for _, row := range book.ended { // by their time, when the book was opened
				d.holds[row.ID] = row
			}
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
	if err := d.readAdjusted(ctx, tx); err != nil {
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
	midnight := mall.StartOfDay(mall.DateOf(d.now, d.zone), d.zone)
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

// readAdjusted adds up what staff have added and taken today by hand, each alone, of the
// accounts whose policy limits it: by adjustments that nobody else approved, by holds that they
// captured and by points that they gave back. What an order is behind does not count.
func (d *desk) readAdjusted(ctx context.Context, tx *store.Tx) error {
	midnight := mall.StartOfDay(mall.DateOf(d.now, d.zone), d.zone)
	rows := store.NewRows("of uuid", "in_currency text", "midnight timestamptz")
	for _, h := range d.wants.adjusted {
		if _, asked := d.adjusted[h]; !asked && d.policies[h.Currency].AdjustmentLimit != nil {
			d.adjusted[h] = 0
			rows.Add(h.Member, string(h.Currency), midnight)
		}
	}
	return tx.QueryRows(ctx, "select a.member_id, a.currency, sum(abs(e.delta)) from {rows} "+
		"join accounts a on a.member_id = r.of and a.currency = r.in_currency join entries e on e.account_id = a.id and e.seq is not null "+
		"left join adjustment_requests q on q.entry_id = e.id where e.occurred_at >= r.midnight and q.id is null "+
		"and (e.kind = 'ADJUST' or e.kind in ('SPEND', 'REFUND') and e.order_id is null and e.actor like 'stf%') group by a.member_id, a.currency", rows,
		func(scan func(...any) error) error {
			var h Holder
			var points mall.Points
			err := scan(&h.Member, &h.Currency, &points)
			d.adjusted[h] = points
			return err
		})
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
