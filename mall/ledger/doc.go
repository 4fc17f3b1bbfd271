// Package ledger keeps points: accounts, the lots they consist of, and the
// journals that say how they moved. What is always true, and `pointsmall
// reconcile` proves:
//
//   - The entries of a journal sum to zero in each points currency. A journal may
//     cover many members' entries; the platform's side is one entry for them all, a
//     partner's side one for each.
//   - Journals and entries are never changed or deleted. A mistake is reversed.
//   - An account's balance is the sum of its lots' remainders less its debt, and
//     the sum of its entries. Its entries are numbered 1, 2, 3, … without a gap.
//   - A lot's remainder is the sum of what entries allocated to it and from it.
//   - Points are spent from the lot that expires first; lots that never expire
//     come last; among equals the one earned first, then the lower id.
//   - A lot is not spent before usable_from, nor at or after expires_at, whether
//     or not its expiry was posted yet.
//   - The platform's account, a cause's and a partner's have no stored balance: each
//     is the sum of its entries, so that no two members ever wait for each other there.
//
// No lot changes without an entry of its account.
//
// The family has one child, modeltest: tests alone, which import this package. Nothing
// imports them.
//
// Book is how other packages move points: Open locks accounts and reads their
// lots, the book is changed in memory, Save adds everything to one batch.
package ledger
