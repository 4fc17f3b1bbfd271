package catalog

import (
	"context"
	"strings"

	"entgo.io/ent/dialect/sql"
	"golang.org/x/text/unicode/norm"

	"pointsmall/ent/predicate"
	"pointsmall/ent/product"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Fold is the form in which names are searched: "Ｔ恤" is found by "t恤", "Éclair" by
// "ÉCLAIR". It is made here, because databases differ in what they fold: SQLite ASCII
// alone, PostgreSQL what its locale knows.
func Fold(text string) string { return norm.NFKC.String(strings.ToLower(norm.NFKC.String(text))) }

// foldName is what searches for a product look in: its name in every language, a line each.
func foldName(name mall.Text) string { return Fold(name.EN + "\n" + name.ZH) }

// nameContains matches either language; "%", "_" and "\" are plain letters in it.
func nameContains(text string) predicate.Product {
	pattern := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(Fold(text)) + "%"
	return func(s *sql.Selector) {
		s.Where(sql.P(func(b *sql.Builder) {
			b.Ident(s.C(product.FieldFoldedName)).WriteString(" like ").Arg(pattern).WriteString(` escape '\'`)
		}))
	}
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
