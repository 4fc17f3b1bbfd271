package imports

import (
	"context"
	"errors"

	"pointsmall/ent/importkey"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// rowKeys are the keys of rows whose records do not tell by themselves that they were imported.
type rowKeys struct {
	w     *work
	of    map[*item]idCell
	known map[idCell]bool
	rows  *store.Rows
}

func keysOf(w *work, items []*item) *rowKeys {
	k := &rowKeys{w: w, of: make(map[*item]idCell, len(items)), known: map[idCell]bool{}, rows: store.NewRows("id uuid", "import_id uuid", "about uuid")}
	for _, one := range items {
		k.of[one] = digest(string(w.kindOf), one.key)
	}
	return k
}

// find reads which keys were imported before. Two imports of one key at once violate the primary key, and the later
// transaction is run again.
func (k *rowKeys) find(ctx context.Context, tx *store.Tx) error {
	all := make([]idCell, 0, len(k.of))
	for _, id := range k.of {
		all = append(all, id)
	}
	set, err := store.Set(tx.Dialect, all)
	if err != nil {
		return err
	}
	return tx.Each(ctx, func(scan func(...any) error) error {
		var id idCell
		err := scan(&id)
		k.known[id] = true
		return err
	}, "select id from import_keys where id "+tx.Dialect.In(1, "uuid"), set)
}

// there reports whether a row was imported before.
func (k *rowKeys) there(one *item) bool { return k.known[k.of[one]] }

// note remembers a row with what it made; "": nothing.
func (k *rowKeys) note(one *item, about idCell, made string) {
	id := k.of[one]
	k.rows.Add(id, k.w.id, about)
	one.make(made, id.String())
}

func (k *rowKeys) save(ctx context.Context, tx *store.Tx) error {
	var batch store.Batch
	batch.Add("insert into import_keys (id, import_id, about) select id, import_id, about from {rows}", k.rows)
	return batch.Exec(ctx, tx)
}

// forgetKeys frees the keys of rows that were undone.
func forgetKeys(ctx context.Context, tx *store.Tx, made []mall.ImportMade, kept map[int]mall.Text) error {
	var keys []string
	for i, m := range made {
		if _, stays := kept[i]; !stays && m.Key != "" {
			keys = append(keys, m.Key)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	_, err := tx.Ent().ImportKey.Delete().Where(store.Among(importkey.FieldID, "uuid", keys)).Exec(ctx)
	return err
}

// settle takes over what the mall said of a row. Only what is no refusal is an error.
func (i *item) settle(err error) error {
	var refusal *mall.Error
	if errors.As(err, &refusal) {
		i.refuse(refusal)
		return nil
	}
	return err
}

// keepRefused notes which rows could not be undone, and why.
func keepRefused[A any](kept map[int]mall.Text, at []int, outcomes []store.Outcome[A]) error {
	for n, out := range outcomes {
		var refusal *mall.Error
		switch {
		case errors.As(out.Err, &refusal):
			kept[at[n]] = refusal.Text
		case out.Err != nil:
			return out.Err
		}
	}
	return nil
}
