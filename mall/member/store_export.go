package member

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/dataexport"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

func newestExport(ctx context.Context, tx *store.Tx, m mall.MemberID, now time.Time) (*ent.DataExport, error) {
	return orNone(tx.Ent().DataExport.Query().Where(dataexport.MemberID(m), dataexport.ExpiresAtGT(now)).Order(ent.Desc(dataexport.FieldID)).First(ctx))
}

func addExport(ctx context.Context, tx *store.Tx, m mall.MemberID, at, until time.Time) (*ent.DataExport, error) {
	return tx.Ent().DataExport.Create().SetMemberID(m).SetCreatedAt(at).SetExpiresAt(until).Save(ctx)
}

func firstWaiting(ctx context.Context, client *ent.Client, now time.Time) (*ent.DataExport, error) {
	return orNone(client.DataExport.Query().Where(dataexport.ReadyAtIsNil(), dataexport.ExpiresAtGT(now)).Order(dataexport.ByID()).First(ctx))
}

func keepExport(ctx context.Context, tx *store.Tx, id mall.DataExportID, sealed []byte, at time.Time) error {
	return tx.Ent().DataExport.Update().Where(dataexport.ID(id), dataexport.ReadyAtIsNil()).SetContent(sealed).SetReadyAt(at).Exec(ctx)
}

func findExport(ctx context.Context, tx *store.Tx, m mall.MemberID, id mall.DataExportID, now time.Time) (*ent.DataExport, error) {
	return orNone(tx.Ent().DataExport.Query().Where(dataexport.ID(id), dataexport.MemberID(m), dataexport.ExpiresAtGT(now)).Only(ctx))
}

func giveHandle(ctx context.Context, tx *store.Tx, id mall.DataExportID, hash []byte, until time.Time) error {
	return tx.Ent().DataExport.UpdateOneID(id).SetHandleHash(hash).SetHandleUntil(until).Exec(ctx)
}

// takeHandle is the export of an address, which ends; nil: there is none.
func takeHandle(ctx context.Context, tx *store.Tx, hash []byte, now time.Time) (*ent.DataExport, error) {
	query := tx.Ent().DataExport.Query().Where(dataexport.HandleHash(hash), dataexport.HandleUntilGT(now), dataexport.ExpiresAtGT(now))
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	row, err := orNone(query.Only(ctx))
	if row == nil || err != nil {
		return nil, err
	}
	return row, tx.Ent().DataExport.UpdateOneID(row.ID).ClearHandleHash().ClearHandleUntil().Exec(ctx)
}

func orNone(row *ent.DataExport, err error) (*ent.DataExport, error) {
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return row, err
}

// Of lists a member's copies that have not ended, the newest first, without what is in them.
func (s *Exports) Of(ctx context.Context, m mall.MemberID) ([]*ent.DataExport, error) {
	return s.db.Ent().DataExport.Query().Where(dataexport.MemberID(m), dataexport.ExpiresAtGT(s.clock())).Order(ent.Desc(dataexport.FieldID)).
		Select(dataexport.FieldID, dataexport.FieldMemberID, dataexport.FieldCreatedAt, dataexport.FieldReadyAt, dataexport.FieldExpiresAt).All(ctx)
}

func (s *Exports) countWaiting(ctx context.Context) (int, error) {
	return s.db.Ent().DataExport.Query().Where(dataexport.ReadyAtIsNil(), dataexport.ExpiresAtGT(s.clock())).Count(ctx)
}

func (s *Exports) countOver(ctx context.Context) (int, error) {
	return s.db.Ent().DataExport.Query().Where(dataexport.ExpiresAtLTE(s.clock())).Count(ctx)
}

func (s *Exports) drop(ctx context.Context) (done int, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		ids, err := tx.Ent().DataExport.Query().Where(dataexport.ExpiresAtLTE(s.clock())).Limit(100).IDs(ctx)
		if err != nil || len(ids) == 0 {
			return err
		}
		done, err = tx.Ent().DataExport.Delete().Where(dataexport.IDIn(ids...)).Exec(ctx)
		return err
	})
	return done, err
}
