package earning

import (
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/earning/rule"
)

// occasion is one event that may earn, as the desk sees it.
type occasion struct {
	member mall.MemberID
	event  rule.Event
	// subject is the id of what earns: a purchase, an activity, a check-in, or the
	// member who signed up.
	subject mall.GrantID
	// purchase is the subject where that is a purchase; nil: it is another.
	purchase *mall.PurchaseID
	// ref is the subject's id for the entry, where that is no purchase.
	ref string
	// by is the purchase that led to it; nil: it is one itself, or none did.
	by *bought
	// again is what earns once more after a return undid it; nil: subject earns.
	again *mall.GrantID
	// reached is the tier of a step; "": it is no step.
	reached string
	// funder is the partner that funds what it earns; zero: the platform.
	funder mall.PartnerID
	// trace is a mark that this tells of the member, such as a device. It is nil where it
	// tells none.
	trace *referral.Trace
	// what happened, for the member's statement.
	what mall.Text
}

// bought is a purchase that led to something.
type bought struct {
	id mall.PurchaseID
	at time.Time
}

// leads is the purchase that leads to what comes of the occasion; nil: none does.
func (o *occasion) leads() *bought {
	if o.purchase != nil {
		return &bought{*o.purchase, o.event.At}
	}
	return o.by
}

// causedBy is the purchase that led to it, or nil.
func (o *occasion) causedBy() *mall.PurchaseID { return o.by.purchase() }

func (b *bought) purchase() *mall.PurchaseID {
	if b == nil {
		return nil
	}
	return &b.id
}

// subjectOf is the subject of what earns, and what earns again where a return undid what it
// had earned before: that keeps its grant.
func subjectOf(id mall.GrantID, undone bool) (subject mall.GrantID, again *mall.GrantID) {
	if undone {
		return mall.NewGrantID(), &id
	}
	return id, nil
}

// kind is what histories count the event by.
func (o *occasion) kind() string {
	if o.event.Trigger == mall.TriggerCustom {
		return o.event.Name
	}
	return string(o.event.Trigger)
}
