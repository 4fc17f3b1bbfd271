package staff

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/stafflink"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// For how long links are good.
const (
	InvitationTTL = 72 * time.Hour
	ResetTTL      = 24 * time.Hour
)

// Invitation is what a user who is invited will have.
type Invitation struct {
	// Login is folded already.
	Name, Login string
	// Roles are names.
	Roles       []string
	Permissions []mall.Permission
}

// Invite keeps an invitation by the digest of its token. Refusals: INVALID_INPUT, NOT_FOUND (a
// role), FORBIDDEN (by gives what they have not). That nobody has the login is for the caller
// to find out.
func (c *Crew) Invite(ctx context.Context, tx *store.Tx, by mall.Actor, in Invitation, hash []byte, now time.Time) (*ent.StaffLink, error) {
	ids, refusal := c.roleIDs(in.Roles)
	for _, refusal := range []*mall.Error{CheckName(in.Name), CheckPermissions(in.Permissions), c.MayManage(by), refusal} {
		if refusal != nil {
			return nil, refusal
		}
	}
	if refusal := c.mayGive(by, c.effective(ids, nil), "roles"); refusal != nil {
		return nil, refusal
	}
	if refusal := c.mayGive(by, in.Permissions, "permissions"); refusal != nil {
		return nil, refusal
	}
	taken, err := NameTaken(ctx, tx, in.Name)
	if err != nil {
		return nil, err
	}
	if taken {
		return nil, nameIsTaken(in.Name)
	}
	open, err := openInvitations(ctx, tx, now)
	if err != nil {
		return nil, err
	}
	for _, link := range open {
		switch {
		case link.Login == in.Login:
			return nil, mall.Errorf(mall.CodeInvalidInput, "%q is invited already: revoke that invitation first", "%q 已被邀请：请先撤销原邀请", in.Login).At("login")
		case link.Name == in.Name:
			return nil, mall.Errorf(mall.CodeInvalidInput, "somebody named %q is invited already: take another name, or revoke that invitation first", "已邀请名为 %q 的员工：请换一个姓名，或先撤销原邀请", in.Name).At("name")
		}
	}
	return tx.Ent().StaffLink.Create().SetTokenHash(hash).SetName(in.Name).SetLogin(in.Login).SetRoleIds(ids).SetPermissions(unique(in.Permissions)).
		SetMadeBy(by.Ref()).SetCreatedAt(now).SetExpiresAt(now.Add(InvitationTTL)).Save(ctx)
}

// Revoke ends an invitation; one that has ended already keeps its end. Refusals: NOT_FOUND,
// INVALID_STATE (it was accepted), FORBIDDEN (by may do less than it gives).
func (c *Crew) Revoke(ctx context.Context, tx *store.Tx, by mall.Actor, id mall.StaffLinkID, now time.Time) (*ent.StaffLink, error) {
	if refusal := c.MayManage(by); refusal != nil {
		return nil, refusal
	}
	link, err := tx.Ent().StaffLink.Query().Where(stafflink.ID(id), stafflink.ForStaffIDIsNil()).Only(ctx)
	switch {
	case ent.IsNotFound(err):
		return nil, NoSuchInvitation()
	case err != nil:
		return nil, err
	case link.UsedAt != nil:
		return nil, mall.Errorf(mall.CodeInvalidState, "the invitation was accepted: disable the user instead", "该邀请已被接受：请改为停用该员工").At("invitationId")
	case link.RevokedAt != nil:
		return link, nil
	}
	if refusal := c.mayGive(by, c.effective(link.RoleIds, link.Permissions), "invitationId"); refusal != nil {
		return nil, refusal
	}
	return link.Update().SetRevokedAt(now).Save(ctx)
}

// NoSuchInvitation is NOT_FOUND of an invitation, at invitationId.
func NoSuchInvitation() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such invitation", "邀请不存在").At("invitationId")
}

