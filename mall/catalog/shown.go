package catalog

import (
	"slices"

	"pointsmall/ent"
	"pointsmall/mall"
)

// OptionShown is something that the SKUs of a product differ in.
type OptionShown struct {
	Name mall.Text
	// Values are what the SKUs are of it, each once.
	Values []mall.Text
}

// OptionsShown are what SKUs of a product, in the order of their codes, differ in.
func OptionsShown(p *ent.Product, skus []*ent.Sku) []OptionShown {
	shown := make([]OptionShown, len(p.OptionNames))
	for i, name := range p.OptionNames {
		shown[i] = OptionShown{Name: name, Values: []mall.Text{}}
		for _, k := range skus {
			if k.ArchivedAt == nil && i < len(k.OptionValues) && !slices.Contains(shown[i].Values, k.OptionValues[i]) {
				shown[i].Values = append(shown[i].Values, k.OptionValues[i])
			}
		}
	}
	return shown
}

// SkuOptionShown is what a SKU is of one of its product's options.
type SkuOptionShown struct{ Name, Value mall.Text }

// SkuOptionsShown are what a SKU is of its product's options.
func SkuOptionsShown(p *ent.Product, k *ent.Sku) []SkuOptionShown {
	shown := []SkuOptionShown{}
	for i, name := range p.OptionNames {
		if i < len(k.OptionValues) {
			shown = append(shown, SkuOptionShown{Name: name, Value: k.OptionValues[i]})
		}
	}
	return shown
}
