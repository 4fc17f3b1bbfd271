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

// Lottery is what a campaign of that kind promises. Its id is the campaign's.
type Lottery struct{ ent.Schema }

// Annotations name the table.
func (Lottery) Annotations() []schema.Annotation {
	return table("lotteries", map[string]string{
		"lotteries_cost":   "cost >= 0",
		"lotteries_limits": "free_draws_per_day >= 0 and (draws_per_member_per_day is null or draws_per_member_per_day > 0)",
		"lotteries_budget": "budget is null or budget >= 0",
		"lotteries_pity":   "case when pity_after is null then pity_prize is null and pity_stock is null else pity_prize is not null and pity_after > 0 and coalesce(pity_stock, 0) >= 0 end",
	})
}

// Fields of a lottery. configuration is the text that members hold the mall to: it is never
// made anew from SCHEDULED on, and config_hash is its SHA-256. pity_prize is the place of
// the prize that pity gives.
func (Lottery) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.CampaignID{}).Immutable(),
		field.Int64("cost").GoType(mall.Points(0)).Immutable(),
		field.Int("free_draws_per_day").Immutable(),
		field.Int("draws_per_member_per_day").Optional().Nillable().Immutable(),
		field.Int64("budget").GoType(mall.Points(0)).Optional().Nillable().Immutable(),
		field.Int("pity_after").Optional().Nillable().Immutable(),
		field.Int("pity_prize").Optional().Nillable().Immutable(),
		field.Int64("pity_stock").Optional().Nillable().Immutable(),
		field.Text("configuration"),
		field.String("config_hash").MaxLen(64),
	}
}

// LotteryPrize is one prize of a lottery, and how many of it are left.
type LotteryPrize struct{ ent.Schema }

// Annotations name the table.
func (LotteryPrize) Annotations() []schema.Annotation {
	return table("lottery_prizes", map[string]string{
		"lottery_prizes_odds":  "odds_ppm >= 0 and odds_ppm <= 1000000",
		"lottery_prizes_left":  "pieces_left is null or pieces_left >= 0",
		"lottery_prizes_pity":  "pity_left is null or pity_left >= 0",
		"lottery_prizes_given": "given >= 0 and given_today >= 0 and given_by_pity >= 0 and given_by_pity <= given",
		"lottery_prizes_today": "stock_per_day is null or given_today <= stock_per_day",
		"lottery_prizes_kind":  "case kind when 'POINTS' then points is not null and sku_id is null when 'SKU' then points is null and sku_id is not null else points is null and sku_id is null end",
	})
}

// Fields of a prize. place is its place in the configuration, from 0. stock and
// stock_per_day are pieces; null: they are not counted. pieces_left are those that rolls can
// give, pity_left those that only pity gives; given_today counts those of rolls on day. All
// of a SKU's pieces are out of its stock from the start to the end, and all of a coupon's count
// as issued.
func (LotteryPrize) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.LotteryPrizeID{}).Default(mall.NewLotteryPrizeID),
		field.UUID("campaign_id", mall.CampaignID{}).Immutable(),
		field.Int("place").Immutable(),
		field.String("key").Immutable().MaxLen(64),
		text("name"),
		field.String("kind").GoType(mall.LotteryPrizeKind("")).Immutable(),
		field.Int64("points").GoType(mall.Points(0)).Optional().Nillable().Immutable(),
		field.UUID("sku_id", mall.SkuID{}).Optional().Nillable().Immutable(),
		field.UUID("coupon_template_id", mall.CouponTemplateID{}).Optional().Nillable().Immutable(),
		field.Int64("value_minor").Optional().Nillable(),
		field.Int("odds_ppm").Immutable(),
		field.Bool("fallback").Default(false).Immutable(),
		field.Int64("stock").Optional().Nillable().Immutable(),
		field.Int64("stock_per_day").Optional().Nillable().Immutable(),
		field.Int64("pieces_left").Optional().Nillable(),
		field.Int64("pity_left").Optional().Nillable(),
		field.Int64("given").Default(0),
		field.Int64("given_by_pity").Default(0),
		field.Other("day", mall.Date{}).SchemaType(dateType).Optional().Nillable(),
		field.Int64("given_today").Default(0),
	}
}

// Indexes of a prize.
func (LotteryPrize) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("campaign_id", "place").Unique(),
		index.Fields("sku_id").StorageKey("lottery_prizes_sku").Annotations(entsql.IndexWhere("sku_id IS NOT NULL")),
	}
}

// LotteryPeriod is what is drawn under one seed.
type LotteryPeriod struct{ ent.Schema }

// Annotations name the table.
func (LotteryPeriod) Annotations() []schema.Annotation {
	return table("lottery_periods", map[string]string{
		"lottery_periods_sequence": "sequence >= 0",
		"lottery_periods_given":    "given >= 0 and given_before >= 0",
		"lottery_periods_closed":   "case when status = 'CLOSED' then closed_at is not null else closed_at is null end",
		"lottery_periods_revealed": "revealed is null or status = 'CLOSED'",
	})
}

