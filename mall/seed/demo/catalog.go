package demo

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"pointsmall/mall"
)

// Currency is what the catalog's cash prices are in.
const Currency mall.Currency = "CNY"

//go:embed catalog.json
var catalogJSON []byte

// Catalog is everything that the demo mall offers. A parent category comes
// before its children.
type Catalog struct {
	Categories []Category `json:"categories"`
	Products   []Product  `json:"products"`
}

// Category is one node of the category tree, which has two levels.
type Category struct {
	Slug   string    `json:"slug"`
	Parent string    `json:"parent,omitempty"` // slug; empty at the top level
	Name   mall.Text `json:"name"`
}

// Product is something to redeem points for. Its picture is drawn by Picture.
type Product struct {
	Slug        string           `json:"slug"`
	Category    string           `json:"category"` // slug
	Kind        mall.ProductKind `json:"kind"`
	Picture     string           `json:"picture"` // the pictogram's name
	Name        mall.Text        `json:"name"`
	Description mall.Text        `json:"description"`
	// AvailableInHours is after how many hours from the seeding everybody may redeem it; 0: at once.
	AvailableInHours int   `json:"availableInHours,omitempty"`
	SKUs             []SKU `json:"skus"`
}

// SKU is one variant of a product with its prices, stock and limits. It has a
// price in points alone, one in points and cash, or both to choose from.
type SKU struct {
	Code           string                 `json:"code"`
	Name           mall.Text              `json:"name"`
	Points         mall.Points            `json:"points,omitempty"`         // points alone; 0 where that is not offered
	PlusCash       *CashPrice             `json:"plusCash,omitempty"`       // nil where that is not offered
	OffsetPercent  int                    `json:"offsetPercent,omitempty"`  // the part of its cash that points may pay
	TierPoints     map[string]mall.Points `json:"tierPoints,omitempty"`     // points alone for members of a tier and above, by its code
	Stock          int                    `json:"stock"`                    // units on hand
	RequiresTier   string                 `json:"requiresTier,omitempty"`   // the lowest tier that may redeem it: silver or gold; empty for all
	PerMember      int                    `json:"perMember,omitempty"`      // units that one member may ever redeem; 0 for no limit
	MinimumBalance mall.Points            `json:"minimumBalance,omitempty"` // points that a member must hold to redeem it; 0 for none
}

// CashPrice is a price of points and cash together, or of cash alone: 0 points.
type CashPrice struct {
	Points mall.Points  `json:"points"`
	Cash   mall.Decimal `json:"cash"` // in Currency, "12.50"
}

// Money is the price's cash part as exact money.
func (p CashPrice) Money() (mall.Money, error) {
	return mall.ParseMoney(p.Cash, Currency)
}

// loadOnce serves Picture: the catalog is part of the binary and never changes.
var loadOnce = sync.OnceValues(LoadCatalog)

// LoadCatalog decodes the catalog. A field that the types don't know is an
// error, so that a misspelt limit can't silently become no limit.
func LoadCatalog() (Catalog, error) {
	dec := json.NewDecoder(bytes.NewReader(catalogJSON))
	dec.DisallowUnknownFields()
	var c Catalog
	if err := dec.Decode(&c); err != nil {
		return Catalog{}, fmt.Errorf("decode demo catalog: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Catalog{}, errors.New("decode demo catalog: something follows the catalog")
	}
	return c, nil
}
