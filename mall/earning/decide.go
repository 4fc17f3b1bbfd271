package earning

import (
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/purchase"
)

// desk is the working set of one group of purchases.
type desk struct {
	now      time.Time
	members  map[string]mall.MemberID
	ratios   map[mall.Currency]purchase.Ratio
	recorded map[purchase.Ref]*ent.Purchase
	book     *ledger.Book

	fresh  []*ent.Purchase
	events []mall.Event
}

// decide serves one purchase against the working set.
func (d *desk) decide(p Purchase) (Recorded, *mall.Error) {
	if before := d.recorded[p.ref()]; before != nil {
		if before.Fingerprint != p.fingerprint() {
			return Recorded{}, mall.Errorf(mall.IdempotencyConflict, "externalRef %q was recorded before with other contents", "externalRef %q 已登记过内容不同的消费", p.ExternalRef).At("externalRef")
		}
		return Recorded{Points: before.Points, Duplicate: true}, nil
	}
	id, ok := d.members[p.MemberRef]
	if !ok {
		return Recorded{}, member.NotFound().At("memberRef")
	}
	ratio, ok := d.ratios[p.Total.Currency]
	if !ok {
		return Recorded{}, mall.Errorf(mall.InvalidInput, "purchases in %s earn no points in this mall", "本商城不对 %s 消费发放积分", p.Total.Currency).At("total", "currency")
	}
	points, ok := earn(p.Total.Minor, ratio)
	if !ok {
		return Recorded{}, tooMuch()
	}
	account, ok := d.book.Account(id)
	if !ok {
		return Recorded{}, member.NotFound().At("memberRef")
	}
	if !account.CanHold(mall.Earn, points) {
		return Recorded{}, tooMuch()
	}
	d.record(p, id, account, points, ratio)
	return Recorded{Points: points}, nil
}

func tooMuch() *mall.Error {
	return mall.Errorf(mall.InvalidInput, "the total earns more points than the account can hold", "所得积分超过账户上限").At("total", "amount")
}

func (d *desk) record(p Purchase, id mall.MemberID, account *ledger.Account, points mall.Points, ratio purchase.Ratio) {
	row := &ent.Purchase{
		ID: mall.NewPurchaseID(), Source: p.Source, ExternalRef: p.ExternalRef, MemberID: id, TotalMinor: p.Total.Minor, Currency: p.Total.Currency,
		Lines: p.Lines, Points: points, Fingerprint: p.fingerprint(), OccurredAt: p.OccurredAt, RecordedAt: d.now,
	}
	if points > 0 {
		reason := explain(p.Total, ratio)
		terms := ledger.Terms{EarnedAt: p.OccurredAt, UsableFrom: p.OccurredAt}
		entry := account.Grant(mall.Earn, points, terms, ledger.Cause{Purchase: &row.ID, Reason: &reason, At: p.OccurredAt})
		row.EntryID = &entry
		d.events = append(d.events, mall.Event{Topic: mall.BalanceChanged, ID: id.UUID()})
	}
	d.recorded[p.ref()] = row
	d.fresh = append(d.fresh, row)
}

// explain is the arithmetic behind the points of a purchase.
func explain(total mall.Money, r purchase.Ratio) mall.Text {
	per := mall.Money{Minor: r.AmountMinor, Currency: total.Currency}
	return mall.Textf("Purchase of %s: %d for every whole %s", "消费 %s:每满 %[3]s 得 %[2]d 积分", total, r.Points, per)
}
