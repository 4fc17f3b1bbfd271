package referral

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/history"
	"pointsmall/mall/store"
)

// Rewarded are the referrals whose referrer was paid, by when that was. They
// have no InviteeName.
var Rewarded = history.Table[*Referral]{
	Name: "referrals", When: "decided_at", Whose: "referrer_id",
	Where:   "decided_at is not null and status = '" + string(mall.ReferralRewarded) + "'",
	Columns: "id, referrer_id, invitee_id, status, points, qualified_at, decided_at",
	Scan: func(scan func(...any) error) (*Referral, error) {
		r := &Referral{}
		return r, scan(&r.ID, &r.Referrer, &r.Invitee, &r.Status, &r.Points, &r.QualifiedAt, &r.DecidedAt)
	},
}

// RewardedBefore counts referrers' referrals that were rewarded before a time. Who has none is missing.
func RewardedBefore(ctx context.Context, tx *store.Tx, referrers []mall.MemberID, t time.Time) (map[mall.MemberID]int64, error) {
	set, err := store.Set(tx.Dialect, referrers)
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
	}, "select referrer_id, count(*) from referrals where "+Rewarded.Where+" and decided_at < $2 and referrer_id "+tx.Dialect.In(1, "uuid")+" group by referrer_id", set, t.UTC())
}

// Invited tells which members followed an invitation.
func Invited(ctx context.Context, tx *store.Tx, members []mall.MemberID) (map[mall.MemberID]bool, error) {
	set, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	invited := map[mall.MemberID]bool{}
	return invited, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.MemberID
		err := scan(&id)
		invited[id] = err == nil
		return err
	}, "select invitee_id from referrals where invitee_id "+tx.Dialect.In(1, "uuid"), set)
}
