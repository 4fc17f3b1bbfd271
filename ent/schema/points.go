package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"pointsmall/mall"
)

// Account keeps one owner's points of one points currency.
type Account struct{ ent.Schema }

// Annotations name the table.
func (Account) Annotations() []schema.Annotation {
	return table("accounts", map[string]string{
		"accounts_held": "held >= 0",
		"accounts_debt": "debt >= 0",
		// A balance below zero is exactly a debt that no lot covers.
		"accounts_balance":         "balance + debt >= 0",
		"accounts_lifetime_earned": "lifetime_earned >= 0",
	})
}

// Fields of an account, in points. balance is the lots' remainder less debt;
// last_seq is the number of the newest entry, last_hash its hash. idle_since is the day
// of the newest activity that has moved all points which lapse without any; null: the
// account never had such points.
func (Account) Fields() []ent.Field {
	points := func(name string) ent.Field { return field.Int64(name).GoType(mall.Points(0)).Default(0) }
	return []ent.Field{
		field.UUID("id", mall.AccountID{}).Default(mall.NewAccountID),
		field.String("owner").GoType(mall.AccountOwner("")).Immutable(),
		field.UUID("member_id", mall.MemberID{}).Optional().Nillable().Immutable(),
		field.UUID("partner_id", mall.PartnerID{}).Optional().Nillable().Immutable(),
		field.String("currency").GoType(mall.PointsCurrency("")).Default(string(mall.DefaultPoints)).Immutable().MaxLen(32),
		points("balance"),
		points("held"),
		points("debt"),
		points("lifetime_earned"),
		field.Int64("last_seq").Default(0),
		field.Time("opened_at").Default(time.Now).Immutable(),
		field.String("last_hash").Default("").MaxLen(45),
		field.Other("idle_since", mall.Date{}).SchemaType(dateType).Optional().Nillable(),
	}
}

// Indexes of an account.
func (Account) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("member_id", "currency").Unique(),
		index.Fields("partner_id", "currency").Unique(),
	}
}

// Lot is a batch of points that were earned together and expire together.
type Lot struct{ ent.Schema }

// Annotations name the table.
func (Lot) Annotations() []schema.Annotation {
	return table("lots", map[string]string{
		"lots_remaining": "remaining >= 0 and remaining <= granted",
		"lots_held":      "held >= 0 and held <= remaining",
		"lots_expired":   "expired >= 0 and remaining + expired <= granted",
		"lots_open":      "open = (remaining > 0)",
		"lots_idle":      "idle_months is null or (idle_months > 0 and expires_at is not null)",
	})
}

// Fields of a lot. A null expires_at means that it never expires; expired is what
// its expiry took. open is true while something remains: an index on a flag that
// changes once stays cheap. pending is true until it was announced that the lot can
// be spent. Points with idle_months lapse after so many months without activity: every
// activity moves their expires_at. renewed is true for points that got new terms after
// they had expired; they get none a second time.
func (Lot) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.LotID{}).Default(mall.NewLotID),
		field.UUID("account_id", mall.AccountID{}).Immutable(),
		field.Int64("granted").GoType(mall.Points(0)),
		field.Int64("remaining").GoType(mall.Points(0)),
		field.Int64("held").GoType(mall.Points(0)).Default(0),
		field.Int64("expired").GoType(mall.Points(0)).Default(0),
		field.Bool("open").Default(true),
		field.Bool("pending").Default(false),
		field.Time("earned_at").Immutable(),
		field.Time("usable_from").Immutable(),
		field.Time("expires_at").Optional().Nillable(),
		field.Int("idle_months").Optional().Nillable().Immutable(),
		field.Bool("renewed").Default(false).Immutable(),
	}
}

// Indexes of a lot: the order in which lots are spent; what the sweeps look for.
func (Lot) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("account_id", "expires_at", "earned_at", "id").StorageKey("lots_spend_order").Annotations(entsql.IndexWhere("open")),
		index.Fields("expires_at", "account_id").StorageKey("lots_due").Annotations(entsql.IndexWhere("open")),
		index.Fields("usable_from").StorageKey("lots_pending").Annotations(entsql.IndexWhere("pending")),
		index.Fields("account_id").StorageKey("lots_pending_account").Annotations(entsql.IndexWhere("pending")),
	}
}

