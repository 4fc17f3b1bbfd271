package ledger

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"pointsmall/ent"
	"pointsmall/mall"
)

// fullEntry is an entry that has everything.
func fullEntry() *ent.Entry {
	seq, after, ref := int64(2), mall.Points(70), "hld_1"
	return &ent.Entry{
		ID: mall.EntryID{1}, AccountID: mall.AccountID{2}, Seq: &seq, Kind: mall.EntrySpend, Delta: -30, HeldDelta: -40, DebtDelta: 1, BalanceAfter: &after,
		Allocations: []mall.Allocation{{Lot: mall.LotID{3}, Points: -30}}, OrderID: &mall.OrderID{4}, PurchaseID: &mall.PurchaseID{5}, Reverses: &mall.EntryID{6},
		Ref: &ref, Reason: &mall.Text{EN: "a", ZH: "b"}, OccurredAt: noon,
	}
}

func hashOf(e *ent.Entry, before string) string { return linkOf(e).after(before) }

// The formulas are for good: chains that are stored depend on them.
func TestTheHashFormulas(t *testing.T) {
	small := &ent.Entry{ID: mall.EntryID{1}, Kind: mall.EntryEarn, OccurredAt: noon}
	assert.Equal(t, "VI6AZFOwF2jSkHqZ88qRP05rm6FUGdH8_d8HNtt7Asc", linkOf(fullEntry()).digest("", false), "the first version")
	assert.Equal(t, "SEFaeuRE3s8gMBpufKip4p5zV3CegyBkaT84eDQawts", linkOf(small).digest("before", false))
	assert.Equal(t, "2.NDTVqZUrnQrg5T4r06ckz4hbFiQPu1k9oCXvZb53r0Y", hashOf(fullEntry(), ""))
	assert.Equal(t, "2.yYcSLB_W69a-_Ukzogwt9TQipIsTByOK8AB7oKULc74", hashOf(small, "before"))
}

// What an entry's lots are, and until when they last, is covered as the entry is.
func TestEveryChangeOfALotsTimesChangesTheHashOfItsEntry(t *testing.T) {
	expires := noon.Add(time.Hour)
	of := func() *ent.Lot {
		return &ent.Lot{ID: mall.LotID{3}, EarnedAt: noon, UsableFrom: noon, ExpiresAt: new(expires)}
	}
	follow := func(l *ent.Lot, stored string) (want string, wrong string) {
		e := fullEntry()
		e.Allocations[0].Points, e.Hash = 30, stored
		f := &Follower{Lots: map[mall.LotID]*ent.Lot{l.ID: l}}
		link := linkOf(e)
		link.made = (&Follower{Lots: f.Lots}).made(e)
		return link.after(""), f.Next(e)
	}
	good, _ := follow(of(), "")
	_, wrong := follow(of(), good)
	assert.Empty(t, wrong)
	six := 6
	for name, change := range map[string]func(l *ent.Lot){
		"earned":         func(l *ent.Lot) { l.EarnedAt = noon.Add(time.Microsecond) },
		"usable":         func(l *ent.Lot) { l.UsableFrom = noon.Add(time.Microsecond) },
		"expires":        func(l *ent.Lot) { l.ExpiresAt = new(expires.Add(time.Microsecond)) },
		"never expires":  func(l *ent.Lot) { l.ExpiresAt = nil },
		"lapses":         func(l *ent.Lot) { l.IdleMonths = &six },
		"renewed before": func(l *ent.Lot) { l.Renewed = true },
	} {
		l := of()
		change(l)
		_, wrong := follow(l, good)
		assert.NotEmpty(t, wrong, name)
	}
}

// Whatever is shown or counted is covered.
func TestEveryChangeOfAnEntryChangesItsHash(t *testing.T) {
	seen := map[string]string{hashOf(fullEntry(), "x"): "nothing"}
	other, who, none := "", "stf_1", mall.Points(0)
	three := int64(3)
	for name, change := range map[string]func(e *ent.Entry){
		"the id":             func(e *ent.Entry) { e.ID = mall.EntryID{9} },
		"the account":        func(e *ent.Entry) { e.AccountID = mall.AccountID{9} },
		"the number":         func(e *ent.Entry) { e.Seq = &three },
		"the kind":           func(e *ent.Entry) { e.Kind = mall.EntryAdjust },
		"the points":         func(e *ent.Entry) { e.Delta++ },
		"what is held":       func(e *ent.Entry) { e.HeldDelta++ },
		"the debt":           func(e *ent.Entry) { e.DebtDelta++ },
		"the balance":        func(e *ent.Entry) { e.BalanceAfter = &none },
		"a lot":              func(e *ent.Entry) { e.Allocations[0].Lot = mall.LotID{9} },
		"a lot's points":     func(e *ent.Entry) { e.Allocations[0].Points++ },
		"a lot more":         func(e *ent.Entry) { e.Allocations = append(e.Allocations, mall.Allocation{}) },
		"no lots":            func(e *ent.Entry) { e.Allocations = nil },
		"the order":          func(e *ent.Entry) { e.OrderID = nil },
		"the purchase":       func(e *ent.Entry) { e.PurchaseID = nil },
		"what it reverses":   func(e *ent.Entry) { e.Reverses = nil },
		"what it is about":   func(e *ent.Entry) { e.Ref = &other },
		"a reason moved":     func(e *ent.Entry) { e.Reason = &mall.Text{EN: "ab"} },
		"no reason":          func(e *ent.Entry) { e.Reason = nil },
		"when":               func(e *ent.Entry) { e.OccurredAt = noon.Add(time.Microsecond) },
		"who else":           func(e *ent.Entry) { e.Actor = &who },
		"an end":             func(e *ent.Entry) { e.Ends = []mall.LotEnd{{Lot: mall.LotID{3}, At: noon}} },
		"an order elsewhere": func(e *ent.Entry) { e.OrderID, e.PurchaseID = nil, &mall.PurchaseID{4} },
	} {
		e := fullEntry()
		change(e)
		hash := hashOf(e, "x")
		assert.Empty(t, seen[hash], name)
		seen[hash] = name
	}
	assert.Empty(t, seen[hashOf(fullEntry(), "y")], "the hash before it")
}

// What is posted has the hash that its stored form gives, in whatever zone it is read.
func TestAPostedEntryHasTheHashOfWhatIsStored(t *testing.T) {
	a := memory(noon, &lot{remaining: 50})
	var before string
	for i := range 3 {
		_, refusal := a.Spend(mall.EntrySpend, 10, Cause{Ref: "x", Reason: &mall.Text{EN: "a", ZH: "b"}, At: noon.Add(time.Duration(i)*time.Second + 999)})
		assert.Nil(t, refusal)
		e := a.newest()
		stored := &ent.Entry{
			ID: e.id, AccountID: a.id, Seq: &e.seq, Kind: e.kind, Delta: e.change.delta, BalanceAfter: &e.balanceAfter, Allocations: e.change.allocations,
			Ref: &e.cause.Ref, Reason: e.cause.Reason, OccurredAt: e.occurredAt.In(shanghai),
		}
		assert.Equal(t, e.hash, hashOf(stored, before))
		before = e.hash
	}
	assert.Equal(t, before, a.hash)
}
