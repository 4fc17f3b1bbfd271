package scancode

import (
	"context"
	"slices"
	"strings"
	"time"

	"pointsmall/ent/scanbatch"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Bounds of codes that another system made: long enough not to be guessed.
const (
	minForeign = 12
	maxForeign = maxTyped
)

// ParseAny reads a code of this mall as Parse does, or one that another system made: 12 to 64 letters and digits, in
// either case, with blanks and hyphens anywhere. What has as many characters as this mall's own codes must be one.
func ParseAny(typed string) (Code, *mall.Error) {
	code, refusal := Parse(typed)
	if refusal == nil {
		return code, nil
	}
	foreign := strings.NewReplacer("-", "", " ", "").Replace(strings.ToUpper(typed))
	if len(typed) > maxTyped || len(foreign) < minForeign || len(foreign) > maxForeign || len(foreign) == length {
		return "", refusal
	}
	for _, r := range foreign {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') {
			return "", refusal
		}
	}
	return Code(foreign), nil
}

// Check refuses a batch that makes no sense.
func (b NewBatch) Check() *mall.Error { return b.check() }

// NameTaken reports whether there is a batch of a name.
func NameTaken(ctx context.Context, tx *store.Tx, name string) (bool, error) {
	return tx.Ent().ScanBatch.Query().Where(scanbatch.Name(name)).Exist(ctx)
}

// BeginImport makes the batch of codes that are imported, unless it is there. Until EndImport none of
// its codes can be redeemed.
func BeginImport(ctx context.Context, tx *store.Tx, id mall.ScanBatchID, b NewBatch, actor mall.Actor, now time.Time) error {
	there, err := tx.Ent().ScanBatch.Query().Where(scanbatch.ID(id)).Exist(ctx)
	if err != nil || there {
		return err
	}
	return tx.Ent().ScanBatch.Create().SetID(id).SetName(b.Name).SetCount(b.Count).SetSku(b.Sku).SetValue(b.Value.String()).
		SetCreatedBy(actor.Ref()).SetCreatedAt(now).Exec(ctx)
}

// AddCodes adds those codes to a batch that are not there yet, whatever their batch, and returns them.
func AddCodes(ctx context.Context, tx *store.Tx, batch mall.ScanBatchID, ids []mall.ScanCodeID) (added []mall.ScanCodeID, err error) {
	rows := store.NewRows("id uuid", "batch_id uuid")
	ids = slices.Clone(ids)
	slices.SortFunc(ids, func(a, b mall.ScanCodeID) int { return slices.Compare(a[:], b[:]) }) // so that nobody waits in a circle
	for _, id := range ids {
		rows.Add(id, batch)
	}
	return added, tx.QueryRows(ctx, "insert into scan_codes (id, batch_id) select id, batch_id from {rows} where true on conflict (id) do nothing returning id", rows,
		func(scan func(...any) error) error {
			var id mall.ScanCodeID
			err := scan(&id)
			added = append(added, id)
			return err
		})
}

// EndImport says how many codes a batch has, and lets them be redeemed; one without any goes.
func EndImport(ctx context.Context, tx *store.Tx, id mall.ScanBatchID, count int, now time.Time) error {
	if count == 0 {
		_, err := tx.Ent().ScanBatch.Delete().Where(scanbatch.ID(id)).Exec(ctx)
		return err
	}
	_, err := tx.Exec(ctx, "update scan_batches set count = $2, ready_at = $3 where id = $1", id, count, now)
	return err
}

// RemoveCodes removes codes of a batch that nobody has redeemed, and returns the others. The batch has as many codes
// as are left; one without any goes.
func RemoveCodes(ctx context.Context, tx *store.Tx, batch mall.ScanBatchID, ids []mall.ScanCodeID) (redeemed []mall.ScanCodeID, err error) {
	codes, err := Read(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	var going []mall.ScanCodeID
	for id, c := range codes {
		if c.RedeemedBy != nil {
			redeemed = append(redeemed, id)
		} else {
			going = append(going, id)
		}
	}
	set, err := store.Set(tx.Dialect, going)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, "delete from scan_codes where id "+tx.Dialect.In(1, "uuid"), set); err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, "delete from scan_batches where id = $1 and not exists (select 1 from scan_codes where batch_id = $1)", batch); err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, "update scan_batches set count = (select count(*) from scan_codes where batch_id = $1) where id = $1", batch)
	return redeemed, err
}
