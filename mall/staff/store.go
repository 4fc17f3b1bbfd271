package staff

import (
	"context"
	"slices"
	"strings"

	"pointsmall/ent"
	entstaff "pointsmall/ent/staff"
	"pointsmall/ent/staffrole"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Service reads staff users and their roles.
type Service struct{ db *store.DB }

// New makes the service.
func New(db *store.DB) *Service { return &Service{db} }

// List reads all users, by name.
func (s *Service) List(ctx context.Context) ([]*ent.Staff, error) {
	return s.db.Ent().Staff.Query().Order(entstaff.ByName()).All(ctx)
}

// Page asks for users, the newest first: those older than Before and newer than After, where
// these are given.
type Page struct {
	// Search is a text that the name or the login contains, in any case; "": any.
	Search        string
	Before, After *mall.StaffID
	Limit         int
	// Oldest takes the oldest within the bounds instead of the newest.
	Oldest bool
}

// Page reads a page of the users. It reads all of them: they are few.
func (s *Service) Page(ctx context.Context, p Page) ([]*ent.Staff, error) {
	rows, err := s.found(ctx, p.Search)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(u *ent.Staff) bool {
		text := u.ID.String()
		return (p.Before != nil && text >= p.Before.String()) || (p.After != nil && text <= p.After.String())
	})
	if len(rows) > p.Limit {
		if p.Oldest {
			return rows[len(rows)-p.Limit:], nil
		}
		rows = rows[:p.Limit]
	}
	return rows, nil
}

// Count counts the users that a search finds.
func (s *Service) Count(ctx context.Context, search string) (int, error) {
	rows, err := s.found(ctx, search)
	return len(rows), err
}

// found are the users that a search finds, the newest first.
func (s *Service) found(ctx context.Context, search string) ([]*ent.Staff, error) {
	rows, err := s.db.Ent().Staff.Query().Order(ent.Desc(entstaff.FieldID)).All(ctx)
	if err != nil || search == "" {
		return rows, err
	}
	search = mall.Fold(search)
	return slices.DeleteFunc(rows, func(u *ent.Staff) bool {
		return !strings.Contains(mall.Fold(u.Name), search) && !strings.Contains(mall.Fold(u.Login), search)
	}), nil
}

// Me returns the user who calls; nil where they have been disabled meanwhile.
func (s *Service) Me(ctx context.Context, id mall.StaffID) (*ent.Staff, error) {
	return Get(ctx, s.db.Ent(), id)
}

// Get returns a user who may act; nil where there is none, or they are disabled.
func Get(ctx context.Context, client *ent.Client, id mall.StaffID) (*ent.Staff, error) {
	return orNil(client.Staff.Query().Where(entstaff.ID(id), entstaff.DisabledAtIsNil()).Only(ctx))
}

// ByLogin returns the user with a login, disabled or not; nil where there is none.
func ByLogin(ctx context.Context, client *ent.Client, login string) (*ent.Staff, error) {
	return orNil(client.Staff.Query().Where(entstaff.Login(login)).Only(ctx))
}

// ByOpenID returns the user who signs in as a subject of a provider, disabled or not; nil where
// there is none.
func ByOpenID(ctx context.Context, client *ent.Client, issuer, subject string) (*ent.Staff, error) {
	return orNil(client.Staff.Query().Where(entstaff.OpenidIssuer(issuer), entstaff.OpenidSubject(subject)).Only(ctx))
}

// Named returns the user of that name, disabled or not, or NOT_FOUND.
func Named(ctx context.Context, client *ent.Client, name string) (*ent.Staff, error) {
	user, err := client.Staff.Query().Where(entstaff.Name(name)).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, noSuchUser(name)
	}
	return user, err
}

func orNil(user *ent.Staff, err error) (*ent.Staff, error) {
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return user, err
}

// LockUser reads one user who may act and keeps changes of them out; nil where there is none,
// or they are disabled.
func LockUser(ctx context.Context, tx *store.Tx, id mall.StaffID) (*ent.Staff, error) {
	query := tx.Ent().Staff.Query().Where(entstaff.ID(id), entstaff.DisabledAtIsNil())
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	return orNil(query.Only(ctx))
}

// Permissions are what a user may do, by themselves and by their roles.
func Permissions(ctx context.Context, client *ent.Client, u *ent.Staff) ([]mall.Permission, error) {
	if len(u.RoleIds) == 0 {
		return effective(nil, nil, u.Permissions), nil
	}
	roles, err := client.StaffRole.Query().Where(staffrole.IDIn(u.RoleIds...)).All(ctx)
	if err != nil {
		return nil, err
	}
	return effective(byID(roles), u.RoleIds, u.Permissions), nil
}

// RolesByID reads all roles.
func (s *Service) RolesByID(ctx context.Context) (map[mall.StaffRoleID]*ent.StaffRole, error) {
	roles, err := s.db.Ent().StaffRole.Query().All(ctx)
	return byID(roles), err
}

// Effective are what a user may do with roles that were read by RolesByID.
func Effective(u *ent.Staff, roles map[mall.StaffRoleID]*ent.StaffRole) []mall.Permission {
	return effective(roles, u.RoleIds, u.Permissions)
}

func noSuchUser(name string) *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no staff user is named %q", "没有名为 %q 的员工", name)
}

// NameOf is a user's name; "" where there is none of the id.
func NameOf(ctx context.Context, tx *store.Tx, id mall.StaffID) (string, error) {
	row, err := tx.Ent().Staff.Get(ctx, id)
	if ent.IsNotFound(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return row.Name, nil
}
