package catalog

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/job"
	"pointsmall/mall/store"
)

// Jobs are the catalog's background work.
func (s *Service) Jobs() []job.Job {
	return []job.Job{{
		Name: "count-redeemed", Says: "Count anew how many pieces of each product were redeemed, for lists that are sorted by it.", Every: time.Hour,
		Step: s.countRedeemed, Due: s.uncounted,
	}}
}

// stale selects the products whose count has changed, with what it is now.
const stale = "from products p join (select k.product_id, sum(s.received - s.on_hand) as taken from skus k join stocks s on s.sku_id = k.id group by k.product_id) x " +
	"on x.product_id = p.id where p.redeemed <> x.taken"

// countAtOnce is how many products one transaction changes.
const countAtOnce = 500

// countRedeemed writes the counts that have changed. They stand with the products because
// orders change the stock, and an index over what every order changes would slow them down.
func (s *Service) countRedeemed(ctx context.Context) (done int, err error) {
	counts := store.NewRows("id uuid", "taken bigint")
	save := func() error {
		full := counts
		done, counts = done+full.Len(), store.NewRows("id uuid", "taken bigint")
		return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
			var batch store.Batch
			batch.Add("update products set redeemed = r.taken from {rows} where products.id = r.id", full)
			return batch.Exec(ctx, tx)
		})
	}
	err = s.each(ctx, func(scan func(...any) error) error {
		var id mall.ProductID
		var taken int64
		if err := scan(&id, &taken); err != nil {
			return err
		}
		counts.Add(id, taken)
		if counts.Len() < countAtOnce {
			return nil
		}
		return save()
	}, "select p.id, x.taken "+stale)
	if err != nil || counts.Len() == 0 {
		return done, err
	}
	return done, save()
}

// uncounted counts the products whose count has changed.
func (s *Service) uncounted(ctx context.Context) (n int, err error) {
	err = s.each(ctx, func(scan func(...any) error) error { return scan(&n) }, "select count(*) "+stale)
	return n, err
}
