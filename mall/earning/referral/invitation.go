package referral

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Invitation is when rules see a member as referred: From until Until. From is nil where
// they never have, Until where they still do.
type Invitation struct{ From, Until *time.Time }

// Holds reports whether rules see the member as referred at a time. Tills tell whole seconds.
func (i Invitation) Holds(at time.Time) bool {
	return i.From != nil && !at.Before(i.From.Truncate(time.Second)) && (i.Until == nil || at.Before(*i.Until))
}

// Invitations reads those of members. Who was not invited is missing.
func Invitations(ctx context.Context, tx *store.Tx, members []mall.MemberID) (map[mall.MemberID]Invitation, error) {
	set, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	found := map[mall.MemberID]Invitation{}
	return found, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.MemberID
		var i Invitation
		err := scan(&id, &i.From, &i.Until)
		found[id] = i
		return err
	}, "select invitee_id, referred_from, referred_until from referrals where invitee_id "+tx.Dialect.In(1, "uuid"), set)
}
