package member

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/address"
	entmember "pointsmall/ent/member"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// lockAddresses locks a member, so that their addresses change one after the other, and counts
// these.
func lockAddresses(ctx context.Context, tx *store.Tx, m mall.MemberID) (n int, err error) {
	query := tx.Ent().Member.Query().Where(entmember.ID(m))
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	if _, err := query.OnlyID(ctx); err != nil {
		return 0, err
	}
	return tx.Ent().Address.Query().Where(address.MemberID(m)).Count(ctx)
}

func noDefault(ctx context.Context, tx *store.Tx, m mall.MemberID) error {
	return tx.Ent().Address.Update().Where(address.MemberID(m), address.IsDefault(true)).SetIsDefault(false).Exec(ctx)
}

func addAddress(ctx context.Context, tx *store.Tx, m mall.MemberID, a mall.PostalAddress, isDefault bool, at time.Time) (*ent.Address, error) {
	return tx.Ent().Address.Create().SetMemberID(m).SetPostal(a).SetIsDefault(isDefault).SetCreatedAt(at).Save(ctx)
}

func saveAddress(ctx context.Context, tx *store.Tx, was *ent.Address, a mall.PostalAddress, isDefault bool) (*ent.Address, error) {
	return tx.Ent().Address.UpdateOne(was).SetPostal(a).SetIsDefault(isDefault).SetVersion(was.Version + 1).Save(ctx)
}

func dropAddress(ctx context.Context, tx *store.Tx, a *ent.Address) error {
	if err := tx.Ent().Address.DeleteOne(a).Exec(ctx); err != nil || !a.IsDefault {
		return err
	}
	next, err := tx.Ent().Address.Query().Where(address.MemberID(a.MemberID)).Order(ent.Desc(address.FieldID)).First(ctx)
	if ent.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return tx.Ent().Address.UpdateOne(next).SetIsDefault(true).Exec(ctx)
}

// findAddress is an address of a member; nil: they have none of this id.
func findAddress(ctx context.Context, client *ent.Client, m mall.MemberID, id mall.AddressID) (*ent.Address, error) {
	a, err := client.Address.Query().Where(address.ID(id), address.MemberID(m)).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return a, err
}

// Addresses reads the addresses of members, the default first, then the newest.
func (s *Service) Addresses(ctx context.Context, members []mall.MemberID) (map[mall.MemberID][]*ent.Address, error) {
	rows, err := s.db.Ent().Address.Query().Where(store.Among(address.FieldMemberID, "uuid", members)).
		Order(ent.Desc(address.FieldIsDefault, address.FieldID)).All(ctx)
	found := make(map[mall.MemberID][]*ent.Address, len(members))
	for _, a := range rows {
		found[a.MemberID] = append(found[a.MemberID], a)
	}
	return found, err
}
