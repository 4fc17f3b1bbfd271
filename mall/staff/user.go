package staff

import (
	"context"
	"slices"
	"strings"
	"time"

	"pointsmall/ent"
	entstaff "pointsmall/ent/staff"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// NewUser is a user to add. Their login is folded and their password hashed already.
type NewUser struct {
	Name, Login, PasswordHash string
	Permissions               []mall.Permission
	Roles                     []mall.StaffRoleID
}

// CheckName refuses a name that cannot be told from another by eye.
func CheckName(name string) *mall.Error {
	if name == "" || name != strings.TrimSpace(name) || len(name) > mall.MaxName {
		return mall.Errorf(mall.CodeInvalidInput, "name must have 1 to %d bytes, and no blanks around it", "姓名须为 1 至 %d 字节，首尾不能有空白", mall.MaxName).At("name")
	}
	return nil
}

// CheckPermissions refuses what is no permission.
func CheckPermissions(permissions []mall.Permission) *mall.Error {
	known := mall.PermissionAll.Values()
	for _, p := range permissions {
		if !slices.Contains(known, string(p)) {
			return mall.Errorf(mall.CodeInvalidInput, "there is no permission %q; there are %s", "没有权限 %q，可用权限：%s", p, strings.Join(known, ", ")).At("permissions")
		}
	}
	return nil
}

// Add adds a user who may act at once. Refusal: INVALID_INPUT (a name that is taken). That
// nobody has the login is for the caller to find out: members have logins, too.
func Add(ctx context.Context, tx *store.Tx, u NewUser, now time.Time) (*ent.Staff, error) {
	taken, err := NameTaken(ctx, tx, u.Name)
	if err != nil {
		return nil, err
	}
	if taken {
		return nil, nameIsTaken(u.Name)
	}
	made := tx.Ent().Staff.Create().SetName(u.Name).SetLogin(u.Login).SetPasswordHash(u.PasswordHash).SetPermissions(unique(u.Permissions)).SetCreatedAt(now)
	if len(u.Roles) > 0 {
		made.SetRoleIds(u.Roles)
	}
	return made.Save(ctx)
}

// NameTaken reports whether a user has a name, disabled or not.
func NameTaken(ctx context.Context, tx *store.Tx, name string) (bool, error) {
	return tx.Ent().Staff.Query().Where(entstaff.Name(name)).Exist(ctx)
}

func nameIsTaken(name string) *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, "there is a staff user named %q already", "员工 %q 已存在", name).At("name")
}

// Change is what is to change of a user; nil stays as it is.
type Change struct {
	Name     *string
	Disabled *bool
	// Roles are the names of all roles that the user is to have, Permissions all that they may
	// do without one.
	Roles       *[]string
	Permissions *[]mall.Permission
}

func (c Change) check() *mall.Error {
	if c.Name != nil {
		if refusal := CheckName(*c.Name); refusal != nil {
			return refusal
		}
	}
	if c.Permissions != nil {
		return CheckPermissions(*c.Permissions)
	}
	return nil
}

// Change changes a user in the name of by. Refusals: INVALID_INPUT, NOT_FOUND (a role),
// FORBIDDEN (by may do less than the user, or gives what they do not have), INVALID_STATE (the
// last owner).
func (c *Crew) Change(ctx context.Context, tx *store.Tx, by mall.Actor, user *ent.Staff, change Change, now time.Time) (*ent.Staff, error) {
	if refusal := change.check(); refusal != nil {
		return nil, refusal
	}
	if refusal := c.MayLookAfter(by, user); refusal != nil {
		return nil, refusal
	}
	update := user.Update().AddVersion(1)
	if change.Name != nil && *change.Name != user.Name {
		taken, err := NameTaken(ctx, tx, *change.Name)
		if err != nil {
			return nil, err
		}
		if taken {
			return nil, nameIsTaken(*change.Name)
		}
		update.SetName(*change.Name)
	}
	if change.Roles != nil {
		ids, refusal := c.roleIDs(*change.Roles)
		if refusal == nil {
			refusal = c.mayGive(by, c.effective(ids, nil), "roles")
		}
		if refusal != nil {
			return nil, refusal
		}
		update.SetRoleIds(ids)
	}
	if change.Permissions != nil {
		if refusal := c.mayGive(by, *change.Permissions, "permissions"); refusal != nil {
			return nil, refusal
		}
		update.SetPermissions(unique(*change.Permissions))
	}
	switch {
	case change.Disabled == nil:
	case !*change.Disabled:
		update.ClearDisabledAt()
	case user.DisabledAt == nil:
		update.SetDisabledAt(now)
	}
	return c.save(ctx, user, update)
}

// save writes a user, unless that leaves a mall that had an owner without one.
func (c *Crew) save(ctx context.Context, user *ent.Staff, update *ent.StaffUpdateOne) (*ent.Staff, error) {
	owned := slices.ContainsFunc(c.users, IsOwner)
	changed, err := update.Save(ctx)
	if err != nil {
		return nil, err
	}
	c.users[slices.IndexFunc(c.users, func(u *ent.Staff) bool { return u.ID == user.ID })] = changed
	if owned && !slices.ContainsFunc(c.users, IsOwner) {
		return nil, mall.Errorf(mall.CodeInvalidState, "%q is the last owner: give another user the permission ALL first", "%q 是最后一位所有者：请先为其他员工授予 ALL 权限", user.Name)
	}
	return changed, nil
}

// IsOwner reports whether a user may do everything, and is not disabled.
func IsOwner(u *ent.Staff) bool {
	return u.DisabledAt == nil && slices.Contains(u.Permissions, mall.PermissionAll)
}

// unique are the permissions, each once, in their order.
func unique(permissions []mall.Permission) []mall.Permission {
	once := []mall.Permission{}
	for _, p := range permissions {
		if !slices.Contains(once, p) {
			once = append(once, p)
		}
	}
	return once
}
