package ledger

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

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
	// What follows is hashed since version 2.
	made  []made
	ends  []mall.LotEnd
	actor *string
}

// made is a lot that the entry made, with what never changes of it. The end of a
// lot that lapses without activity moves; it stands in ends.
type made struct {
	id                   mall.LotID
	earnedAt, usableFrom time.Time
	expiresAt            *time.Time
	idle                 int
	renewed              bool
}

// version2 begins the hashes that cover lots' times and actors, too.
const version2 = "2."

func (e *entry) link() link {
	l := link{
		id: e.id, account: e.account.id, seq: e.seq, kind: e.kind,
		delta: e.change.delta, held: e.change.held, debt: e.change.debt, balanceAfter: e.balanceAfter, allocations: e.change.allocations,
		order: e.cause.Order, purchase: e.cause.Purchase, reverses: e.cause.Reverses, ref: e.cause.ref(), reason: e.cause.Reason,
		occurredAt: e.occurredAt, ends: e.ends, actor: e.cause.actor(),
	}
	for _, x := range e.change.allocations {
		if x.Points <= 0 {
			continue
		}
		if lot := e.account.lot(x.Lot); lot.fresh && !lot.hashed {
			lot.hashed = true
			l.made = append(l.made, made{lot.id, lot.earnedAt, lot.usableFrom, lot.expiresAt, lot.idle, lot.renewed})
		}
	}
	return l
}

// after is the hash of the entry that follows one with the given hash ("": none): the
// version and SHA-256 over that hash and the entry's fields, each with its length, so that no two
// entries read the same.
func (l link) after(before string) string { return version2 + l.digest(before, true) }

// digest is the hash without its version; the first version covers less.
func (l link) digest(before string, whole bool) string {
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
	if whole {
		buf = l.appendRest(buf)
	}

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

// appendRest appends what is hashed since version 2.
func (l link) appendRest(buf []byte) []byte {
	number := func(n int64) { buf = binary.BigEndian.AppendUint64(buf, uint64(n)) }
	number(int64(len(l.made)))
	for _, m := range l.made {
		buf = append(buf, m.id[:]...)
		number(m.earnedAt.UnixMicro())
		number(m.usableFrom.UnixMicro())
		number(int64(m.idle))
		switch {
		case m.expiresAt == nil:
			number(0)
		case m.idle == 0:
			number(m.expiresAt.UnixMicro())
		}
		if m.renewed {
			number(1)
		}
	}
	number(int64(len(l.ends)))
	for _, e := range l.ends {
		buf = append(buf, e.Lot[:]...)
		number(e.At.UnixMicro())
	}
	actor := value(l.actor)
	return append(binary.AppendUvarint(buf, uint64(len(actor))), actor...)
}
