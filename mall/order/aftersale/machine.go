package aftersale

import (
	"fmt"
	"strings"

	"pointsmall/mall"
)

// Event is what happens to an after-sale.
type Event string

// The events there are.
const (
	// These are staff's.
	EventApproved Event = "approved"
	EventRefused  Event = "refused"
	EventReceived Event = "received"
	EventDone     Event = "done"

	// These are the member's.
	EventSentBack  Event = "sent back"
	EventWithdrawn Event = "withdrawn"
)

// Step is a way from one state to another, for some kinds; none: for all.
type Step struct {
	From  mall.AfterSaleStatus
	On    Event
	To    mall.AfterSaleStatus
	Kinds []mall.AfterSaleKind
}

var (
	refundOnly = []mall.AfterSaleKind{mall.AfterSaleRefundOnly}
	withGoods  = []mall.AfterSaleKind{mall.AfterSaleReturn, mall.AfterSaleReplace}
)

// steps are all ways. Goods may be brought instead of sent, so that they are received at once.
var steps = []Step{
	{mall.AfterSaleRequested, EventApproved, mall.AfterSaleApproved, nil},
	{mall.AfterSaleRequested, EventRefused, mall.AfterSaleRefused, nil},
	{mall.AfterSaleRequested, EventWithdrawn, mall.AfterSaleWithdrawn, nil},
	{mall.AfterSaleApproved, EventWithdrawn, mall.AfterSaleWithdrawn, nil},
	{mall.AfterSaleApproved, EventDone, mall.AfterSaleDone, refundOnly},
	{mall.AfterSaleApproved, EventSentBack, mall.AfterSaleSentBack, withGoods},
	{mall.AfterSaleApproved, EventReceived, mall.AfterSaleReceived, withGoods},
	{mall.AfterSaleSentBack, EventReceived, mall.AfterSaleReceived, withGoods},
	{mall.AfterSaleReceived, EventDone, mall.AfterSaleDone, withGoods},
	{mall.AfterSaleReceived, EventRefused, mall.AfterSaleRefused, withGoods},
}

// Next is what an event makes of an after-sale; ok is false where it makes no sense.
func Next(kind mall.AfterSaleKind, from mall.AfterSaleStatus, on Event) (to mall.AfterSaleStatus, ok bool) {
	for _, s := range steps {
		if s.From == from && s.On == on && s.of(kind) {
			return s.To, true
		}
	}
	return "", false
}

// Open reports whether an after-sale goes on in a state.
func Open(status mall.AfterSaleStatus) bool {
	for _, s := range steps {
		if s.From == status {
			return true
		}
	}
	return false
}

func (s *Step) of(kind mall.AfterSaleKind) bool {
	for _, k := range s.Kinds {
		if k == kind {
			return true
		}
	}
	return len(s.Kinds) == 0
}

// Picture draws the machine for Mermaid, which the documentation shows.
func Picture() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n    [*] --> REQUESTED: by the member\n")
	for _, s := range steps {
		fmt.Fprintf(&b, "    %s --> %s: %s", s.From, s.To, s.On)
		for i, k := range s.Kinds {
			b.WriteString(map[bool]string{true: ", ", false: " / "}[i == 0] + string(k))
		}
		b.WriteByte('\n')
	}
	return b.String()
}