// Fields of a period. seed is the server's seed, encrypted with a key that is not in the
// database; revealed is the seed itself in hex, once all is drawn. sequence counts the
// draws; given are the points that they gave, given_before those of the periods before.
// fence is the campaign's version, so that one row guards what draws save without locks. ends_at
// is the midnight at which it ends; null: it does not end at one.
func (LotteryPeriod) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.LotteryPeriodID{}).Default(mall.NewLotteryPeriodID),
		field.UUID("campaign_id", mall.CampaignID{}).Immutable(),
		field.Int("number").Immutable(),
		field.String("status").GoType(mall.PeriodStatus("")),
		field.Bytes("seed").Sensitive().Immutable(),
		field.String("seed_hash").Unique().Immutable().MaxLen(64),
		field.String("revealed").Optional().Nillable().MaxLen(64),
		field.Int("sequence").Default(0),
		field.Int64("given").GoType(mall.Points(0)).Default(0),
		field.Int64("given_before").GoType(mall.Points(0)).Default(0),
		field.Int("fence").Default(1),
		field.Time("ends_at").Optional().Nillable(),
		field.Time("closed_at").Optional().Nillable(),
		field.Other("closed_why", mall.Text{}).SchemaType(textType).Optional().Nillable(),
	}
}

// Indexes of a period.
func (LotteryPeriod) Indexes() []ent.Index {
	return []ent.Index{index.Fields("campaign_id", "number").Unique()}
}

// LotteryPlayer counts what one member has drawn in one lottery.
type LotteryPlayer struct{ ent.Schema }

// Annotations name the table.
func (LotteryPlayer) Annotations() []schema.Annotation {
	return table("lottery_players", map[string]string{
		"lottery_players_counts": "nonce >= 0 and misses >= 0 and free_today >= 0 and free_today <= draws_today",
	})
}

// Fields of a member's counts. The id is made of both others. nonce and client_seed are of
// the period, draws_today and free_today of the day; misses count since the member won the
// pity prize or a better one.
func (LotteryPlayer) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Immutable(),
		field.UUID("campaign_id", mall.CampaignID{}).Immutable(),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.UUID("period_id", mall.LotteryPeriodID{}),
		field.Int("nonce"),
		field.String("client_seed").MaxLen(128),
		field.Int("misses"),
		field.Other("day", mall.Date{}).SchemaType(dateType),
		field.Int("draws_today"),
		field.Int("free_today"),
	}
}

// LotteryDraw is one draw. It is its own idempotency record.
type LotteryDraw struct{ ent.Schema }

// Annotations name the table.
func (LotteryDraw) Annotations() []schema.Annotation {
	return table("lottery_draws", map[string]string{
		"lottery_draws_roll":  "roll >= 0 and roll < 1000000",
		"lottery_draws_cost":  "cost >= 0 and points >= 0 and not (free and cost > 0)",
		"lottery_draws_count": "sequence > 0 and nonce > 0 and misses_before >= 0",
	})
}

// Fields of a draw. rolled and prize are places in the configuration; points are what it
// gave. cost_entry_id took its cost, prize_entry_id gave its points.
func (LotteryDraw) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.LotteryDrawID{}).Default(mall.NewLotteryDrawID),
		field.UUID("campaign_id", mall.CampaignID{}).Immutable(),
		field.UUID("period_id", mall.LotteryPeriodID{}).Immutable(),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.Int("sequence").Immutable(),
		field.Int("nonce").Immutable(),
		field.String("client_seed").Immutable().MaxLen(128),
		field.Int("roll").Immutable(),
		field.Int("rolled").Immutable(),
		field.Int("prize").Immutable(),
		field.String("outcome").GoType(mall.LotteryOutcome("")).Immutable(),
		field.Int("misses_before").Immutable(),
		field.Int64("cost").GoType(mall.Points(0)).Immutable(),
		field.Bool("free").Immutable(),
		field.Int64("points").GoType(mall.Points(0)).Immutable(),
		field.Time("drawn_at").Immutable(),
		field.UUID("order_id", mall.OrderID{}).Optional().Nillable().Immutable(),
		field.UUID("coupon_id", mall.CouponID{}).Optional().Nillable().Immutable(),
		field.UUID("cost_entry_id", mall.EntryID{}).Optional().Nillable().Immutable(),
		field.UUID("prize_entry_id", mall.EntryID{}).Optional().Nillable().Immutable(),
		field.String("idempotency_key").Immutable().MaxLen(128),
		field.String("fingerprint").Immutable().MaxLen(44),
	}
}

// Indexes of a draw.
func (LotteryDraw) Indexes() []ent.Index {
	return []ent.Index{
		// Not unique: the open period's row hands the numbers out. Two draws that met in a
		// unique index would wait for each other there, the one holding the period's row.
		index.Fields("period_id", "sequence"),
		index.Fields("member_id", "idempotency_key").Unique(),
	}
}
