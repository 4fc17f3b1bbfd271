package catalog

import (
	"context"
	"time"

	"entgo.io/ent/dialect/sql"

	"pointsmall/ent"
	"pointsmall/ent/product"
	"pointsmall/ent/shippingtemplate"
	"pointsmall/ent/sku"
	"pointsmall/ent/tier"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Terms are what a SKU asks of those who redeem it.
type Terms struct {
	// RequiresTier is the code of the lowest tier that may redeem it; nil: every tier.
	RequiresTier *string
	// MinimumBalance is what a member must have before redeeming; 0: nothing.
	MinimumBalance mall.Points
	// PerMember is how many pieces one member may ever redeem; nil: no limit.
	PerMember *int
	// OffsetPercent is the part of its price in money that points may pay.
	OffsetPercent int
	// Shipping is the template that sending it costs by; nil: it costs nothing.
	Shipping *mall.ShippingTemplateID
	// Grams is what a piece weighs.
	Grams int64
}

// UpdateAvailability sets when everybody may redeem a product, on the shelf or not; nil:
// at once. Refusals: NOT_FOUND, VERSION_CONFLICT.
func (s *Service) UpdateAvailability(ctx context.Context, id mall.ProductID, version int, from *time.Time) (*ent.Product, error) {
	return s.updateProduct(ctx, id, version, func(_ context.Context, _ *store.Tx, _ *ent.Product, update *ent.ProductUpdateOne) error {
		if from == nil {
			update.ClearAvailableFrom()
		} else {
			update.SetAvailableFrom(*from)
		}
		return nil
	})
}

// updateProduct changes a product that must have a version, and answers with what it is then.
// What change refuses changes nothing.
func (s *Service) updateProduct(ctx context.Context, id mall.ProductID, version int, change func(context.Context, *store.Tx, *ent.Product, *ent.ProductUpdateOne) error) (*ent.Product, error) {
	var row *ent.Product
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err := lockProduct(ctx, tx, id)
		if err != nil {
			return err
		}
		if found.Version != version {
			return mall.Outdated(mall.Text{EN: "the product", ZH: "商品"}, "version", found.Version)
		}
		update := found.Update().AddVersion(1)
		if err := change(ctx, tx, found, update); err != nil {
			return err
		}
		row, err = update.Save(ctx)
		return err
	})
	return row, err
}

// UpdateTerms changes what a SKU asks of those who redeem it; change gets the terms as
// they are. Orders that are under way keep to the terms that they have read. A limit
// counts what members have redeemed before it, too.
// Refusals: NOT_FOUND (the SKU, the tier), VERSION_CONFLICT, INVALID_INPUT.
func (s *Service) UpdateTerms(ctx context.Context, id mall.SkuID, version int, change func(*Terms)) (*ent.Sku, error) {
	var row *ent.Sku
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err := lockSku(ctx, tx, id, version)
		if err != nil {
			return err
		}
		terms := Terms{
			RequiresTier: found.RequiresTier, MinimumBalance: found.MinimumBalance, PerMember: found.PerMember, OffsetPercent: found.OffsetPercent,
			Shipping: found.ShippingTemplateID, Grams: found.WeightGrams,
		}
		change(&terms)
		if err := terms.check(ctx, tx); err != nil {
			return err
		}
		if limited := terms.PerMember != nil; limited != (found.PerMember != nil) {
			if err := setCounted(ctx, tx, id, limited); err != nil {
				return err
			}
		}
		update := found.Update().SetMinimumBalance(terms.MinimumBalance).SetOffsetPercent(terms.OffsetPercent).SetWeightGrams(terms.Grams).AddVersion(1)
		if terms.RequiresTier == nil {
			update.ClearRequiresTier()
		} else {
			update.SetRequiresTier(*terms.RequiresTier)
		}
		if terms.Shipping == nil {
			update.ClearShippingTemplateID()
		} else {
			update.SetShippingTemplateID(*terms.Shipping)
		}
		if terms.PerMember == nil {
			update.ClearPerMember()
		} else {
			update.SetPerMember(*terms.PerMember)
		}
		row, err = update.Save(ctx)
		return err
	})
	return row, err
}

// VoidQuotes has no quote of a SKU hold that was made until now, such as after a price that was typed
// wrong. Refusals: NOT_FOUND, VERSION_CONFLICT.
func (s *Service) VoidQuotes(ctx context.Context, id mall.SkuID, version int) (row *ent.Sku, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err := lockSku(ctx, tx, id, version)
		if err != nil {
			return err
		}
		row, err = found.Update().SetQuotesVoidAt(s.clock()).AddVersion(1).Save(ctx)
		return err
	})
	return row, err
}