// Journal is a set of entries, written together, that sum to zero in each points currency.
type Journal struct{ ent.Schema }

// Annotations name the table.
func (Journal) Annotations() []schema.Annotation { return table("journals", nil) }

// Fields of a journal.
func (Journal) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.JournalID{}).Default(mall.NewJournalID),
		field.Time("recorded_at").Default(time.Now).Immutable(),
	}
}

// Entry is one side of a journal. Entries are never changed.
type Entry struct{ ent.Schema }

// Annotations name the table.
func (Entry) Annotations() []schema.Annotation { return table("entries", nil) }

// Fields of an entry. seq counts an account's entries from 1 without a gap;
// allocations say which lots the points came from or went to; debt_delta is how
// much the debt grew or fell, held_delta how much of the lots is reserved.
// reverses is the entry that a refund undoes; ref names what else the entry is
// about. ends says until when lots that lapse without activity last from this entry on;
// actor is the staff user or partner who made the entry, null for the member and for time.
// hash chains an account's entries. The other side of a journal, a system
// account, has none of these, but a partner's has purchase_id and ref: see package ledger.
func (Entry) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.EntryID{}).Default(mall.NewEntryID),
		field.UUID("journal_id", mall.JournalID{}).Immutable(),
		field.UUID("account_id", mall.AccountID{}).Immutable(),
		field.String("currency").GoType(mall.PointsCurrency("")).Immutable().MaxLen(32),
		field.Int64("seq").Optional().Nillable().Immutable(),
		field.String("kind").GoType(mall.PointsEntryKind("")).Immutable(),
		field.Int64("delta").GoType(mall.Points(0)).Immutable(),
		field.Int64("balance_after").GoType(mall.Points(0)).Optional().Nillable().Immutable(),
		field.Int64("held_delta").GoType(mall.Points(0)).Default(0).Immutable(),
		field.Int64("debt_delta").GoType(mall.Points(0)).Default(0).Immutable(),
		field.JSON("allocations", []mall.Allocation{}).Optional().Immutable(),
		field.UUID("order_id", mall.OrderID{}).Optional().Nillable().Immutable(),
		field.UUID("purchase_id", mall.PurchaseID{}).Optional().Nillable().Immutable(),
		field.UUID("reverses", mall.EntryID{}).Optional().Nillable().Immutable(),
		field.String("ref").Optional().Nillable().Immutable().MaxLen(40),
		field.Other("reason", mall.Text{}).SchemaType(textType).Optional().Nillable().Immutable(),
		field.Time("occurred_at").Immutable(),
		field.JSON("ends", []mall.LotEnd{}).Optional().Immutable(),
		field.String("actor").Optional().Nillable().Immutable().MaxLen(40),
		field.String("hash").Optional().Immutable().MaxLen(45),
	}
}

// Indexes of an entry: those of an account in their order, a system account's by id. Those of
// staff, and those of kinds that are neither exchanged nor earned, are what staff look for; neither
// costs exchanges or purchases anything.
func (Entry) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("account_id", "seq").Unique(),
		index.Fields("account_id", "id").StorageKey("entries_of_systems").Annotations(entsql.IndexWhere("seq IS NULL")),
		index.Fields("reverses").Annotations(entsql.IndexWhere("reverses IS NOT NULL")),
		index.Fields("actor", "id").StorageKey("entries_of_staff").Annotations(entsql.IndexWhere("actor LIKE 'stf_%'")),
		index.Fields("kind", "id").StorageKey("entries_of_seldom_kinds").Annotations(entsql.IndexWhere("kind IN ('ADJUST', 'CLAWBACK', 'DONATE', 'EXCHANGE', 'PRIZE', 'REFUND', 'TRANSFER_IN', 'TRANSFER_OUT')")),
	}
}
