package earning

import (
	"context"

	"pointsmall/mall"
	"pointsmall/mall/member"
	"pointsmall/mall/purchase"
	"pointsmall/mall/rule"
	"pointsmall/mall/store"
)

// Forecast says what would become of purchases, in their order, if they were recorded
// now by the active rules and more, and if members were made of those who are none
// yet. It writes nothing; call it in a snapshot.
func (s *Service) Forecast(ctx context.Context, tx *store.Tx, purchases []Purchase, more ...*rule.Rule) ([]store.Outcome[Recorded], error) {
	d := &purchaseDesk{}
	memberRefs := make([]string, len(purchases))
	refs := make([]purchase.Ref, len(purchases))
	for i, p := range purchases {
		memberRefs[i], refs[i] = p.MemberRef, p.ref()
	}
	var err error
	if d.members, err = member.StandingsByRef(ctx, tx, memberRefs); err != nil {
		return nil, err
	}
	var imagined []mall.MemberID
	for _, ref := range memberRefs {
		if _, ok := d.members[ref]; !ok {
			m := member.Standing{ID: mall.NewMemberID(), Tier: member.LowestTier, Since: s.clock()}
			d.members[ref] = m
			imagined = append(imagined, m.ID)
		}
	}
	occasions := d.occasions(purchases)
	if d.desk, err = s.openDesk(ctx, tx, byID(d.members), occasions, more...); err != nil {
		return nil, err
	}
	for _, m := range imagined {
		d.book.Imagine(m)
	}
	if d.recorded, err = purchase.Recall(ctx, tx, refs); err != nil {
		return nil, err
	}
	outcomes := make([]store.Outcome[Recorded], len(purchases))
	for i, p := range purchases {
		recorded, refusal := d.decide(p, occasions[i])
		outcomes[i].Answer = recorded
		if refusal != nil {
			outcomes[i].Err = refusal
		}
	}
	return outcomes, nil
}
