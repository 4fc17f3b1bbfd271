package ledger

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
)

// link is what an entry's hash covers besides the hash before it: everything that is
// ever shown or counted.
type link struct {
	id                              mall.EntryID
	account                         mall.AccountID
	seq                             int64
	kind                            mall.PointsEntryKind
	delta, held, debt, balanceAfter mall.Points
	allocations                     []mall.Allocation
	order                           *mall.OrderID
	purchase                        *mall.PurchaseID
	reverses                        *mall.EntryID
	ref                             *string
	reason                          *mall.Text
	occurredAt                      time.Time
}

func (e *entry) link() link {
	return link{
		id: e.id, account: e.account.id, seq: e.seq, kind: e.kind,
		delta: e.change.delta, held: e.change.held, debt: e.change.debt, balanceAfter: e.balanceAfter, allocations: e.change.allocations,
		order: e.cause.Order, purchase: e.cause.Purchase, reverses: e.cause.Reverses, ref: e.cause.ref(), reason: e.cause.Reason,
		occurredAt: e.occurredAt,
	}
}

// Hash is what the hash of a member's entry must be, after one with the hash before ("":
// the account's first).
func Hash(e *ent.Entry, before string) string { return linkOf(e).after(before) }

func linkOf(e *ent.Entry) link {
	l := link{
		id: e.ID, account: e.AccountID, kind: e.Kind, delta: e.Delta, held: e.HeldDelta, debt: e.DebtDelta, allocations: e.Allocations,
		order: e.OrderID, purchase: e.PurchaseID, reverses: e.Reverses, ref: e.Ref, reason: e.Reason, occurredAt: e.OccurredAt,
	}
	if e.Seq != nil {
		l.seq = *e.Seq
	}
	if e.BalanceAfter != nil {
		l.balanceAfter = *e.BalanceAfter
	}
	return l
}

// after is the hash of the entry that follows one with the given hash ("": none):
// SHA-256 over that hash and the entry's fields, each with its length, so that no two
// entries read the same.
func (l link) after(before string) string {
	buf := make([]byte, 0, 512)
	text := func(s string) {
		buf = binary.AppendUvarint(buf, uint64(len(s)))
		buf = append(buf, s...)
	}
	number := func(n int64) { buf = binary.BigEndian.AppendUint64(buf, uint64(n)) }
	id := func(known bool, u [16]byte) {
		if !known {
			buf = append(buf, 0)
			return
		}
		buf = append(append(buf, 1), u[:]...)
	}

	text(before)
	id(true, l.id)
	id(true, l.account)
	number(l.seq)
	text(string(l.kind))
	for _, p := range []mall.Points{l.delta, l.held, l.debt, l.balanceAfter} {
		number(int64(p))
	}
	number(int64(len(l.allocations)))
	for _, a := range l.allocations {
		id(true, a.Lot)
		number(int64(a.Points))
	}
	id(l.order != nil, value(l.order))
	id(l.purchase != nil, value(l.purchase))
	id(l.reverses != nil, value(l.reverses))
	text(value(l.ref))
	text(value(l.reason).EN)
	text(value(l.reason).ZH)
	number(l.occurredAt.UnixMicro())

	sum := sha256.Sum256(buf)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// value is what p points to, or nothing.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
