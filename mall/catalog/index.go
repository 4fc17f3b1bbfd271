package catalog

import (
	"context"

	"pointsmall/ent/product"
	"pointsmall/ent/sku"
	"pointsmall/mall"
	"pointsmall/mall/catalog/search"
	"pointsmall/mall/store"
)

// document is what a product is found by: its own texts, and the codes and names of its SKUs.
func document(id mall.ProductID, name, description mall.Text, skus []string) search.Document {
	return search.Document{Product: id, Texts: []string{name.EN, name.ZH, description.EN, description.ZH}, Codes: skus}
}

// skuTexts are what a SKU is found by.
func skuTexts(code string, name mall.Text) []string { return []string{code, name.EN, name.ZH} }

// index makes products found by what is stored of them now.
func index(ctx context.Context, tx *store.Tx, ids ...mall.ProductID) error {
	rows, err := tx.Ent().Product.Query().Where(store.Among(product.FieldID, "uuid", ids)).
		Select(product.FieldID, product.FieldName, product.FieldDescription).All(ctx)
	if err != nil {
		return err
	}
	skus, err := tx.Ent().Sku.Query().Where(store.Among(sku.FieldProductID, "uuid", ids), sku.ArchivedAtIsNil()).
		Select(sku.FieldID, sku.FieldProductID, sku.FieldCode, sku.FieldName).Order(sku.ByCode()).All(ctx)
	if err != nil {
		return err
	}
	codes := map[mall.ProductID][]string{}
	for _, k := range skus {
		codes[k.ProductID] = append(codes[k.ProductID], skuTexts(k.Code, k.Name)...)
	}
	documents := make([]search.Document, len(rows))
	for i, row := range rows {
		documents[i] = document(row.ID, row.Name, row.Description, codes[row.ID])
	}
	return search.Put(ctx, tx, documents)
}

// indexAtOnce is how many products IndexAll indexes in one transaction.
const indexAtOnce = 500

// IndexAll indexes the products that were added before there was an index. It is to be called
// after each migration.
func IndexAll(ctx context.Context, db *store.DB) error {
	for {
		found := 0
		err := db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
			missing, err := search.Missing(ctx, tx, indexAtOnce)
			found = len(missing)
			if err != nil || found == 0 {
				return err
			}
			return index(ctx, tx, missing...)
		})
		if err != nil || found < indexAtOnce {
			return err
		}
	}
}
