package earning

import (
	"pointsmall/mall"
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
	// funder is the partner that funds what it earns; zero: the platform.
	funder mall.PartnerID
	// what happened, for the member's statement.
	what mall.Text
}

// kind is what histories count the event by.
func (o *occasion) kind() string {
	if o.event.Trigger == mall.TriggerCustom {
		return o.event.Name
	}
	return string(o.event.Trigger)
}
