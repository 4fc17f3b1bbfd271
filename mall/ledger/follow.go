package ledger

import (
	"fmt"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
)

// Follower goes along the entries of one account, the oldest first, and says what each
// one's hash must be.
type Follower struct {
	// Lots are those of the account.
	Lots map[mall.LotID]*ent.Lot

	hash  string
	known map[mall.LotID]bool
	ends  map[mall.LotID]time.Time
	newer bool // an entry with a hash of the second version has come
}

// Next is what is wrong with the entry that follows; "": nothing. It goes on from what is
// stored, so that one alteration is told once.
func (f *Follower) Next(e *ent.Entry) (wrong string) {
	l := linkOf(e)
	l.made = f.made(e)
	if f.ends == nil {
		f.ends = map[mall.LotID]time.Time{}
	}
	for _, end := range e.Ends {
		f.ends[end.Lot] = end.At
	}
	before := f.hash
	f.hash = e.Hash
	want := l.after(before)
	if !strings.HasPrefix(e.Hash, version2) {
		if f.newer {
			return fmt.Sprintf("number %d of account %s has a hash of an older kind than the one before it", l.seq, e.AccountID.UUID())
		}
		want = l.digest(before, false)
	}
	f.newer = strings.HasPrefix(e.Hash, version2)
	if e.Hash != want {
		return fmt.Sprintf("number %d of account %s: stored %q, its contents and the times of its lots give %q", l.seq, e.AccountID.UUID(), e.Hash, want)
	}
	return ""
}

// Skip goes along an entry from before there were hashes.
func (f *Follower) Skip(e *ent.Entry) { f.made(e) }

// made are the lots that come with an entry: those that none before it has named.
func (f *Follower) made(e *ent.Entry) (all []made) {
	if f.known == nil {
		f.known = map[mall.LotID]bool{}
	}
	for _, x := range e.Allocations {
		if row := f.Lots[x.Lot]; x.Points > 0 && !f.known[x.Lot] && row != nil {
			all = append(all, made{row.ID, row.EarnedAt, row.UsableFrom, row.ExpiresAt, value(row.IdleMonths), row.Renewed})
		}
		f.known[x.Lot] = true
	}
	return all
}

// Head is the hash of the entry that came last.
func (f *Follower) Head() string { return f.hash }

// End is until when an account's lot that lapses without activity lasts by the entries; ok
// is false where none of them says.
func (f *Follower) End(id mall.LotID) (at time.Time, ok bool) {
	at, ok = f.ends[id]
	return at, ok
}

func linkOf(e *ent.Entry) link {
	l := link{
		id: e.ID, account: e.AccountID, kind: e.Kind, delta: e.Delta, held: e.HeldDelta, debt: e.DebtDelta, allocations: e.Allocations,
		order: e.OrderID, purchase: e.PurchaseID, reverses: e.Reverses, ref: e.Ref, reason: e.Reason, occurredAt: e.OccurredAt,
		ends: e.Ends, actor: e.Actor,
	}
	if e.Seq != nil {
		l.seq = *e.Seq
	}
	if e.BalanceAfter != nil {
		l.balanceAfter = *e.BalanceAfter
	}
	return l
}
