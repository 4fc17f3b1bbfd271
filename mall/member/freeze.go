package member

import (
	"context"
	"strings"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// maxReason bounds why a member was frozen, in bytes.
const maxReason = 500

// Freeze keeps a member from everything but looking, leaving and looking after their own data,
// until Unfreeze. What tills and staff record of them counts as before. The reason is shown to the
// member. Refusals: NOT_FOUND, VERSION_CONFLICT, INVALID_INPUT, INVALID_STATE (they are frozen).
func (s *Service) Freeze(ctx context.Context, actor mall.Actor, id mall.MemberID, version int, reason string) (*ent.Member, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" || len(reason) > maxReason {
		return nil, mall.Errorf(mall.CodeInvalidInput, "reason must have 1 to %d bytes", "原因须为 1 至 %d 字节", maxReason).At("reason")
	}
	return s.change(ctx, id, version, func(ctx context.Context, m *ent.Member) (*ent.Member, error) {
		if m.FrozenAt != nil {
			return nil, mall.Errorf(mall.CodeInvalidState, "the member is frozen already", "该会员已被冻结").At("memberId")
		}
		return m.Update().SetVersion(m.Version + 1).SetFrozenAt(s.clock()).SetFrozenReason(reason).SetFrozenBy(actor.Ref()).Save(ctx)
	})
}

// Unfreeze lets a frozen member act again. Refusals: NOT_FOUND, VERSION_CONFLICT, INVALID_STATE.
func (s *Service) Unfreeze(ctx context.Context, id mall.MemberID, version int) (*ent.Member, error) {
	return s.change(ctx, id, version, func(ctx context.Context, m *ent.Member) (*ent.Member, error) {
		if m.FrozenAt == nil {
			return nil, mall.Errorf(mall.CodeInvalidState, "the member is not frozen", "该会员未被冻结").At("memberId")
		}
		if m.FrozenBy != nil && *m.FrozenBy == leaving {
			return nil, mall.Errorf(mall.CodeInvalidState, "the member is leaving: that cannot be stopped", "该会员正在注销，无法中止").At("memberId")
		}
		return m.Update().SetVersion(m.Version + 1).ClearFrozenAt().ClearFrozenReason().ClearFrozenBy().Save(ctx)
	})
}

// change changes a member who must have a version, and is there.
func (s *Service) change(ctx context.Context, id mall.MemberID, version int, f func(context.Context, *ent.Member) (*ent.Member, error)) (changed *ent.Member, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		m, err := Lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if m.DeletedAt != nil {
			return NotFound()
		}
		if m.Version != version {
			return outdated(m)
		}
		changed, err = f(ctx, m)
		return err
	})
	return changed, err
}
