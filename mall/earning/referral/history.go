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
	Columns: "id, referrer_id, invitee_id, status, points, decided_at, purchase_id",
	Scan: func(scan func(...any) error) (*Referral, error) {
		r := &Referral{}
		return r, scan(&r.ID, &r.Referrer, &r.Invitee, &r.Status, &r.Points, &r.DecidedAt, &r.Purchase)
	},
}

// Referred are the same referrals as the invitees': their Points are the invitee's.
var Referred = history.Table[*Referral]{
	Name: Rewarded.Name, When: Rewarded.When, Whose: "invitee_id", Where: Rewarded.Where,
	Columns: "id, referrer_id, invitee_id, status, invitee_points, decided_at, purchase_id",
	Scan:    Rewarded.Scan,
}

// RewardedBefore counts referrers' referrals that were rewarded before a time. Who has none is missing.
func RewardedBefore(ctx context.Context, tx *store.Tx, referrers []mall.MemberID, t time.Time) (map[mall.MemberID]int64, error) {
	return before(ctx, tx, Rewarded.Whose, referrers, t)
}

// ReferredBefore counts invitees' referrals that were rewarded before a time: 1, or they are missing.
func ReferredBefore(ctx context.Context, tx *store.Tx, invitees []mall.MemberID, t time.Time) (map[mall.MemberID]int64, error) {
	return before(ctx, tx, Referred.Whose, invitees, t)
}

func before(ctx context.Context, tx *store.Tx, whose string, members []mall.MemberID, t time.Time) (map[mall.MemberID]int64, error) {
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
	}, "select "+whose+", count(*) from referrals where "+Rewarded.Where+" and decided_at < $2 and "+whose+" "+tx.Dialect.In(1, "uuid")+" group by "+whose, set, t.UTC())
}

// Invited tells which members' sign-up earned as that of an invited one, at once or when
// the referral was rewarded.
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
	}, "select invitee_id from referrals where referred_from is not null and invitee_id "+tx.Dialect.In(1, "uuid"), set)
}
