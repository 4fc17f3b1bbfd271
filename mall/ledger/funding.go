package ledger

import (
	"maps"
	"slices"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// against is the funder's side of an entry: one for each, so that a partner's statement
// names what each of its events cost.
func (b *Book) against(e *entry) entry {
	return entry{
		id: mall.NewEntryID(), account: &Account{id: SystemAccount(mall.OwnerPartner, e.cause.Funder.String(), b.currency)}, kind: e.kind,
		change: change{delta: -e.change.delta}, cause: Cause{Purchase: e.cause.Purchase, Ref: e.cause.Ref}, occurredAt: e.occurredAt,
	}
}

// saveFunders names the accounts of the partners that fund entries, unless they are
// named already: a partner gets its account with the first points that it funds.
func (b *Book) saveFunders(batch *store.Batch) {
	funders := map[string]bool{}
	for _, e := range b.entries {
		if !e.cause.Funder.IsZero() {
			funders[e.cause.Funder.String()] = true
		}
	}
	rows := store.NewRows("id uuid", "owner text", "owner_ref text", "currency text")
	for _, ref := range slices.Sorted(maps.Keys(funders)) { // so that nobody waits in a circle
		rows.Add(SystemAccount(mall.OwnerPartner, ref, b.currency), string(mall.OwnerPartner), ref, string(b.currency))
	}
	const columns = "id, owner, owner_ref, currency"
	batch.Add("insert into system_accounts ("+columns+") select "+columns+" from {rows} where true on conflict do nothing", rows)
}
