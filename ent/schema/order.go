package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"github.com/google/uuid"

	"pointsmall/mall"
)

// Order is what a member got for points. It is its own idempotency record.
type Order struct{ ent.Schema }

// Annotations name the table.
func (Order) Annotations() []schema.Annotation {
	return table("orders", map[string]string{"orders_points": "points >= 0", "orders_cash": "cash_minor >= 0"})
}

// Fields of an order. points are those of its prices and offset_points together; cash_minor
// is what its prices ask in money, of which discount_minor is taken off and offset_minor is paid
// by offset_points; shipping_minor is what sending it costs besides. terms is what kept lines
// are priced by after a return, as JSON (see checkout/quote.Terms); null: by their prices alone. entry_id is
// the entry that paid its points; null while they are held, and where there are none.
// operation is the call that placed it, for which its key is used. quote_id is the quote
// whose terms it has. pay_until is when it is given up unless it is paid; null: it does not
// wait. Changes of it are SQL: see order.Sheet. address is a copy of where it is sent; null:
// nobody has said. moves_at is when it takes its next step by itself; null: it does not.
func (Order) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.OrderID{}).Default(mall.NewOrderID),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.String("status").GoType(mall.OrderStatus("")),
		field.Int64("points").GoType(mall.Points(0)).Immutable(),
		field.Int64("cash_minor").Immutable(),
		field.String("cash_currency").GoType(mall.Currency("")).Immutable().MaxLen(3),
		field.Int("line_count").Immutable(),
		field.UUID("entry_id", mall.EntryID{}).Optional().Nillable(),
		field.String("idempotency_key").Immutable().MaxLen(128),
		field.String("fingerprint").Immutable().MaxLen(44),
		field.Int("version").Default(1),
		field.Time("placed_at").Immutable(),
		field.String("operation").Default("exchange").Immutable().MaxLen(32),
		field.Int64("offset_points").GoType(mall.Points(0)).Default(0).Immutable(),
		field.Int64("offset_minor").Default(0).Immutable(),
		field.UUID("quote_id", uuid.UUID{}).Optional().Nillable().Immutable(),
		field.Time("pay_until").Optional().Nillable().Immutable(),
		field.Int64("discount_minor").Default(0).Immutable(),
		field.Int64("shipping_minor").Default(0).Immutable(),
		field.Text("terms").Optional().Nillable().Immutable(),
		field.JSON("address", &mall.PostalAddress{}).Optional().Annotations(isPersonal),
		field.Time("moves_at").Optional().Nillable(),
	}
}

// Indexes of an order: those that moved on, by their state; a member's, by its key, by its
// quote; those that wait to be paid. That of the states leaves
// those out that are as they were placed, so that placing one does not pay for it; they are
// the newest orders anyway.
func (Order) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("status", "id").StorageKey("orders_moved_on").Annotations(entsql.IndexWhere("version > 1")),
		index.Fields("member_id", "id"),
		index.Fields("member_id", "idempotency_key", "operation").Unique(),
		index.Fields("quote_id").Unique().Annotations(entsql.IndexWhere("quote_id IS NOT NULL")),
		index.Fields("pay_until").StorageKey("orders_unpaid").Annotations(entsql.IndexWhere("pay_until IS NOT NULL")),
		index.Fields("moves_at").StorageKey("orders_move_on").Annotations(entsql.IndexWhere("moves_at IS NOT NULL")),
	}
}

// OrderLine is one SKU of an order. Its id is the order's with the line's number
// in the last byte, so that an order's lines are found without a second index.
type OrderLine struct{ ent.Schema }

// Annotations name the table.
func (OrderLine) Annotations() []schema.Annotation {
	return table("order_lines", map[string]string{"order_lines_quantity": "quantity > 0", "order_lines_points": "points >= 0"})
}

// Fields of an order line, for the whole quantity: see Order. price_option_id is the price
// that was chosen; null for orders that are older than the column. goods are as they were then;
// null for older lines. sale_id is the campaign at whose price it was sold; null: at none's.
func (OrderLine) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.OrderLineID{}),
		field.UUID("order_id", mall.OrderID{}).Immutable(),
		field.UUID("sku_id", mall.SkuID{}).Immutable(),
		field.Int("quantity").Immutable(),
		field.Int64("points").GoType(mall.Points(0)).Immutable(),
		field.Int64("cash_minor").Immutable(),
		field.UUID("price_option_id", mall.PriceOptionID{}).Optional().Nillable().Immutable(),
		field.Int64("offset_points").GoType(mall.Points(0)).Default(0).Immutable(),
		field.Int64("offset_minor").Default(0).Immutable(),
		field.Int64("discount_minor").Default(0).Immutable(),
		field.JSON("goods", &mall.OrderGoods{}).Optional().Immutable(),
		field.UUID("sale_id", mall.CampaignID{}).Optional().Nillable().Immutable(),
	}
}

// OrderChange is a step that an order took after it was placed.
type OrderChange struct{ ent.Schema }

// Annotations name the table.
func (OrderChange) Annotations() []schema.Annotation { return table("order_changes", nil) }

// Fields of a step. version is the order's version that the step made.
func (OrderChange) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID),
		field.UUID("order_id", mall.OrderID{}).Immutable(),
		field.Int("version").Immutable(),
		field.String("status").GoType(mall.OrderStatus("")).Immutable(),
		field.String("note").Optional().Immutable().MaxLen(500),
		field.String("actor").Immutable().MaxLen(40),
		field.Time("changed_at").Immutable(),
	}
}

// Indexes of a step.
func (OrderChange) Indexes() []ent.Index {
	return []ent.Index{index.Fields("order_id", "version").Unique()}
}
