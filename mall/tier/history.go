package tier

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/history"
	"pointsmall/mall/store"
)

// Rises are the steps by which members reached a tier's threshold, by when they did.
var Rises = history.Table[*Move]{
	Name: "tier_changes", When: "changed_at", Whose: "member_id", Where: "cause in ('" + string(mall.TierQualified) + "', '" + string(mall.TierReached) + "')",
	Columns: stepColumns, Scan: scanStep,
}

const stepColumns = "id, member_id, from_tier, to_tier, cause, until, coalesce(merit, to_tier), purchase_id, changed_at"

func scanStep(scan func(...any) error) (*Move, error) {
	m := &Move{}
	return m, scan(&m.ID, &m.Member, &m.From, &m.To, &m.Cause, &m.Until, &m.Merit, &m.Purchase, &m.At)
}

// StepsSince reads the steps that members made from a time on, each member's in their
// order.
func StepsSince(ctx context.Context, tx *store.Tx, members []mall.MemberID, since time.Time) (map[mall.MemberID][]*Move, error) {
	set, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	steps := map[mall.MemberID][]*Move{}
	return steps, tx.Each(ctx, func(scan func(...any) error) error {
		m, err := scanStep(scan)
		steps[m.Member] = append(steps[m.Member], m)
		return err
	}, "select "+stepColumns+" from tier_changes where changed_at >= $2 and member_id "+tx.Dialect.In(1, "uuid")+" order by id", set, since.UTC())
}

// RisesBefore counts how often members rose before a time. Who did not is missing.
func RisesBefore(ctx context.Context, tx *store.Tx, members []mall.MemberID, t time.Time) (map[mall.MemberID]int64, error) {
	set, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	counts := map[mall.MemberID]int64{}
	return counts, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.MemberID
		var n int64
		err := scan(&id, &n)
		counts[id] = n
		return err
	}, "select member_id, count(*) from tier_changes where "+Rises.Where+" and changed_at < $2 and member_id "+tx.Dialect.In(1, "uuid")+" group by member_id", set, t.UTC())
}