func (t Terms) check(ctx context.Context, tx *store.Tx) error {
	switch {
	case t.MinimumBalance < 0 || t.MinimumBalance > mall.MaxPoints:
		return mall.Errorf(mall.CodeInvalidInput, "minimumBalance must not be negative", "最低持有积分不能为负").At("minimumBalance")
	case t.PerMember != nil && *t.PerMember < 1:
		return mall.Errorf(mall.CodeInvalidInput, "perMemberLimit must be at least 1; null is no limit", "每位会员限兑数量至少为 1，不限量请传 null").At("perMemberLimit")
	case t.OffsetPercent < 0 || t.OffsetPercent > 100:
		return mall.Errorf(mall.CodeInvalidInput, "offsetPercent must be from 0 to 100", "offsetPercent 须为 0 至 100").At("offsetPercent")
	case t.Grams < 0 || t.Grams > MaxGrams:
		return mall.Errorf(mall.CodeInvalidInput, "weightGrams must be from 0 to %d", "weightGrams 须为 0 至 %d", MaxGrams).At("weightGrams")
	}
	if t.Shipping != nil {
		there, err := tx.Ent().ShippingTemplate.Query().Where(shippingtemplate.ID(*t.Shipping)).Exist(ctx)
		if err != nil {
			return err
		}
		if !there {
			return NoSuchShipping()
		}
	}
	if t.RequiresTier == nil {
		return nil
	}
	known, err := knownTiers(ctx, tx, []string{*t.RequiresTier})
	if err == nil && !known[*t.RequiresTier] {
		return noSuchTier(*t.RequiresTier)
	}
	return err
}

// setCounted begins or ends the count of what each member redeems of a SKU. Its update
// waits for the orders that have the stock row; those that come after it see it there,
// or find that the row has changed: none is missed, none counted twice. What was won is not
// redeemed.
func setCounted(ctx context.Context, tx *store.Tx, id mall.SkuID, counted bool) error {
	if err := tx.Ent().Stock.UpdateOneID(id).SetCounted(counted).Exec(ctx); err != nil {
		return err
	}
	if !counted {
		_, err := tx.Exec(ctx, "delete from redemptions where sku_id = $1", id)
		return err
	}
	// Writers may not join by hash (store.Open): each line looks its order up, by the order's key.
	_, err := tx.Exec(ctx, "insert into redemptions (id, member_id, sku_id, quantity) select "+tx.Dialect.NewID()+", member_id, sku_id, sum(quantity) from ("+
		"select (select o.member_id from orders o where o.id = l.order_id) as member_id, l.sku_id, l.quantity from order_lines l where l.sku_id = $1 "+
		"and (select o.status from orders o where o.id = l.order_id) <> 'CANCELLED' and l.order_id not in (select order_id from lottery_draws where order_id is not null)) x "+
		"group by member_id, sku_id", id)
	return err
}

// keepKey is a lock that keeps others from changing a row, and lets them refer to it.
var keepKey = sql.WithLockClause("FOR NO KEY UPDATE")

// referred is a lock that keeps others from deleting a row, as a foreign key's own does.
var referred = sql.WithLockClause("FOR KEY SHARE")

// lockProduct reads a product and keeps other changes of it out. Orders read on.
func lockProduct(ctx context.Context, tx *store.Tx, id mall.ProductID) (*ent.Product, error) {
	query := tx.Ent().Product.Query().Where(product.ID(id))
	if tx.Dialect == store.Postgres {
		query.ForUpdate(keepKey)
	}
	found, err := query.Only(ctx)
	if ent.IsNotFound(err) {
		return nil, NoSuchProduct()
	}
	return found, err
}

// lockSku reads a SKU that must have a version, and keeps other changes of it and of its
// product out. The product is locked first, as by those who change it. Orders read on.
func lockSku(ctx context.Context, tx *store.Tx, id mall.SkuID, version int) (*ent.Sku, error) {
	of, err := tx.Ent().Sku.Query().Where(sku.ID(id)).Select(sku.FieldID, sku.FieldProductID).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, NoSuchSku()
	}
	if err != nil {
		return nil, err
	}
	query := tx.Ent().Sku.Query().Where(sku.ID(id))
	if tx.Dialect == store.Postgres {
		if _, err := lockProduct(ctx, tx, of.ProductID); err != nil {
			return nil, err
		}
		query.ForUpdate(keepKey)
	}
	found, err := query.Only(ctx)
	if err == nil && found.Version != version {
		return nil, mall.Outdated(mall.Text{EN: "the SKU", ZH: "商品规格"}, "version", found.Version)
	}
	return found, err
}

func knownTiers(ctx context.Context, tx *store.Tx, codes []string) (map[string]bool, error) {
	rows, err := tx.Ent().Tier.Query().Where(tier.IDIn(codes...)).Select(tier.FieldID).Strings(ctx)
	known := make(map[string]bool, len(rows))
	for _, code := range rows {
		known[code] = true
	}
	return known, err
}

// NoSuchProduct is NOT_FOUND of a product, at productId.
func NoSuchProduct() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such product", "商品不存在").At("productId")
}

// NoSuchSku is NOT_FOUND of a SKU, at skuId.
func NoSuchSku() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such SKU", "商品规格不存在").At("skuId")
}

func noSuchTier(code string) *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such tier: %q", "会员等级不存在：%q", code).At("requiresTier")
}
