package audit

import (
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// unwatched are tables whose changes are not written down, and why.
var unwatched = map[string]string{
	"entries": moves, "journals": moves, "lots": moves, "accounts": moves, "system_accounts": moves, "holds": moves, "transfers": moves,
	"grants": moves, "falls": moves, "corrections": moves, "purchases": moves, "returns": moves, "activities": moves, "check_ins": moves,
	"adjustment_requests": "it names who asked and who decided",
	"growth":              follows, "member_days": follows, "cap_counters": follows, "task_progress": follows, "redemptions": follows, "member_traces": follows,
	"stocks": "its movement names who moved it", "stock_movements": "it names who moved it",
	"order_refunds": moves, "order_refund_lines": moves, "order_lines": "no order changes them", "payments": "its events say what happened", "payment_events": moves, "payment_callbacks": moves,
	"lottery_draws": moves, "lottery_players": follows,
	"order_changes": history, "after_sale_changes": history, "campaign_changes": history, "coupon_changes": history, "policy_changes": history, "setting_changes": history,
	"tag_changes": history, "tier_changes": history,
	"outbox": house, "idempotency_records": house, "job_leases": house, "throttles": house, "code_guesses": house, "key_usages": house, "product_searches": follows,
	"anchors": house, "anchor_heads": house, "audit_records": house, "audit_seals": house, "member_keys": house, "expiry_reminders": house, "reminder_marks": house,
	"budget_slices": house, "waiting_places": "members' own places",
	"import_steps": "their import tells of them", "import_keys": "their import tells of them", "files": "their import or export tells of them", "file_parts": "their import or export tells of them",
	"messages": house, "one_time_codes": house, "data_exports": "a member's own", "consents": "a member's own", "identities": "a member's own",
	"picture_uses": follows, "carts": "a member's own", "cart_lines": "a member's own",
}

const (
	moves   = "it moves points, stock or money, or names who did"
	follows = "it follows from what is written down"
	history = "it is a history itself, of a thing that is written down"
	house   = "it is the house's own work"
)

// Watches reports whether changes of a table are written down.
func (*Log) Watches(table string) bool { _, not := unwatched[table]; return !not }

// memberOf is the member whom a row tells of.
func memberOf(c *store.RowChange) (id mall.MemberID, ok bool) {
	row := c.After
	if row == nil {
		row = c.Before
	}
	column := "member_id"
	if c.Table == "members" {
		column = "id"
	}
	text, isText := row[column].(string)
	return id, isText && id.Scan(text) == nil
}
