package access

import (
	"context"
	"errors"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/member"
	"pointsmall/mall/staff"
	"pointsmall/mall/store"
)

// IssueMember signs an access token for the member with an external reference or id, as
// an operator's command does. It has a session of its own that ends with it, or when the
// member signs out.
func (s *Service) IssueMember(ctx context.Context, ref string, ttl time.Duration) (string, error) {
	id, err := s.memberNamed(ctx, ref)
	if err != nil {
		return "", err
	}
	return s.issue(ctx, id.String(), ttl, func(c *ent.SessionCreate) { c.SetMemberID(id) })
}

func (s *Service) memberNamed(ctx context.Context, ref string) (mall.MemberID, error) {
	if id, ok := mall.AnyID(ref).Member(); ok {
		_, err := member.Find(ctx, s.db.Ent(), id)
		return id, err
	}
	m, err := member.FindByRef(ctx, s.db.Ent(), ref)
	var missing *mall.Error
	if errors.As(err, &missing) {
		return mall.MemberID{}, mall.Errorf(mall.CodeNotFound, "no such member: %q", "会员不存在：%q", ref)
	}
	if err != nil {
		return mall.MemberID{}, err
	}
	return m.ID, nil
}

// IssueStaff signs an access token, with a session, for the staff user of that name.
// Refusals: NOT_FOUND, INVALID_STATE (the user is disabled).
func (s *Service) IssueStaff(ctx context.Context, name string, ttl time.Duration) (string, error) {
	user, err := staff.Named(ctx, s.db.Ent(), name)
	if err != nil {
		return "", err
	}
	if user.DisabledAt != nil {
		return "", mall.Errorf(mall.CodeInvalidState, "%q is disabled: run `pointsmall staff enable` first", "员工 %q 已停用：请先运行 `pointsmall staff enable`", name)
	}
	return s.issue(ctx, user.ID.String(), ttl, func(c *ent.SessionCreate) { c.SetStaffID(user.ID) })
}

// IssuePartner signs an access token, with a session, for the partner of that name.
func (s *Service) IssuePartner(ctx context.Context, name string, ttl time.Duration) (string, error) {
	id, err := s.PartnerNamed(ctx, name)
	if err != nil {
		return "", err
	}
	return s.issue(ctx, id.String(), ttl, func(c *ent.SessionCreate) { c.SetPartnerID(id) })
}

// issue makes a session and its access token. Nobody is told the session's refresh token.
func (s *Service) issue(ctx context.Context, subject string, ttl time.Duration, whose func(*ent.SessionCreate)) (string, error) {
	var token string
	err := s.signing(ctx, func(ctx context.Context, tx *store.Tx) error {
		now := s.clock()
		made := tx.Ent().Session.Create().SetTokenHash(digest(newSecret())).SetCreatedAt(now).SetExpiresAt(now.Add(ttl))
		whose(made)
		row, err := made.Save(ctx)
		if err != nil {
			return err
		}
		token, err = s.keys.sign(subject, row.ID.String(), now, ttl)
		return err
	})
	return token, err
}

// SignMember signs an access token for a member that is known to exist, without a
// session: nothing but its time ends it.
func (s *Service) SignMember(id mall.MemberID, ttl time.Duration) (string, error) {
	now := s.clock()
	if err := s.keys.ensure(context.Background(), now); err != nil {
		return "", err
	}
	return s.keys.sign(id.String(), "", now, ttl)
}
