package ledger

import (
	"time"

	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/mall"
)

// Book is the working set of one transaction: the accounts it locked, and the
// entries that it is about to post. It is not safe for concurrent use.
type Book struct {
	now      time.Time
	zone     *time.Location // of the mall's days
	currency mall.PointsCurrency
	journal  mall.JournalID // of the entries
	accounts map[mall.MemberID]*Account
	entries  []entry
	held     []*ent.Hold // new, of orders
	ended    []*ent.Hold
	settled  []mall.MemberID // whose accounts time has changed: see settle
}

// Account is the member's account; ok is false when the member has none.
func (b *Book) Account(m mall.MemberID) (a *Account, ok bool) {
	a, ok = b.accounts[m]
	return a, ok
}

// Imagine adds an empty account that is not stored, for those who only reckon. Such a
// book must not be saved.
func (b *Book) Imagine(m mall.MemberID) {
	b.accounts[m] = &Account{book: b, member: m, complete: true}
}

// PlatformAccount is the id of the account that stands on the other side of members'
// points, unless a cause or a partner does. See SystemAccount.
func PlatformAccount(c mall.PointsCurrency) mall.AccountID {
	return SystemAccount(mall.OwnerPlatform, "", c)
}

// SystemAccount is the id of an account that has no balance of its own: it is the sum
// of its entries, so that no two members ever wait for each other there. ref is the
// cause's or the partner's id.
func SystemAccount(owner mall.AccountOwner, ref string, c mall.PointsCurrency) mall.AccountID {
	name := "pointsmall platform " + string(c)
	if owner != mall.OwnerPlatform {
		name = "pointsmall " + string(owner) + " " + ref + " " + string(c)
	}
	return mall.AccountID(uuid.NewSHA1(uuid.NameSpaceOID, []byte(name)))
}
