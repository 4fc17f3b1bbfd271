package ledger

import (
	"context"
	"slices"
	"strings"
	"time"

	entsql "entgo.io/ent/dialect/sql"

	"pointsmall/ent"
	entries "pointsmall/ent/entry"
	lots "pointsmall/ent/lot"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// LotPlace is a lot's place in the order in which an account's lots are spent. ExpiresAt is nil
// of those that never end, which come last.
type LotPlace struct {
	ExpiresAt *time.Time
	EarnedAt  time.Time
	ID        mall.LotID
}

// LotsPage asks for an account's lots with points left, in the order of LotPlace: those between
// After and Before, where these are given.
type LotsPage struct {
	After, Before *LotPlace
	Limit         int
	// FromEnd takes the last Limit lots instead of the first.
	FromEnd bool
}

// OpenLots reads a part of an account's lots with points left.
func (s *Service) OpenLots(ctx context.Context, id mall.AccountID, p LotsPage) ([]*ent.Lot, error) {
	query := s.db.Ent().Lot.Query().Where(lots.AccountID(id), lots.Open(true)).Limit(p.Limit)
	if p.After != nil {
		query.Where(beyond(*p.After, false))
	}
	if p.Before != nil {
		query.Where(beyond(*p.Before, true))
	}
	// Lots that never end come last on both databases.
	query.Where(func(s *entsql.Selector) {
		never := s.C(lots.FieldExpiresAt) + " is null"
		if p.FromEnd {
			s.OrderExpr(entsql.Expr(never + " desc"))
			s.OrderBy(entsql.Desc(s.C(lots.FieldExpiresAt)), entsql.Desc(s.C(lots.FieldEarnedAt)), entsql.Desc(s.C(lots.FieldID)))
			return
		}
		s.OrderExpr(entsql.Expr(never))
		s.OrderBy(s.C(lots.FieldExpiresAt), s.C(lots.FieldEarnedAt), s.C(lots.FieldID))
	})
	rows, err := query.All(ctx)
	if p.FromEnd {
		slices.Reverse(rows)
	}
	return rows, err
}

// beyond are the lots after a place, or before it.
func beyond(p LotPlace, before bool) func(*entsql.Selector) {
	return func(s *entsql.Selector) {
		cmp := entsql.GT
		if before {
			cmp = entsql.LT
		}
		earned, ends := s.C(lots.FieldEarnedAt), s.C(lots.FieldExpiresAt)
		rest := entsql.Or(cmp(earned, p.EarnedAt), entsql.And(entsql.EQ(earned, p.EarnedAt), cmp(s.C(lots.FieldID), p.ID)))
		switch {
		case p.ExpiresAt == nil && before:
			s.Where(entsql.Or(entsql.NotNull(ends), rest))
		case p.ExpiresAt == nil:
			s.Where(entsql.And(entsql.IsNull(ends), rest))
		case before:
			s.Where(entsql.Or(cmp(ends, *p.ExpiresAt), entsql.And(entsql.EQ(ends, *p.ExpiresAt), rest)))
		default:
			s.Where(entsql.Or(entsql.IsNull(ends), cmp(ends, *p.ExpiresAt), entsql.And(entsql.EQ(ends, *p.ExpiresAt), rest)))
		}
	}
}

// CountOpenLots counts them, up to limit.
func (s *Service) CountOpenLots(ctx context.Context, id mall.AccountID, limit int) (int, error) {
	ids, err := s.db.Ent().Lot.Query().Where(lots.AccountID(id), lots.Open(true)).Limit(limit).IDs(ctx)
	return len(ids), err
}

// Makers are the entries that made lots: the first of each that gave it points.
func (s *Service) Makers(ctx context.Context, of []*ent.Lot) (map[*ent.Lot]*ent.Entry, error) {
	makers := make(map[*ent.Lot]*ent.Entry, len(of))
	accounts := map[mall.AccountID][]*ent.Lot{}
	for _, l := range of {
		accounts[l.AccountID] = append(accounts[l.AccountID], l)
	}
	for id, made := range accounts {
		if err := s.makers(ctx, id, made, makers); err != nil {
			return nil, err
		}
	}
	return makers, nil
}

// makers finds the entries of one account that made lots of it.
func (s *Service) makers(ctx context.Context, id mall.AccountID, made []*ent.Lot, makers map[*ent.Lot]*ent.Entry) error {
	ids, byID := make([]mall.LotID, len(made)), map[mall.LotID]*ent.Lot{}
	for i, l := range made {
		ids[i], byID[l.ID] = l.ID, l
	}
	set, err := store.Set(s.db.Dialect, ids)
	if err != nil {
		return err
	}
	pairs, lot, points := "jsonb_array_elements(e.allocations) x", "(x->>0)::uuid", "(x->>1)::bigint"
	if s.db.Dialect == store.SQLite {
		pairs, lot, points = "json_each(e.allocations) x", "json_extract(x.value, '$[0]')", "json_extract(x.value, '$[1]')"
	}
	rows, err := s.db.Query(ctx, "select "+lot+", min(e.seq) from entries e, "+pairs+" where e.account_id = $1 and e.seq is not null and "+lot+" "+s.db.Dialect.In(2, "uuid")+
		" and "+points+" > 0 group by 1", id, set)
	if err != nil {
		return err
	}
	defer rows.Close()
	seqs, all := map[int64][]mall.LotID{}, []int64{}
	for rows.Next() {
		var of mall.LotID
		var seq int64
		if err := rows.Scan(&of, &seq); err != nil {
			return err
		}
		seqs[seq] = append(seqs[seq], of)
		all = append(all, seq)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	found, err := s.db.Ent().Entry.Query().Where(entries.AccountID(id), entries.SeqIn(all...)).All(ctx)
	for _, e := range found {
		for _, of := range seqs[*e.Seq] {
			makers[byID[of]] = e
		}
	}
	return err
}

// PlaceOf is a lot's place.
func PlaceOf(l *ent.Lot) LotPlace { return LotPlace{l.ExpiresAt, l.EarnedAt, l.ID} }

// String is the place as ReadPlace reads it.
func (p LotPlace) String() string {
	ends := "-"
	if p.ExpiresAt != nil {
		ends = p.ExpiresAt.UTC().Format(time.RFC3339Nano)
	}
	return p.ID.String() + "|" + ends + "|" + p.EarnedAt.UTC().Format(time.RFC3339Nano)
}

// ReadPlace reads a place; ok is false for other texts.
func ReadPlace(text string) (p LotPlace, ok bool) {
	parts := strings.Split(text, "|")
	if len(parts) != 3 {
		return p, false
	}
	if p.ID, ok = mall.AnyID(parts[0]).Lot(); !ok {
		return p, false
	}
	if parts[1] != "-" {
		ends, err := time.Parse(time.RFC3339Nano, parts[1])
		if err != nil {
			return p, false
		}
		p.ExpiresAt = &ends
	}
	earned, err := time.Parse(time.RFC3339Nano, parts[2])
	p.EarnedAt = earned
	return p, err == nil
}
