package catalog

import (
	"context"

	"pointsmall/ent/predicate"
	"pointsmall/ent/product"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// foldName is what searches for a product look in: its name in every language, a line each.
func foldName(name mall.Text) string { return mall.Fold(name.EN + "\n" + name.ZH) }

// nameContains matches either language.
func nameContains(text string) predicate.Product {
	return store.Contains(product.FieldFoldedName, mall.Fold(text))
}

// foldAtOnce is how many products FoldNames folds in one transaction.
const foldAtOnce = 500

// FoldNames folds the names of products that were added before names were folded. It is
// to be called after each migration.
func FoldNames(ctx context.Context, db *store.DB) error {
	for {
		found := 0
		err := db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
			rows, err := tx.Ent().Product.Query().Where(product.FoldedName("")).Limit(foldAtOnce).All(ctx)
			if err != nil {
				return err
			}
			found = len(rows)
			for _, row := range rows {
				if err := row.Update().SetFoldedName(foldName(row.Name)).Exec(ctx); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || found < foldAtOnce {
			return err
		}
	}
}
