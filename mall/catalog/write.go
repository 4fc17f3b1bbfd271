package catalog

import (
	"context"
	"fmt"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog/search"
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
	// Options say what it is of each of its product's option names.
	Options []mall.Text
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
	Brand             *mall.ProductBrandID
	Specifications    []mall.Specification
	// OptionNames are what its SKUs differ in.
	OptionNames []mall.Text
	// OffShelf keeps it from members until staff put it on the shelf.
	OffShelf bool
	// AvailableFrom is when everybody may redeem it; nil: at once.
	AvailableFrom *time.Time
	Skus          []NewSku
	// Pictures are uploaded ones that it shows in place of Images: AddMany alone looks at them.
	Pictures []NewImage
}

// Add adds products as they come from a file, unchecked. Their slugs and codes must be new:
// a unique violation is a plain error.
func Add(ctx context.Context, tx *store.Tx, at time.Time, products []NewProduct) error {
	return add(ctx, tx, string(mall.ActorSystem), at, products)
}

// add is addAll for those who do not ask for ids.
func add(ctx context.Context, tx *store.Tx, actor string, at time.Time, products []NewProduct) error {
	_, err := addAll(ctx, tx, actor, at, products)
	return err
}

// addAll adds products with their SKUs, prices and stock, which the actor moved in.
func addAll(ctx context.Context, tx *store.Tx, actor string, at time.Time, products []NewProduct) ([]Added, error) {
	client := tx.Ent()
	made := make([]Added, len(products))
	var rows []*ent.ProductCreate
	var skus additions
	var found []search.Document
	for i, p := range products {
		id := mall.NewProductID()
		made[i].Product = id
		rows = append(rows, client.Product.Create().SetID(id).SetSlug(p.Slug).SetName(p.Name).SetDescription(p.Description).
			SetKind(p.Kind).SetImages(p.Images).SetOnShelf(!p.OffShelf).SetNillableCategoryID(p.Category).SetNillableBrandID(p.Brand).
			SetSpecifications(p.Specifications).SetOptionNames(p.OptionNames).
			SetPointsFrom(pointsFrom(p.prices())).SetPointsLeast(pointsLeast(p.prices())).SetNillableAvailableFrom(p.AvailableFrom))
		var texts []string
		for _, k := range p.Skus {
			sku, err := skus.add(client, actor, at, id, k)
			if err != nil {
				return nil, err
			}
			made[i].Skus = append(made[i].Skus, sku)
			texts = append(texts, skuTexts(k.Code, k.Name)...)
		}
		found = append(found, document(id, p.Name, p.Description, texts))
	}
	if err := client.Product.CreateBulk(rows...).Exec(ctx); err != nil {
		return nil, err
	}
	if err := skus.save(ctx, tx); err != nil {
		return nil, err
	}
	return made, search.Put(ctx, tx, found)
}

// additions are SKUs to add, with their prices and their stock.
type additions struct {
	skus      []*ent.SkuCreate
	prices    []*ent.PriceOptionCreate
	stocks    []*ent.StockCreate
	movements []*ent.StockMovement
}

// add adds a SKU of a product, whose stock the actor moved in.
func (a *additions) add(client *ent.Client, actor string, at time.Time, product mall.ProductID, k NewSku) (mall.SkuID, error) {
	if len(k.Prices) == 0 {
		return mall.SkuID{}, fmt.Errorf("SKU %s has no price", k.Code)
	}
	id := mall.NewSkuID()
	a.skus = append(a.skus, client.Sku.Create().SetID(id).SetProductID(product).SetCode(k.Code).SetName(k.Name).SetOptionValues(k.Options).
		SetNillableRequiresTier(k.RequiresTier).SetNillablePerMember(k.PerMember).SetMinimumBalance(k.MinimumBalance).SetOffsetPercent(k.OffsetPercent).
		SetNillableShippingTemplateID(k.Shipping).SetWeightGrams(k.Grams))
	a.stocks = append(a.stocks, client.Stock.Create().SetID(id).SetOnHand(k.Stock).SetReceived(k.Stock).SetCounted(k.PerMember != nil))
	if k.Stock != 0 {
		a.movements = append(a.movements, &ent.StockMovement{
			ID: mall.StockMovementID(id), SkuID: id, Kind: mall.MovementOpening, Delta: k.Stock, Actor: actor, MovedAt: at,
		})
	}
	for _, price := range k.Prices {
		a.prices = append(a.prices, price.create(client, id))
	}
	return id, nil
}

// save writes what was added.
func (a *additions) save(ctx context.Context, tx *store.Tx) error {
	client := tx.Ent()
	if err := client.Sku.CreateBulk(a.skus...).Exec(ctx); err != nil {
		return err
	}
	if err := client.PriceOption.CreateBulk(a.prices...).Exec(ctx); err != nil {
		return err
	}
	if err := client.Stock.CreateBulk(a.stocks...).Exec(ctx); err != nil {
		return err
	}
	var batch store.Batch
	saveMovements(&batch, a.movements)
	return batch.Exec(ctx, tx)
}

// prices are those of all of its SKUs.
func (p NewProduct) prices() (all []Price) {
	for _, k := range p.Skus {
		all = append(all, k.Prices...)
	}
	return all
}
