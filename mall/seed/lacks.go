package seed

import (
	"context"

	"pointsmall/ent/earningrule"
	"pointsmall/ent/product"
	"pointsmall/mall"
	"pointsmall/mall/staff"
	"pointsmall/mall/store"
)

// Lacks says what a mall has to get before it can open, and how: a line each.
func Lacks(ctx context.Context, db *store.DB) ([]string, error) {
	var lacks []string
	owned, err := HasOwner(ctx, db)
	if err != nil {
		return nil, err
	}
	if !owned {
		lacks = append(lacks, "an owner: run `pointsmall init`, or `pointsmall staff add` where the mall has begun already")
	}
	rules, err := db.Ent().EarningRule.Query().Where(earningrule.StatusEQ(mall.RuleActive)).Exist(ctx)
	if err != nil {
		return nil, err
	}
	if !rules {
		lacks = append(lacks, "an active earning rule: call createEarningRule and activateEarningRule")
	}
	offers, err := db.Ent().Product.Query().Where(product.OnShelf(true)).Exist(ctx)
	if err != nil {
		return nil, err
	}
	if !offers {
		lacks = append(lacks, "a product on the shelf: call createProduct and setProductShelf")
	}
	return lacks, nil
}

// HasOwner reports whether somebody may do everything.
func HasOwner(ctx context.Context, db *store.DB) (bool, error) {
	users, err := staff.New(db).List(ctx)
	for _, u := range users {
		if staff.IsOwner(u) {
			return true, nil
		}
	}
	return false, err
}
