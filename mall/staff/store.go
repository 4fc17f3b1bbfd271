package staff

import (
	"context"

	"pointsmall/ent"
	entstaff "pointsmall/ent/staff"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Service reads staff users, and changes what they may do.
type Service struct{ db *store.DB }

// New makes the service.
func New(db *store.DB) *Service { return &Service{db} }

// List reads all users, by name.
func (s *Service) List(ctx context.Context) ([]*ent.Staff, error) {
	return s.db.Ent().Staff.Query().Order(entstaff.ByName()).All(ctx)
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

// lockAll locks all users: who is the last owner depends on all of them, and they are few.
func lockAll(ctx context.Context, tx *store.Tx) ([]*ent.Staff, error) {
	query := tx.Ent().Staff.Query().Order(entstaff.ByID())
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	return query.All(ctx)
}

func noSuchUser(name string) *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no staff user is named %q", "没有名为 %q 的员工", name)
}
