package growth

import (
	"context"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// DayBought is a day on which a member bought.
type DayBought struct {
	Member                mall.MemberID
	Day                   mall.Date
	Purchases, SpentMinor int64
}

// DaysBought reads the days from first to last, both included, on which members bought,
// the earliest first.
func DaysBought(ctx context.Context, tx *store.Tx, members []mall.MemberID, first, last mall.Date) (days []DayBought, err error) {
	set, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	return days, tx.Each(ctx, func(scan func(...any) error) error {
		var d DayBought
		err := scan(&d.Member, &d.Day, &d.Purchases, &d.SpentMinor)
		days = append(days, d)
		return err
	}, "select member_id, day, purchases, spent_minor from member_days where day >= $2 and day <= $3 and purchases > 0 and member_id "+
		tx.Dialect.In(1, "uuid")+" order by day", set, first.String(), last.String())
}

// SignedUp says of which members the sign-up was an event that could earn. The others
// came by a seed, an import, or a version in which signing up earned nothing.
func SignedUp(ctx context.Context, tx *store.Tx, members []mall.MemberID) (map[mall.MemberID]bool, error) {
	set, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	signedUp := map[mall.MemberID]bool{}
	return signedUp, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.MemberID
		err := scan(&id)
		signedUp[id] = err == nil
		return err
	}, "select member_id from growth where activities ->> '"+string(mall.TriggerSignUp)+"' is not null and member_id "+tx.Dialect.In(1, "uuid"), set)
}

// DayOf is what a member came to on one day.
type DayOf struct {
	Member mall.MemberID
	Day    mall.Date
	mall.Sums
}

// Days reads members' days from first to last, both included.
func Days(ctx context.Context, tx *store.Tx, members []mall.MemberID, first, last mall.Date) (days []DayOf, err error) {
	set, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	return days, tx.Each(ctx, func(scan func(...any) error) error {
		var d DayOf
		err := scan(&d.Member, &d.Day, &d.Purchases, &d.SpentMinor, &d.Points, &d.Earned)
		days = append(days, d)
		return err
	}, "select member_id, day, purchases, spent_minor, coalesce(qualifying, earned), earned from member_days where day >= $2 and day <= $3 and member_id "+
		tx.Dialect.In(1, "uuid"), set, first.String(), last.String())
}
