package exports

import (
	"context"
	"strconv"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/export"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// pageRows is how many rows are read at once.
const pageRows = 2000

// page reads the rows of a list behind an id, and the id of the last.
func (s *Service) page(ctx context.Context, t *table, f mall.ExportFilter, after string) (page [][]any, last string, err error) {
	var where []string
	var args []any
	bind := func(condition string, v any) {
		args = append(args, v)
		where = append(where, strings.ReplaceAll(condition, "?", "$"+strconv.Itoa(len(args))))
	}
	if after != "" {
		bind(t.id+" > ?", after)
	}
	if f.From != nil {
		bind(t.at+" >= ?", mall.StartOfDay(*f.From, s.zone).UTC())
	}
	if f.Until != nil {
		bind(t.at+" < ?", mall.StartOfDay(f.Until.AddDays(1), s.zone).UTC())
	}
	if f.Member != nil {
		bind(t.member+" = ?", *f.Member)
	}
	if f.Status != nil {
		bind("o.status = ?", string(*f.Status))
	}
	if t.where != "" {
		where = append(where, t.where)
	}
	text := "select " + t.id + ", " + t.columns(s.db.Dialect) + " from " + t.from
	if len(where) > 0 {
		text += " where " + strings.Join(where, " and ")
	}
	text += " order by " + t.id + " limit " + strconv.Itoa(pageRows)
	rows, err := s.db.Query(ctx, text, args...)
	if err != nil {
		return nil, "", err
	}
	defer rows.Close()
	for rows.Next() {
		cells := make([]any, len(t.of))
		into := make([]any, 0, len(t.of)+1)
		into = append(into, &last)
		for i := range cells {
			into = append(into, &cells[i])
		}
		if err := rows.Scan(into...); err != nil {
			return nil, "", err
		}
		for i, c := range t.of {
			cells[i] = c.shown(cells[i], s.zone)
		}
		page = append(page, cells)
	}
	return page, last, rows.Err()
}

// claim takes an export to write; nil where there is none.
func (s *Service) claim(ctx context.Context) (*ent.Export, error) {
	// Mostly there is nothing to do: nothing is written then.
	if some, err := s.db.Ent().Export.Query().Where(export.Working(true)).Exist(ctx); err != nil || !some {
		return nil, err
	}
	var id mall.ExportID
	found := false
	now := s.clock().UTC()
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		found = false
		lock := ""
		if tx.Dialect == store.Postgres {
			lock = " for update skip locked"
		}
		return tx.Each(ctx, func(scan func(...any) error) error {
			found = true
			return scan(&id)
		}, "update exports set holder = $1, held_until = $3 where id = (select id from exports where working and (held_until is null or held_until <= $2) order by id limit 1"+lock+") returning id",
			s.holder, now, now.Add(leaseFor))
	})
	if err != nil || !found {
		return nil, err
	}
	return s.db.Ent().Export.Get(ctx, id)
}

func (s *Service) due(ctx context.Context) (int, error) {
	return s.db.Ent().Export.Query().Where(export.Working(true)).Count(ctx)
}

// hold says how far an export is, and that it goes on.
func (s *Service) hold(ctx context.Context, id mall.ExportID, rows int) error {
	n := 0
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		n, err = tx.Ent().Export.Update().Where(export.ID(id), export.Holder(s.holder), export.Working(true)).
			SetRows(rows).SetHeldUntil(s.clock().UTC().Add(leaseFor)).Save(ctx)
		return err
	})
	if err == nil && n == 0 {
		return errEnded
	}
	return err
}

// ready ends an export whose file is whole.
func (s *Service) ready(ctx context.Context, id mall.ExportID, of mall.FileID, rows int) error {
	now := s.clock().UTC()
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Ent().Export.Update().Where(export.ID(id), export.Holder(s.holder), export.Working(true)).SetStatus(mall.ExportReady).SetWorking(false).
			SetRows(rows).SetFileID(of).SetEndedAt(now).SetExpiresAt(now.Add(keptFor)).SetHolder("").ClearHeldUntil().Save(ctx)
		return err
	})
}

// finish ends an export that goes on, and returns whether it did.
func (s *Service) finish(ctx context.Context, tx *store.Tx, id mall.ExportID, status mall.ExportStatus) (int, error) {
	return tx.Ent().Export.Update().Where(export.ID(id), export.Working(true)).SetStatus(status).SetWorking(false).
		SetHolder("").ClearHeldUntil().SetEndedAt(s.clock().UTC()).Save(ctx)
}

// failed has an export begun anew, unless it has failed too often.
func (s *Service) failed(ctx context.Context, row *ent.Export) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if row.Failures+1 >= mostFailures {
			_, err := s.finish(ctx, tx, row.ID, mall.ExportFailed)
			return err
		}
		_, err := tx.Ent().Export.Update().Where(export.ID(row.ID), export.Working(true)).AddFailures(1).SetRows(0).SetHolder("").SetHeldUntil(s.clock().UTC().Add(time.Second)).Save(ctx)
		return err
	})
}

func countRunning(ctx context.Context, tx *store.Tx, by string) (int, error) {
	return tx.Ent().Export.Query().Where(export.Working(true), export.CreatedBy(by)).Count(ctx)
}

// Exports asks for the exports of one caller, the newest first.
type Exports struct {
	By            string
	Before, After *mall.ExportID
	Limit         int
	// Oldest takes the oldest within the bounds instead of the newest.
	Oldest bool
}

// List reads a part of a caller's exports.
func (s *Service) List(ctx context.Context, q Exports) ([]*ent.Export, error) {
	query := s.db.Ent().Export.Query().Where(export.CreatedBy(q.By)).Limit(q.Limit)
	if q.Before != nil {
		query.Where(export.IDLT(*q.Before))
	}
	if q.After != nil {
		query.Where(export.IDGT(*q.After))
	}
	if !q.Oldest {
		return query.Order(ent.Desc(export.FieldID)).All(ctx)
	}
	rows, err := query.Order(export.ByID()).All(ctx)
	for i, j := 0, len(rows)-1; i < j; i, j = i+1, j-1 {
		rows[i], rows[j] = rows[j], rows[i]
	}
	return rows, err
}

// CountOf counts a caller's exports, up to limit.
func (s *Service) CountOf(ctx context.Context, by string, limit int) (int, error) {
	ids, err := s.db.Ent().Export.Query().Where(export.CreatedBy(by)).Limit(limit).IDs(ctx)
	return len(ids), err
}
