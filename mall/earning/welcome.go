package earning

import (
	"context"

	"pointsmall/mall"
	"pointsmall/mall/member"
	"pointsmall/mall/purchase"
	"pointsmall/mall/rule"
	"pointsmall/mall/store"
)

// Welcome grants what signing up earns, in the transaction that makes the member and
// the account, so that neither is without the other.
func (s *Service) Welcome(ctx context.Context, tx *store.Tx, id mall.MemberID) error {
	people, err := member.Standings(ctx, tx, []mall.MemberID{id})
	if err != nil {
		return err
	}
	o := &occasion{
		member: id, subject: mall.GrantID(id), what: mall.Textf("Sign-up", "注册"),
		event: rule.Event{Trigger: mall.OnSignUp, At: s.clock(), Source: purchase.Mall},
	}
	d, err := s.openDesk(ctx, tx, people, []*occasion{o})
	if err != nil {
		return err
	}
	if _, refusal := d.award(o); refusal != nil {
		return refusal
	}
	var batch store.Batch
	d.save(tx, &batch, s.bus)
	return batch.Exec(ctx, tx)
}
