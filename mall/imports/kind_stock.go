package imports

import (
	"context"

	"pointsmall/ent/stockmovement"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/store"
)

// stockKind says how many pieces there are of SKUs, or by how many that changes.
var stockKind = &kindOf{
	most: 500,
	layout: layout{
		{SkuColumn, []string{"sku", "code", "货号", "规格编码"}, true},
		{OnHandColumn, []string{"stock", "onHand", "库存", "库存数量"}, false},
		{DeltaColumn, []string{"delta", "change", "变动"}, false},
		{KeyColumn, []string{"key", "id", "单号"}, false},
	},
	read: readStock,
	add:  addStock,
	undo: takeBackStock,
}

// stockRow is a row of stock.
type stockRow struct {
	code  string
	level catalog.Level
}

func readStock(w *work, get func(Column) string) (any, string, *mall.Text) {
	r := stockRow{code: get(SkuColumn), level: catalog.Level{Actor: w.actor, Reason: "import " + w.id.String()}}
	if why := nameIn(r.code, maxSku); why != nil {
		return nil, "", why
	}
	level, delta := get(OnHandColumn), get(DeltaColumn)
	if (level == "") == (delta == "") {
		return nil, "", textf("a row says stock or delta, one of them", "每行须填写“库存”或“变动”其中之一")
	}
	if level != "" {
		n, why := wholeIn(level, w, mall.Text{EN: "stock", ZH: "库存"}, 0, catalog.MaxStock)
		if why != nil {
			return nil, "", why
		}
		r.level.OnHand = &n
	} else {
		n, why := wholeIn(delta, w, mall.Text{EN: "delta", ZH: "变动"}, -catalog.MaxStock, catalog.MaxStock)
		if why != nil {
			return nil, "", why
		}
		r.level.Delta = n
	}
	if own := get(KeyColumn); own != "" {
		return r, "key " + own + "|" + r.code, nil
	}
	return r, w.hash + "|" + r.code, nil // another count of the same goods is another file
}

func addStock(ctx context.Context, tx *store.Tx, w *work, items []*item) error {
	codes := make([]string, len(items))
	for i, one := range items {
		codes[i] = one.what.(stockRow).code //nolint:forcetypeassert // read made it
	}
	skus, err := catalog.SkuIDs(ctx, tx, codes)
	if err != nil {
		return err
	}
	keys := keysOf(w, items)
	if err := keys.find(ctx, tx); err != nil {
		return err
	}
	var levels []catalog.Level
	var moved []*item
	for _, one := range items {
		r := one.what.(stockRow) //nolint:forcetypeassert // read made it
		id, ok := skus[r.code]
		switch {
		case !ok:
			one.reject("there is no SKU %q", "规格编码 %q 不存在", r.code)
		case keys.there(one):
			one.there = true
		default:
			r.level.Sku = id
			levels, moved = append(levels, r.level), append(moved, one)
		}
	}
	outcomes, err := w.s.parts.Catalog.SetLevels(ctx, tx, levels)
	if err != nil {
		return err
	}
	for i, out := range outcomes {
		one := moved[i]
		if err := one.settle(out.Err); err != nil {
			return err
		}
		switch {
		case out.Err != nil:
		case out.Answer == nil: // as many as there were: remembered all the same
			one.there = true
			keys.note(one, idCell(levels[i].Sku), "")
		default:
			keys.note(one, idCell(out.Answer.ID), out.Answer.ID.String())
		}
	}
	return keys.save(ctx, tx)
}

// takeBackStock moves pieces back that are still there.
func takeBackStock(ctx context.Context, tx *store.Tx, w *work, made []mall.ImportMade) (map[int]mall.Text, error) {
	kept := map[int]mall.Text{}
	ids := make([]mall.StockMovementID, 0, len(made))
	of := map[mall.StockMovementID]int{}
	for i, m := range made {
		if id, ok := mall.AnyID(m.ID).StockMovement(); ok {
			of[id] = i
			ids = append(ids, id)
		}
	}
	rows, err := tx.Ent().StockMovement.Query().Where(store.Among(stockmovement.FieldID, "uuid", ids)).All(ctx)
	if err != nil {
		return nil, err
	}
	var levels []catalog.Level
	var at []int
	for _, row := range rows {
		levels = append(levels, catalog.Level{Actor: w.actor, Sku: row.SkuID, Delta: -row.Delta, Reason: "import " + w.id.String() + " undone"})
		at = append(at, of[row.ID])
	}
	outcomes, err := w.s.parts.Catalog.SetLevels(ctx, tx, levels)
	if err != nil {
		return nil, err
	}
	if err := keepRefused(kept, at, outcomes); err != nil {
		return nil, err
	}
	return kept, forgetKeys(ctx, tx, made, kept)
}
