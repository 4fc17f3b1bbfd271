package member

import (
	"time"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// NewMember is a member to add who does not sign in yet: a till's or an import's.
type NewMember struct {
	ID                       mall.MemberID
	ExternalRef, DisplayName string
}

// Add adds members of the lowest tier to the batch. Give them accounts in the same
// transaction.
func Add(batch *store.Batch, members []NewMember, now time.Time) {
	rows := store.NewRows("id uuid", "external_ref text", "display_name text", "tier_id text", "created_at timestamptz")
	for _, m := range members {
		rows.Add(m.ID, m.ExternalRef, m.DisplayName, "normal", now)
	}
	const columns = "id, external_ref, display_name, tier_id, created_at"
	batch.Add("insert into members ("+columns+") select "+columns+" from {rows}", rows)
}
