package growth

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Sheet is the growth of some members: read, changed in memory, saved.
type Sheet map[mall.MemberID]*Growth

// Want says whose growth to read, and for which days of theirs.
type Want struct {
	Member mall.MemberID
	Day    mall.Date
}

// Read reads growth after the members' accounts are locked: of each day wanted, and
// of the 30 days that end with it where recent is true.
func Read(ctx context.Context, tx *store.Tx, wanted []Want, recent bool) (Sheet, error) {
	sheet := Sheet{}
	var members []mall.MemberID
	for _, w := range wanted {
		if sheet[w.Member] == nil {
			sheet[w.Member] = &Growth{days: map[mall.Date]*day{}}
			members = append(members, w.Member)
		}
	}
	if len(members) == 0 {
		return sheet, nil
	}
	set, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	err = tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.MemberID
		g := &Growth{days: map[mall.Date]*day{}}
		var activities []byte
		if err := scan(&id, &g.FirstPurchaseAt, &g.LastActivityAt, &g.Purchases, &g.SpentMinor, &activities); err != nil {
			return err
		}
		sheet[id] = g
		if activities == nil {
			return nil
		}
		return json.Unmarshal(activities, &g.Activities)
	}, "select member_id, first_purchase_at, last_activity_at, purchases, spent_minor, activities from growth where member_id "+tx.Dialect.In(1, "uuid"), set)
	if err != nil {
		return nil, err
	}
	return sheet, sheet.readDays(ctx, tx, wanted, recent)
}

// More adds members and days to the sheet that it lacks.
func (s Sheet) More(ctx context.Context, tx *store.Tx, wanted []Want) error {
	lacking := slices.DeleteFunc(slices.Clone(wanted), func(w Want) bool { return s[w.Member] != nil && s[w.Member].days[w.Day] != nil })
	more, err := Read(ctx, tx, lacking, false)
	if err != nil {
		return err
	}
	for m, g := range more {
		if s[m] == nil {
			s[m] = g
			continue
		}
		for at, d := range g.days {
			if s[m].days[at] == nil {
				s[m].days[at] = d
			}
		}
	}
	return nil
}

func (s Sheet) readDays(ctx context.Context, tx *store.Tx, wanted []Want, recent bool) error {
	first := 0
	if recent {
		first = 1 - recentDays
	}
	rows := store.NewRows("of uuid", "first date", "last date")
	seen := map[Want]bool{}
	for _, w := range wanted {
		if !seen[w] {
			seen[w] = true
			rows.Add(w.Member, w.Day.AddDays(first), w.Day)
		}
	}
	err := tx.QueryRows(ctx, "select d.member_id, d.day, d.purchases, d.spent_minor, d.earned, coalesce(d.qualifying, d.earned) from {rows} join member_days d on d.member_id = r.of and d.day >= r.first and d.day <= r.last", rows,
		func(scan func(...any) error) error {
			var id mall.MemberID
			var at mall.Date
			d := &day{}
			if err := scan(&id, &at, &d.purchases, &d.spentMinor, &d.earned, &d.qualifying); err != nil {
				return err
			}
			s[id].days[at] = d
			return nil
		})
	if err != nil {
		return fmt.Errorf("read members' days: %w", err)
	}
	return nil
}

// Save adds what changed to the batch.
func (s Sheet) Save(batch *store.Batch) {
	rows := store.NewRows("member_id uuid", "first_purchase_at timestamptz", "last_activity_at timestamptz", "purchases bigint", "spent_minor bigint", "activities jsonb")
	days := store.NewRows("id uuid", "member_id uuid", "day date", "purchases bigint", "spent_minor bigint", "earned bigint", "qualifying bigint")
	for id, g := range s {
		if !g.changed {
			continue
		}
		var first any
		if g.FirstPurchaseAt != nil {
			first = *g.FirstPurchaseAt
		}
		rows.Add(id, first, g.LastActivityAt, g.Purchases, g.SpentMinor, store.JSON{Of: g.Activities})
		for at, d := range g.days {
			if d.changed {
				days.Add(uuid.Must(uuid.NewV7()), id, at, d.purchases, d.spentMinor, d.earned, d.qualifying)
			}
		}
	}
	batch.Add("insert into growth (member_id, first_purchase_at, last_activity_at, purchases, spent_minor, activities) "+
		"select member_id, first_purchase_at, last_activity_at, purchases, spent_minor, activities from {rows} where true on conflict (member_id) do update set "+
		"first_purchase_at = excluded.first_purchase_at, last_activity_at = excluded.last_activity_at, purchases = excluded.purchases, "+
		"spent_minor = excluded.spent_minor, activities = excluded.activities", rows)
	batch.Add("insert into member_days (id, member_id, day, purchases, spent_minor, earned, qualifying) "+
		"select id, member_id, day, purchases, spent_minor, earned, qualifying from {rows} where true on conflict (member_id, day) do update set "+
		"purchases = excluded.purchases, spent_minor = excluded.spent_minor, earned = excluded.earned, qualifying = excluded.qualifying", days)
}

// Span is some days of a member, from First to Last, both included.
type Span struct {
	Member      mall.MemberID
	First, Last mall.Date
}

// Sums adds up members' days from first to last, both included. Who did nothing then
// has empty sums.
func Sums(ctx context.Context, tx *store.Tx, members []mall.MemberID, first, last mall.Date) (map[mall.MemberID]*mall.Sums, error) {
	spans := make([]Span, len(members))
	for i, m := range members {
		spans[i] = Span{m, first, last}
	}
	return SumsOf(ctx, tx, spans)
}

// SumsOf adds up a span of days of each of some members, by one query.
func SumsOf(ctx context.Context, tx *store.Tx, spans []Span) (map[mall.MemberID]*mall.Sums, error) {
	sums := make(map[mall.MemberID]*mall.Sums, len(spans))
	rows := store.NewRows("of uuid", "first date", "last date")
	for _, s := range spans {
		if sums[s.Member] == nil {
			sums[s.Member] = &mall.Sums{}
			rows.Add(s.Member, s.First, s.Last)
		}
	}
	return sums, tx.QueryRows(ctx, "select d.member_id, sum(d.spent_minor), sum(d.purchases), sum(coalesce(d.qualifying, d.earned)), sum(d.earned) from {rows} "+
		"join member_days d on d.member_id = r.of and d.day >= r.first and d.day <= r.last group by d.member_id", rows,
		func(scan func(...any) error) error {
			var id mall.MemberID
			s := &mall.Sums{}
			if err := scan(&id, &s.SpentMinor, &s.Purchases, &s.Points, &s.Earned); err != nil {
				return err
			}
			sums[id] = s
			return nil
		})
}
