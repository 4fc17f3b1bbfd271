package catalog

import (
	"context"
	"fmt"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// NewSku is a SKU to add to a product.
type NewSku struct {
	Code           string
	Name           mall.Text
	Prices         []Price
	Stock          int64
	RequiresTier   *string
	PerMember      *int
	MinimumBalance mall.Points
	// OffsetPercent is the part of its price in money that points may pay.
	OffsetPercent int
	// Shipping is the template that sending it costs by; nil: it costs nothing. Grams is what a
	// piece weighs.
	Shipping *mall.ShippingTemplateID
	Grams    int64
}

// Price is one way to pay for a piece; Cash nil means points alone.
type Price struct {
	Points mall.Points
	Cash   *mall.Money
	// RequiresTier opens it to members of that tier and above; nil: everybody.
	RequiresTier *string
}

// NewProduct is a product to add, with its SKUs.
type NewProduct struct {
	Slug              string
	Name, Description mall.Text
	Kind              mall.ProductKind
	Images            []mall.Image
	Category          *mall.CategoryID
	// OffShelf keeps it from members until staff put it on the shelf.
	OffShelf bool
	// AvailableFrom is when everybody may redeem it; nil: at once.
	AvailableFrom *time.Time
	Skus          []NewSku
}

// Add adds products as they come from a file, unchecked. Their slugs and codes must be new:
// a unique violation is a plain error.
func Add(ctx context.Context, tx *store.Tx, at time.Time, products []NewProduct) error {
	return add(ctx, tx, string(mall.ActorSystem), at, products)
}

// add adds products with their SKUs, prices and stock, which the actor moved in.
func add(ctx context.Context, tx *store.Tx, actor string, at time.Time, products []NewProduct) error {
	client := tx.Ent()
	var rows []*ent.ProductCreate
	var skus []*ent.SkuCreate
	var prices []*ent.PriceOptionCreate
	var stocks []*ent.StockCreate
	var movements []*ent.StockMovement
	for _, p := range products {
		id := mall.NewProductID()
		rows = append(rows, client.Product.Create().SetID(id).SetSlug(p.Slug).SetName(p.Name).SetFoldedName(foldName(p.Name)).SetDescription(p.Description).
			SetKind(p.Kind).SetImages(p.Images).SetOnShelf(!p.OffShelf).SetNillableCategoryID(p.Category).SetPointsFrom(pointsFrom(p.prices())).
			SetNillableAvailableFrom(p.AvailableFrom))
		for _, k := range p.Skus {
			if len(k.Prices) == 0 {
				return fmt.Errorf("SKU %s has no price", k.Code)
			}
			skuID := mall.NewSkuID()
			skus = append(skus, client.Sku.Create().SetID(skuID).SetProductID(id).SetCode(k.Code).SetName(k.Name).
				SetNillableRequiresTier(k.RequiresTier).SetNillablePerMember(k.PerMember).SetMinimumBalance(k.MinimumBalance).SetOffsetPercent(k.OffsetPercent).
				SetNillableShippingTemplateID(k.Shipping).SetWeightGrams(k.Grams))
			stocks = append(stocks, client.Stock.Create().SetID(skuID).SetOnHand(k.Stock).SetReceived(k.Stock).SetCounted(k.PerMember != nil))
			if k.Stock != 0 {
				movements = append(movements, &ent.StockMovement{
					ID: mall.StockMovementID(skuID), SkuID: skuID, Kind: mall.MovementOpening, Delta: k.Stock, Actor: actor, MovedAt: at,
				})
			}
			for _, price := range k.Prices {
				prices = append(prices, price.create(client, skuID))
			}
		}
	}
	if err := client.Product.CreateBulk(rows...).Exec(ctx); err != nil {
		return err
	}
	if err := client.Sku.CreateBulk(skus...).Exec(ctx); err != nil {
		return err
	}
	if err := client.PriceOption.CreateBulk(prices...).Exec(ctx); err != nil {
		return err
	}
	if err := client.Stock.CreateBulk(stocks...).Exec(ctx); err != nil {
		return err
	}
	var batch store.Batch
	saveMovements(&batch, movements)
	return batch.Exec(ctx, tx)
}

// prices are those of all of its SKUs.
func (p NewProduct) prices() (all []Price) {
	for _, k := range p.Skus {
		all = append(all, k.Prices...)
	}
	return all
}
