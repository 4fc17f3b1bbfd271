package catalog

import (
	"context"

	"pointsmall/ent"
	"pointsmall/ent/priceoption"
	"pointsmall/ent/product"
	"pointsmall/ent/productsearch"
	"pointsmall/ent/sku"
	"pointsmall/ent/stock"
	"pointsmall/ent/stockmovement"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Untouched is a SKU as it was when it was locked: whether it is still as it was added.
type Untouched struct {
	Product mall.ProductID
	// Same is true where neither it nor its product was changed, and its stock is what it was added with.
	Same bool
}

// LockUntouched locks the stock of SKUs and of the others of their products, and says which are still as they were added.
func LockUntouched(ctx context.Context, tx *store.Tx, ids []mall.SkuID) (map[mall.SkuID]Untouched, error) {
	skus, err := skusBeside(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	all := make([]mall.SkuID, len(skus))
	for i, k := range skus {
		all[i] = k.ID
	}
	if _, err := Lock(ctx, tx, all); err != nil {
		return nil, err
	}
	found := make(map[mall.SkuID]Untouched, len(skus))
	set, err := store.Set(tx.Dialect, all)
	if err != nil {
		return nil, err
	}
	return found, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.SkuID
		var u Untouched
		if err := scan(&id, &u.Product, &u.Same); err != nil {
			return err
		}
		found[id] = u
		return nil
	}, "select k.id, k.product_id, p.version = 1 and k.version = 1 and s.reserved = 0 and s.on_hand = s.received "+
		"and not exists (select 1 from stock_movements m where m.sku_id = k.id and m.id <> k.id) "+
		"from skus k join products p on p.id = k.product_id join stocks s on s.sku_id = k.id where k.id "+tx.Dialect.In(1, "uuid"), set)
}

// skusBeside reads the SKUs of the products of some SKUs.
func skusBeside(ctx context.Context, tx *store.Tx, ids []mall.SkuID) ([]*ent.Sku, error) {
	products, err := tx.Ent().Product.Query().Where(product.HasSkusWith(store.Among(sku.FieldID, "uuid", ids))).IDs(ctx)
	if err != nil {
		return nil, err
	}
	return tx.Ent().Sku.Query().Where(store.Among(sku.FieldProductID, "uuid", products)).All(ctx)
}

// WholeProducts are the products all of whose SKUs are untouched and may go, and the SKUs of the others.
func WholeProducts(all map[mall.SkuID]Untouched, mayGo func(mall.SkuID) bool) (going map[mall.ProductID][]mall.SkuID, staying map[mall.SkuID]bool) {
	going, staying = map[mall.ProductID][]mall.SkuID{}, map[mall.SkuID]bool{}
	stays := map[mall.ProductID]bool{}
	for id, u := range all {
		if !u.Same || !mayGo(id) {
			stays[u.Product] = true
		}
	}
	for id, u := range all {
		if stays[u.Product] {
			staying[id] = true
		} else {
			going[u.Product] = append(going[u.Product], id)
		}
	}
	return going, staying
}

// RemoveProducts removes products with their SKUs, which are locked and which nothing names. They show no pictures any more.
func RemoveProducts(ctx context.Context, tx *store.Tx, going map[mall.ProductID][]mall.SkuID) error {
	if len(going) == 0 {
		return nil
	}
	var products []mall.ProductID
	var skus []mall.SkuID
	for id, of := range going {
		products, skus = append(products, id), append(skus, of...)
	}
	client := tx.Ent()
	set, err := store.Set(tx.Dialect, products)
	if err != nil {
		return err
	}
	tokens := "delete from search_tokens where id in (select id from product_searches where product_id " + tx.Dialect.In(1, "uuid") + ")"
	if tx.Dialect == store.SQLite {
		tokens = "delete from search_tokens where rowid in (select id from product_searches where product_id " + tx.Dialect.In(1, "uuid") + ")"
	}
	if _, err := tx.Exec(ctx, tokens, set); err != nil {
		return err
	}
	for _, remove := range []func() (int, error){
		func() (int, error) {
			return client.ProductSearch.Delete().Where(store.Among(productsearch.FieldProductID, "uuid", products)).Exec(ctx)
		},
		func() (int, error) {
			return client.StockMovement.Delete().Where(store.Among(stockmovement.FieldSkuID, "uuid", skus)).Exec(ctx)
		},
		func() (int, error) {
			return client.Stock.Delete().Where(store.Among(stock.FieldID, "uuid", skus)).Exec(ctx)
		},
		func() (int, error) {
			return client.PriceOption.Delete().Where(store.Among(priceoption.FieldSkuID, "uuid", skus)).Exec(ctx)
		},
		func() (int, error) {
			return client.Sku.Delete().Where(store.Among(sku.FieldID, "uuid", skus)).Exec(ctx)
		},
		func() (int, error) {
			return client.Product.Delete().Where(store.Among(product.FieldID, "uuid", products)).Exec(ctx)
		},
	} {
		if _, err := remove(); err != nil {
			return err
		}
	}
	return nil
}
