package purchase

import (
	"context"
	"encoding/json"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/history"
	"pointsmall/mall/store"
)

// Past is a purchase as it is stored. Returned is true where goods of it came back.
type Past struct {
	ent.Purchase
	Returned bool
}

// History are the purchases, by when they happened.
var History = history.Table[*Past]{
	Name: "purchases", When: "occurred_at", Whose: "member_id",
	Columns: "id, member_id, source, external_ref, total_minor, currency, channel, lines, points, occurred_at, recorded_at, " +
		"exists (select 1 from returns r where r.purchase_id = purchases.id)",
	Scan: func(scan func(...any) error) (*Past, error) {
		p := &Past{}
		var lines []byte
		err := scan(&p.ID, &p.MemberID, &p.Source, &p.ExternalRef, &p.TotalMinor, &p.Currency, &p.Channel, &lines, &p.Points, &p.OccurredAt, &p.RecordedAt, &p.Returned)
		if err != nil {
			return nil, err
		}
		return p, json.Unmarshal(lines, &p.Lines)
	},
}

// LateReturn is goods of an older purchase that came back later than a time.
type LateReturn struct {
	Member mall.MemberID
	// Bought is when the purchase was made, At when the goods came back.
	Bought, At  time.Time
	Currency    mall.Currency
	AmountMinor int64
	// Completes is true when nothing of the purchase was left.
	Completes bool
	// Due are the points that were due for the goods.
	Due mall.Points
}

// LateReturns reads what members brought back from a time on of what they had bought
// before it.
func LateReturns(ctx context.Context, tx *store.Tx, members []mall.MemberID, since time.Time) (late []LateReturn, err error) {
	set, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	return late, tx.Each(ctx, func(scan func(...any) error) error {
		var r LateReturn
		err := scan(&r.Member, &r.Bought, &r.Currency, &r.AmountMinor, &r.Completes, &r.Due, &r.At)
		late = append(late, r)
		return err
	}, "select r.member_id, p.occurred_at, p.currency, r.amount_minor, r.completes and p.total_minor > 0, r.due, r.occurred_at from returns r join purchases p on p.id = r.purchase_id "+
		"where r.status = '"+string(mall.ReturnApplied)+"' and r.occurred_at >= $2 and p.occurred_at < $2 and r.member_id "+tx.Dialect.In(1, "uuid"), set, since.UTC())
}