// StillGiven refuses an invitation whose maker may not give any longer what it gives, because
// they were disabled or have lost a permission, or a role has got one. Refusal: INVALID_STATE.
func (c *Crew) StillGiven(link *ent.StaffLink) *mall.Error {
	by := Maker(link)
	if c.MayManage(by) == nil && c.mayGive(by, c.effective(link.RoleIds, link.Permissions), "token") == nil {
		return nil
	}
	return mall.Errorf(mall.CodeInvalidState, "whoever invited you may not give this any longer: ask for another invitation", "邀请人已无权授予这些权限：请重新申请邀请").At("token")
}

// Maker is who made a link.
func Maker(link *ent.StaffLink) mall.Actor {
	if id, ok := mall.AnyID(link.MadeBy).Staff(); ok {
		return mall.Actor{Kind: mall.ActorStaff, StaffID: id}
	}
	return mall.Actor{Kind: mall.ActorSystem}
}

// StillTrusted refuses a link to another password whose user was disabled, or whose maker may
// not look after the user any longer. Refusal: INVALID_STATE.
func (c *Crew) StillTrusted(link *ent.StaffLink, user *ent.Staff) *mall.Error {
	if user.DisabledAt == nil && c.MayLookAfter(Maker(link), user) == nil {
		return nil
	}
	return mall.Errorf(mall.CodeInvalidState, "whoever made this link may not look after you any longer: ask for another", "创建此链接的人已无权管理您的账号：请重新申请").At("token")
}

// NewReset keeps a link that gives a user another password; older ones of the user end.
func NewReset(ctx context.Context, tx *store.Tx, by mall.Actor, user *ent.Staff, hash []byte, now time.Time) (*ent.StaffLink, error) {
	if err := EndResets(ctx, tx, user.ID, now); err != nil {
		return nil, err
	}
	return tx.Ent().StaffLink.Create().SetTokenHash(hash).SetForStaffID(user.ID).SetName(user.Name).SetLogin(user.Login).
		SetRoleIds([]mall.StaffRoleID{}).SetPermissions([]mall.Permission{}).
		SetMadeBy(by.Ref()).SetCreatedAt(now).SetExpiresAt(now.Add(ResetTTL)).Save(ctx)
}

// EndResets ends a user's links to another password.
func EndResets(ctx context.Context, tx *store.Tx, id mall.StaffID, now time.Time) error {
	return tx.Ent().StaffLink.Update().Where(stafflink.ForStaffID(id), stafflink.UsedAtIsNil(), stafflink.RevokedAtIsNil()).SetRevokedAt(now).Exec(ctx)
}

// GoodLink is the link of a token's digest; nil where there is none, or it is good no longer.
func GoodLink(ctx context.Context, client *ent.Client, hash []byte, now time.Time) (*ent.StaffLink, error) {
	link, err := client.StaffLink.Query().Where(stafflink.TokenHash(hash), stafflink.UsedAtIsNil(), stafflink.RevokedAtIsNil(), stafflink.ExpiresAtGT(now)).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return link, err
}

// Used ends a link that was used; made is the user who came of an invitation.
func Used(ctx context.Context, link *ent.StaffLink, made *mall.StaffID, now time.Time) error {
	return link.Update().SetUsedAt(now).SetNillableMadeStaffID(made).Exec(ctx)
}

// openInvitations are those that can be accepted.
func openInvitations(ctx context.Context, tx *store.Tx, now time.Time) ([]*ent.StaffLink, error) {
	return tx.Ent().StaffLink.Query().Where(stafflink.ForStaffIDIsNil(), stafflink.UsedAtIsNil(), stafflink.RevokedAtIsNil(), stafflink.ExpiresAtGT(now)).All(ctx)
}

// MaxInvitations is how many invitations are listed.
const MaxInvitations = 100

// Invitations reads the newest invitations, those that have ended included.
func (s *Service) Invitations(ctx context.Context) ([]*ent.StaffLink, error) {
	return s.db.Ent().StaffLink.Query().Where(stafflink.ForStaffIDIsNil()).Order(ent.Desc(stafflink.FieldID)).Limit(MaxInvitations).All(ctx)
}
