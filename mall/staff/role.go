package staff

import (
	"context"
	"slices"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/staffrole"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// OwnerRole is how a user with the permission ALL is shown among roles. It is no role that
// can be given.
const OwnerRole = "OWNER"

// NewRole is a role to make.
type NewRole struct {
	Name        string
	Permissions []mall.Permission
}

// RoleChange is what is to change of a role; nil stays as it is.
type RoleChange struct {
	Name        *string
	Permissions *[]mall.Permission
}

// checkRolePermissions refuses ALL, so that an owner stays one whatever becomes of a role.
func checkRolePermissions(permissions []mall.Permission) *mall.Error {
	if slices.Contains(permissions, mall.PermissionAll) {
		return mall.Errorf(mall.CodeInvalidInput, "a role cannot hold ALL: give ALL to the user themselves", "角色不能包含 ALL：请将 ALL 直接授予员工本人").At("permissions")
	}
	return CheckPermissions(permissions)
}

func checkRoleName(name string) *mall.Error {
	if name == "" || name != strings.TrimSpace(name) || len(name) > mall.MaxName {
		return mall.Errorf(mall.CodeInvalidInput, "name must have 1 to %d bytes, and no blanks around it", "名称须为 1 至 %d 字节，首尾不能有空白", mall.MaxName).At("name")
	}
	if strings.EqualFold(name, OwnerRole) {
		return mall.Errorf(mall.CodeInvalidInput, "%s is what whoever has ALL is called: take another name", "%s 是拥有 ALL 权限者的称谓：请换一个名称", OwnerRole).At("name")
	}
	return nil
}

// AddRole makes a role. Refusals: INVALID_INPUT, FORBIDDEN (by has not what the role gives).
func (c *Crew) AddRole(ctx context.Context, tx *store.Tx, by mall.Actor, r NewRole, now time.Time) (*ent.StaffRole, error) {
	for _, refusal := range []*mall.Error{checkRoleName(r.Name), checkRolePermissions(r.Permissions), c.MayManage(by), c.mayGive(by, r.Permissions, "permissions"), c.roleNameFree(r.Name)} {
		if refusal != nil {
			return nil, refusal
		}
	}
	return tx.Ent().StaffRole.Create().SetName(r.Name).SetPermissions(effective(nil, nil, r.Permissions)).SetCreatedAt(now).Save(ctx)
}

// ChangeRole changes a role that must have a version, and returns the users who have it.
// Refusals: INVALID_INPUT, NOT_FOUND, VERSION_CONFLICT, FORBIDDEN (by has not what the role
// gives, or gave).
func (c *Crew) ChangeRole(ctx context.Context, by mall.Actor, id mall.StaffRoleID, version int, change RoleChange) (*ent.StaffRole, []*ent.Staff, error) {
	role, err := c.role(by, id, version)
	if err != nil {
		return nil, nil, err
	}
	update := role.Update().AddVersion(1)
	if change.Name != nil {
		refusal := checkRoleName(*change.Name)
		if refusal == nil && *change.Name != role.Name {
			refusal = c.roleNameFree(*change.Name)
		}
		if refusal != nil {
			return nil, nil, refusal
		}
		update.SetName(*change.Name)
	}
	if change.Permissions != nil {
		refusal := checkRolePermissions(*change.Permissions)
		if refusal == nil {
			refusal = c.mayGive(by, *change.Permissions, "permissions")
		}
		if refusal != nil {
			return nil, nil, refusal
		}
		update.SetPermissions(effective(nil, nil, *change.Permissions))
	}
	if role, err = update.Save(ctx); err != nil {
		return nil, nil, err
	}
	c.roles[id] = role
	return role, c.having(id), nil
}

// DeleteRole deletes a role that must have a version. Refusals: NOT_FOUND, VERSION_CONFLICT,
// FORBIDDEN (by has not what the role gives), INVALID_STATE (it is in use).
func (c *Crew) DeleteRole(ctx context.Context, tx *store.Tx, by mall.Actor, id mall.StaffRoleID, version int, now time.Time) error {
	role, err := c.role(by, id, version)
	if err != nil {
		return err
	}
	if users := c.having(id); len(users) > 0 {
		return mall.Errorf(mall.CodeInvalidState, "%[1]q still has this role (%[2]s in all): take it from them first", "仍有 %[2]d 名员工拥有该角色（如 %[1]q）：请先收回", users[0].Name, mall.Count(len(users), "user")).At("roleId")
	}
	open, err := openInvitations(ctx, tx, now)
	if err != nil {
		return err
	}
	for _, link := range open {
		if slices.Contains(link.RoleIds, id) {
			return mall.Errorf(mall.CodeInvalidState, "the invitation of %q gives this role: revoke it first", "对 %q 的邀请包含该角色：请先撤销邀请", link.Name).At("roleId")
		}
	}
	return tx.Ent().StaffRole.DeleteOne(role).Exec(ctx)
}

// role is a role that by may change.
func (c *Crew) role(by mall.Actor, id mall.StaffRoleID, version int) (*ent.StaffRole, error) {
	if refusal := c.MayManage(by); refusal != nil {
		return nil, refusal
	}
	role := c.roles[id]
	if role == nil {
		return nil, NoSuchRole()
	}
	if role.Version != version {
		return nil, mall.Outdated(mall.Text{EN: "the role", ZH: "角色"}, "version", role.Version)
	}
	if p := mall.Lacking(c.of(by), role.Permissions); p != "" {
		return nil, mall.Errorf(mall.CodeForbidden, "the role gives the permission %s, which you have not: somebody who has it can do this", "该角色包含您所没有的 %s 权限：请由拥有该权限的人操作", p).At("roleId")
	}
	return role, nil
}

// NoSuchRole is NOT_FOUND of a role, at roleId.
func NoSuchRole() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such role", "角色不存在").At("roleId")
}

func (c *Crew) roleNameFree(name string) *mall.Error {
	for _, r := range c.roles {
		if r.Name == name {
			return mall.Errorf(mall.CodeInvalidInput, "there is a role named %q already", "角色 %q 已存在", name).At("name")
		}
	}
	return nil
}

// roleIDs are the roles with names, each once. Refusals, at roles: NOT_FOUND, INVALID_INPUT.
func (c *Crew) roleIDs(names []string) ([]mall.StaffRoleID, *mall.Error) {
	ids := []mall.StaffRoleID{}
	for _, name := range names {
		if name == OwnerRole {
			return nil, mall.Errorf(mall.CodeInvalidInput, "%s is no role that can be given: give the permission ALL", "%s 不是可授予的角色：请授予 ALL 权限", OwnerRole).At("roles")
		}
		var found *ent.StaffRole
		for _, r := range c.roles {
			if r.Name == name {
				found = r
			}
		}
		if found == nil {
			return nil, mall.Errorf(mall.CodeNotFound, "no role is named %q", "没有名为 %q 的角色", name).At("roles")
		}
		if !slices.Contains(ids, found.ID) {
			ids = append(ids, found.ID)
		}
	}
	return ids, nil
}

// Roles reads all roles, by name.
func (s *Service) Roles(ctx context.Context) ([]*ent.StaffRole, error) {
	return s.db.Ent().StaffRole.Query().Order(staffrole.ByName()).All(ctx)
}
