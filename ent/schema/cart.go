package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"pointsmall/mall"
)

// Cart is what a member, or a guest, has put aside to order. The id of a guest's cart is random:
// who knows it has the cart.
type Cart struct{ ent.Schema }

// Annotations name the table.
func (Cart) Annotations() []schema.Annotation { return table("carts", nil) }

// Fields of a cart. member_id is whose it is; null: a guest's.
func (Cart) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.CartID{}).Immutable(),
		field.UUID("member_id", mall.MemberID{}).Optional().Nillable().Unique().Immutable(),
		field.Time("touched_at").Default(time.Now),
	}
}

// Indexes of a cart: those that were left longest.
func (Cart) Indexes() []ent.Index { return []ent.Index{index.Fields("touched_at")} }

// CartLine is so many pieces of a SKU at one of its prices.
type CartLine struct{ ent.Schema }

// Annotations name the table.
func (CartLine) Annotations() []schema.Annotation {
	return table("cart_lines", map[string]string{"cart_lines_quantity": "quantity > 0"})
}

// Fields of a line. price_option_id is the price that was chosen; null: the one that goes without
// saying. seen_points and seen_minor are what a piece cost when it was put in.
func (CartLine) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.CartLineID{}).Default(mall.NewCartLineID),
		field.UUID("cart_id", mall.CartID{}).Immutable(),
		field.UUID("sku_id", mall.SkuID{}).Immutable(),
		field.UUID("price_option_id", mall.PriceOptionID{}).Optional().Nillable().Immutable(),
		field.Int("quantity"),
		field.Int64("seen_points").GoType(mall.Points(0)).Optional().Nillable(),
		field.Int64("seen_minor").Optional().Nillable(),
		field.Time("added_at").Default(time.Now).Immutable(),
	}
}

// Indexes of a line.
func (CartLine) Indexes() []ent.Index { return []ent.Index{index.Fields("cart_id", "id")} }
