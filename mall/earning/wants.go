package earning

import (
	"github.com/google/uuid"

	"pointsmall/mall"
	"pointsmall/mall/earning/activity"
	"pointsmall/mall/earning/growth"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/store"
)

// wants is what a group of requests needs. Beside what is locked by its own kind, all of it
// is read under the locks of the members' accounts.
type wants struct {
	store.Wants
	// refs are members by their external references, people by their ids.
	refs   []string
	people []mall.MemberID
	// events may come of the requests.
	events []possible
	// days are check-ins that are asked for.
	days []activity.Span
	// of are purchases of which goods come back; what is left of those anew earns anew.
	of   []purchase.Ref
	anew []purchase.Ref
	// corrected are the purchases, returns and activities that are to be corrected.
	corrected []uuid.UUID
	// restored are the members whose returns are undone: what had fallen may stand again.
	restored []mall.MemberID
	// reversed are the entries of returns that are corrected.
	reversed []mall.EntryID
	// grants are those of activities that are corrected.
	grants []mall.GrantID
	// lowered are the days of activities that are corrected.
	lowered []growth.Want
	// emptied are members, by their external references, who may lose any of their points.
	emptied []string
	// invitations are new: no other transaction knows them.
	invitations []*referral.Referral
	// followed are new referrals that are not decided in this group.
	followed []*referral.Referral
	// reviewed are referrals that staff decide now.
	reviewed []mall.ReferralID

	// Numbers that are looked up once everything is locked.
	purchases  []till
	returns    []purchase.Ref
	activities []activity.Ref
}

// till is a till's number of a purchase, and whose it is said to be.
type till struct {
	number purchase.Ref
	member string // the external reference
}

// possible is an event that may come of a request. Whatever it might touch must be at hand
// when it is decided: the counters of its rules, tasks, a rise in tier, a referral.
type possible struct {
	// ref is the member's external reference where the id is not known yet.
	ref    string
	member mall.MemberID
	// event has all but its lines, its attributes and its place in a row of days.
	event rule.Event
	// skus are the codes of a purchase's lines.
	skus []string
}

// may asks for what an event of a member needs.
func (w *wants) may(p possible) {
	if p.ref == "" {
		w.people = append(w.people, p.member)
	} else {
		w.refs = append(w.refs, p.ref)
	}
	w.events = append(w.events, p)
}
