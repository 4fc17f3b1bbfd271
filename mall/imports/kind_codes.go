package imports

import (
	"context"

	"pointsmall/mall"
	"pointsmall/mall/earning/scancode"
	"pointsmall/mall/store"
)

// itemCodesKind adds codes that are on goods already, as one batch. None can be redeemed before all are there.
var itemCodesKind = &kindOf{
	most:   2000,
	layout: layout{{CodeColumn, []string{"code", "码", "防伪码", "积分码", "兑换码"}, true}},
	read: func(_ *work, get func(Column) string) (any, string, *mall.Text) {
		code, refusal := scancode.ParseAny(get(CodeColumn))
		if refusal != nil {
			return nil, "", &refusal.Text
		}
		return code, string(code), nil
	},
	add: func(ctx context.Context, tx *store.Tx, w *work, items []*item) error {
		batch := mall.ScanBatchID(w.id)
		if err := scancode.BeginImport(ctx, tx, batch, w.newBatch(), w.actor, w.now); err != nil {
			return err
		}
		byID := make(map[mall.ScanCodeID]*item, len(items))
		ids := make([]mall.ScanCodeID, len(items))
		for i, one := range items {
			ids[i] = one.what.(scancode.Code).ID() //nolint:forcetypeassert // read made it
			byID[ids[i]], one.there = one, true
		}
		added, err := scancode.AddCodes(ctx, tx, batch, ids)
		for _, id := range added {
			byID[id].there = false
			byID[id].make(id.String(), "")
		}
		return err
	},
	ended: func(ctx context.Context, tx *store.Tx, w *work, n importCounts) error {
		return scancode.EndImport(ctx, tx, mall.ScanBatchID(w.id), n.added, w.now)
	},
	undo: func(ctx context.Context, tx *store.Tx, w *work, made []mall.ImportMade) (map[int]mall.Text, error) {
		kept := map[int]mall.Text{}
		at := map[mall.ScanCodeID]int{}
		ids := make([]mall.ScanCodeID, 0, len(made))
		for i, m := range made {
			if id, ok := mall.AnyID(m.ID).ScanCode(); ok {
				at[id] = i
				ids = append(ids, id)
			}
		}
		redeemed, err := scancode.RemoveCodes(ctx, tx, mall.ScanBatchID(w.id), ids)
		for _, id := range redeemed {
			kept[at[id]] = mall.Textf("the code was redeemed", "该码已被使用")
		}
		return kept, err
	},
}

// newBatch is the batch of the import's codes.
func (w *work) newBatch() scancode.NewBatch {
	name := w.options.Name
	if name == "" {
		id := w.id.UUID().String()
		name = "import-" + id[len(id)-12:]
	}
	return scancode.NewBatch{Name: name, Count: 1, Sku: w.options.Sku, Value: w.options.Value}
}
