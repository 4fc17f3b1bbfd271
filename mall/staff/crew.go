package staff

import (
	"context"
	"slices"

	"pointsmall/ent"
	entstaff "pointsmall/ent/staff"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Crew is all users with all roles, as one transaction has locked them. Who is the last
// owner, who may change whom and whether a role is in use depend on all of them, and they are
// few.
type Crew struct {
	users []*ent.Staff
	roles map[mall.StaffRoleID]*ent.StaffRole
}

// crewLock is PostgreSQL's advisory lock of whoever changes users, roles or links. It is
// taken before the rows are read, so that users who were added meanwhile are read, too.
const crewLock = 7_310_002

// Lock reads all users and roles, and keeps other changes of them out until the transaction
// ends.
func Lock(ctx context.Context, tx *store.Tx) (*Crew, error) {
	users := tx.Ent().Staff.Query().Order(entstaff.ByID())
	if tx.Dialect == store.Postgres {
		if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock($1)", crewLock); err != nil {
			return nil, err
		}
		users.ForUpdate() // servers of an older version lock the rows alone
	}
	all, err := users.All(ctx)
	if err != nil {
		return nil, err
	}
	roles, err := tx.Ent().StaffRole.Query().All(ctx)
	if err != nil {
		return nil, err
	}
	return &Crew{all, byID(roles)}, nil
}

func byID(roles []*ent.StaffRole) map[mall.StaffRoleID]*ent.StaffRole {
	m := make(map[mall.StaffRoleID]*ent.StaffRole, len(roles))
	for _, r := range roles {
		m[r.ID] = r
	}
	return m
}

// ByID is the user with an id, disabled or not. Refusal: NOT_FOUND, at staffId.
func (c *Crew) ByID(id mall.StaffID) (*ent.Staff, error) {
	for _, u := range c.users {
		if u.ID == id {
			return u, nil
		}
	}
	return nil, NotFound()
}

// Named is the user with a name, disabled or not. Refusal: NOT_FOUND.
func (c *Crew) Named(name string) (*ent.Staff, error) {
	for _, u := range c.users {
		if u.Name == name {
			return u, nil
		}
	}
	return nil, noSuchUser(name)
}

// WithLogin is the user with a folded login, disabled or not. Refusal: NOT_FOUND.
func (c *Crew) WithLogin(login string) (*ent.Staff, error) {
	for _, u := range c.users {
		if u.Login == login {
			return u, nil
		}
	}
	return nil, mall.Errorf(mall.CodeNotFound, "no staff user signs in as %q", "没有登录名为 %q 的员工", login)
}

// NotFound is NOT_FOUND of a user, at staffId.
func NotFound() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such staff user", "员工不存在").At("staffId")
}

// Permissions are what a user may do, by themselves and by their roles.
func (c *Crew) Permissions(u *ent.Staff) []mall.Permission {
	return c.effective(u.RoleIds, u.Permissions)
}

func (c *Crew) effective(roles []mall.StaffRoleID, own []mall.Permission) []mall.Permission {
	return effective(c.roles, roles, own)
}

// effective are the permissions that a user has of roles and by themselves, each once and in
// the order of their list, so that two of them can be compared.
func effective(known map[mall.StaffRoleID]*ent.StaffRole, roles []mall.StaffRoleID, own []mall.Permission) []mall.Permission {
	has := map[mall.Permission]bool{}
	for _, p := range own {
		has[p] = true
	}
	for _, id := range roles {
		if r := known[id]; r != nil {
			for _, p := range r.Permissions {
				has[p] = true
			}
		}
	}
	all := []mall.Permission{}
	for _, p := range mall.PermissionAll.Values() {
		if has[mall.Permission(p)] {
			all = append(all, mall.Permission(p))
		}
	}
	return all
}

// of are what an actor may do now. The operator's own commands may do everything. What a
// user may do is read of the locked rows: the request may be older than a change of it.
func (c *Crew) of(by mall.Actor) []mall.Permission {
	switch by.Kind {
	case mall.ActorSystem:
		return []mall.Permission{mall.PermissionAll}
	case mall.ActorStaff:
		if u, err := c.ByID(by.StaffID); err == nil && u.DisabledAt == nil {
			return c.Permissions(u)
		}
	}
	return nil
}

// MayManage refuses, with FORBIDDEN, whoever may not look after staff.
func (c *Crew) MayManage(by mall.Actor) *mall.Error {
	if !mall.Holds(c.of(by), mall.PermissionStaff) {
		return mall.Errorf(mall.CodeForbidden, "this needs the permission STAFF", "此操作需要 STAFF 权限")
	}
	return nil
}

// MayLookAfter refuses, with FORBIDDEN, whoever may not look after staff, or may do less than
// the user: else they could get at what the user may do.
func (c *Crew) MayLookAfter(by mall.Actor, user *ent.Staff) *mall.Error {
	if refusal := c.MayManage(by); refusal != nil {
		return refusal
	}
	if p := mall.Lacking(c.of(by), c.Permissions(user)); p != "" {
		return mall.Errorf(mall.CodeForbidden, "%q has the permission %s, which you have not: somebody who has it can do this", "%q 拥有您所没有的 %s 权限：请由拥有该权限的人操作", user.Name, p)
	}
	return nil
}

// mayGive refuses, with FORBIDDEN at field, whoever gives a permission that they have not.
func (c *Crew) mayGive(by mall.Actor, permissions []mall.Permission, field string) *mall.Error {
	if p := mall.Lacking(c.of(by), permissions); p != "" {
		return mall.Errorf(mall.CodeForbidden, "you cannot give %s, which you have not: somebody who has it can", "您没有 %s 权限，不能授予他人：请由拥有该权限的人操作", p).At(field)
	}
	return nil
}

// IsOwner reports whether an actor may do everything.
func (c *Crew) IsOwner(by mall.Actor) bool { return slices.Contains(c.of(by), mall.PermissionAll) }

// having are the users who have a role, disabled or not.
func (c *Crew) having(role mall.StaffRoleID) (users []*ent.Staff) {
	for _, u := range c.users {
		if slices.Contains(u.RoleIds, role) {
			users = append(users, u)
		}
	}
	return users
}
