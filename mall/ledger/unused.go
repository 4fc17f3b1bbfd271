package ledger

import (
	"context"

	"pointsmall/ent/account"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// LockEmpty locks all accounts of members and says of whom none has ever had an entry.
func LockEmpty(ctx context.Context, tx *store.Tx, members []mall.MemberID) (map[mall.MemberID]bool, error) {
	set, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	empty := make(map[mall.MemberID]bool, len(members))
	return empty, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.AccountID
		var of mall.MemberID
		var entries int64
		if err := scan(&id, &of, &entries); err != nil {
			return err
		}
		store.Locked(tx, store.KindAccount, id)
		before, known := empty[of]
		empty[of] = entries == 0 && (before || !known)
		return nil
	}, "select a.id, a.member_id, a.last_seq from accounts a where a.member_id "+tx.Dialect.In(1, "uuid")+tx.Lock(store.KindAccount, "a.id"), set)
}

// CloseAccounts removes the accounts of members, which are locked and never had an entry.
func CloseAccounts(ctx context.Context, tx *store.Tx, members []mall.MemberID) error {
	if len(members) == 0 {
		return nil
	}
	_, err := tx.Ent().Account.Delete().Where(store.Among(account.FieldMemberID, "uuid", members), account.LastSeq(0)).Exec(ctx)
	return err
}

// MembersOf says whose accounts are.
func MembersOf(ctx context.Context, tx *store.Tx, accounts []mall.AccountID) (map[mall.AccountID]mall.MemberID, error) {
	set, err := store.Set(tx.Dialect, accounts)
	if err != nil {
		return nil, err
	}
	owners := make(map[mall.AccountID]mall.MemberID, len(accounts))
	return owners, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.AccountID
		var of mall.MemberID
		err := scan(&id, &of)
		owners[id] = of
		return err
	}, "select id, member_id from accounts where member_id is not null and id "+tx.Dialect.In(1, "uuid"), set)
}
