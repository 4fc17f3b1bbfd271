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
	taken, err := tx.Ent().Staff.Query().Where(entstaff.Name(u.Name)).Exist(ctx)
	if err != nil {
		return nil, err
	}
	if taken {
		return nil, mall.Errorf(mall.CodeInvalidInput, "there is a staff user named %q already", "员工 %q 已存在", u.Name).At("name")
	}
	return tx.Ent().Staff.Create().SetName(u.Name).SetLogin(u.Login).SetPasswordHash(u.PasswordHash).
		SetPermissions(unique(u.Permissions)).SetCreatedAt(now).Save(ctx)
}

// Disable keeps a user from acting; who is disabled already stays so. Refusals: NOT_FOUND,
// INVALID_STATE (the last owner).
func Disable(ctx context.Context, tx *store.Tx, name string, now time.Time) (*ent.Staff, error) {
	return change(ctx, tx, name, func(user *ent.Staff) *ent.StaffUpdateOne {
		if user.DisabledAt != nil {
			return user.Update()
		}
		return user.Update().SetDisabledAt(now)
	})
}

// Enable lets a disabled user act again. Refusal: NOT_FOUND.
func (s *Service) Enable(ctx context.Context, name string) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := change(ctx, tx, name, func(user *ent.Staff) *ent.StaffUpdateOne { return user.Update().ClearDisabledAt() })
		return err
	})
}

// SetPermissions replaces what a user may do, at once on all servers. Refusals:
// INVALID_INPUT, NOT_FOUND, INVALID_STATE (the last owner without ALL).
func (s *Service) SetPermissions(ctx context.Context, name string, permissions []mall.Permission) error {
	if refusal := CheckPermissions(permissions); refusal != nil {
		return refusal
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := change(ctx, tx, name, func(user *ent.Staff) *ent.StaffUpdateOne {
			return user.Update().SetPermissions(unique(permissions))
		})
		return err
	})
}

// SetPasswordHash replaces what a user's password is compared with. Refusal: NOT_FOUND.
func SetPasswordHash(ctx context.Context, tx *store.Tx, name, hash string) (*ent.Staff, error) {
	return change(ctx, tx, name, func(user *ent.Staff) *ent.StaffUpdateOne { return user.Update().SetPasswordHash(hash) })
}

// change changes a user, unless that leaves a mall that had an owner without one.
func change(ctx context.Context, tx *store.Tx, name string, update func(*ent.Staff) *ent.StaffUpdateOne) (*ent.Staff, error) {
	all, err := lockAll(ctx, tx)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(all, func(u *ent.Staff) bool { return u.Name == name })
	if at < 0 {
		return nil, noSuchUser(name)
	}
	owned := slices.ContainsFunc(all, IsOwner)
	changed, err := update(all[at]).Save(ctx)
	if err != nil {
		return nil, err
	}
	all[at] = changed
	if owned && !slices.ContainsFunc(all, IsOwner) {
		return nil, mall.Errorf(mall.CodeInvalidState, "%q is the last owner: give another user the permission ALL first", "%q 是最后一位所有者：请先为其他员工授予 ALL 权限", name)
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
