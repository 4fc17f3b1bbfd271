package imports

import (
	"context"
	"slices"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// chunk is how many members or invoices one transaction looks up or adds.
const chunk = 500

// customers lists who bought, each once, in one order for all imports: then no two
// of them wait for each other in a circle.
func customers(invoices []*invoice) []string {
	list := make([]string, len(invoices))
	for i, inv := range invoices {
		list[i] = inv.customer
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// addMembers adds those customers who are no members yet, with an account each, and
// returns how many those were.
func addMembers(ctx context.Context, db *store.DB, customers []string, now time.Time) (added int, err error) {
	for part := range slices.Chunk(customers, chunk) {
		members := make([]member.NewMember, len(part))
		for i, number := range part {
			members[i] = member.NewMember{ID: mall.NewMemberID(), ExternalRef: number, DisplayName: displayName(number)}
		}
		var fresh []mall.MemberID
		err := db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
			var err error
			if fresh, err = member.AddMissing(ctx, tx, members, now); err != nil {
				return err
			}
			var batch store.Batch
			ledger.OpenAccounts(&batch, fresh, now)
			return batch.Exec(ctx, tx)
		})
		if err != nil {
			return added, err
		}
		added += len(fresh)
	}
	return added, nil
}

// countMissing is how many members addMembers would add.
func countMissing(ctx context.Context, tx *store.Tx, customers []string) (missing int, err error) {
	for part := range slices.Chunk(customers, chunk) {
		known, err := member.ByRef(ctx, tx, part)
		if err != nil {
			return 0, err
		}
		missing += len(part) - len(known)
	}
	return missing, nil
}
