package search

import (
	"context"
	"strings"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Document is what a product is found by.
type Document struct {
	Product mall.ProductID
	// Texts are its names and descriptions, Codes the codes and names of its SKUs: a partner
	// finds it by those of the SKUs alone that are shared with it.
	Texts, Codes []string
}

// Put makes products found by their texts, and by no others that they had before.
func Put(ctx context.Context, tx *store.Tx, documents []Document) error {
	texts := store.NewRows("product_id uuid", "body text", "codes text")
	words := make(map[mall.ProductID]string, len(documents))
	for _, d := range documents {
		body, codes := Text(d.Texts...), Text(d.Codes...)
		words[d.Product] = strings.Join(tokens(body+"\n"+codes), " ")
		texts.Add(d.Product, body, codes)
	}
	numbers := store.NewRows("id bigint", "tokens text")
	// "where true" tells SQLite that the join is over and the conflict clause begins.
	err := tx.QueryRows(ctx, "insert into product_searches (product_id, body, codes) select product_id, body, codes from {rows} where true "+
		"on conflict (product_id) do update set body = excluded.body, codes = excluded.codes returning id, product_id", texts,
		func(scan func(...any) error) error {
			var id int64
			var of mall.ProductID
			if err := scan(&id, &of); err != nil {
				return err
			}
			numbers.Add(id, words[of])
			return nil
		})
	if err != nil {
		return err
	}
	var batch store.Batch
	if tx.Dialect == store.Postgres {
		batch.Add("insert into search_tokens (id, tokens) select id, array_to_tsvector(string_to_array(tokens, ' ')) from {rows} where true "+
			"on conflict (id) do update set tokens = excluded.tokens", numbers)
	} else {
		batch.Add("delete from search_tokens where rowid in (select id from {rows})", numbers)
		batch.Add("insert into search_tokens (rowid, tokens) select id, tokens from {rows}", numbers)
	}
	return batch.Exec(ctx, tx)
}

// Missing are products, at most limit, that have no texts to be found by: those that were
// added before there were any.
func Missing(ctx context.Context, tx *store.Tx, limit int) ([]mall.ProductID, error) {
	var missing []mall.ProductID
	return missing, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.ProductID
		if err := scan(&id); err != nil {
			return err
		}
		missing = append(missing, id)
		return nil
	}, "select p.id from products p where not exists (select 1 from product_searches s where s.product_id = p.id) limit $1", limit)
}

// Texts reads all that products are found by, folded, a line each.
func Texts(ctx context.Context, db *store.DB, ids []mall.ProductID) (map[mall.ProductID]string, error) {
	return readTexts(ctx, db, "body || chr(10) || codes", ids)
}

// Bodies reads the names and descriptions of products, folded.
func Bodies(ctx context.Context, db *store.DB, ids []mall.ProductID) (map[mall.ProductID]string, error) {
	return readTexts(ctx, db, "body", ids)
}

// readTexts reads an expression of what products are found by.
func readTexts(ctx context.Context, db *store.DB, text string, ids []mall.ProductID) (map[mall.ProductID]string, error) {
	if db.Dialect != store.Postgres {
		text = strings.ReplaceAll(text, "chr(", "char(")
	}
	set, err := store.Set(db.Dialect, ids)
	if err != nil {
		return nil, err
	}
	rows, err := db.Query(ctx, "select product_id, "+text+" from product_searches where product_id "+db.Dialect.In(1, "uuid"), set)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	texts := make(map[mall.ProductID]string, len(ids))
	for rows.Next() {
		var id mall.ProductID
		var text string
		if err := rows.Scan(&id, &text); err != nil {
			return nil, err
		}
		texts[id] = text
	}
	return texts, rows.Err()
}
