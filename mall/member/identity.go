package member

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/identity"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Account is a member's account elsewhere, as whoever vouches for it names it.
type Account struct {
	Provider        mall.IdentityProvider
	Issuer, Subject string
	// UnionID is what all apps of one owner share; "" where the issuer has no such thing.
	UnionID string
}

// FindIdentity returns the identity of an account, or nil.
func FindIdentity(ctx context.Context, client *ent.Client, a Account) (*ent.Identity, error) {
	row, err := client.Identity.Query().Where(identity.Issuer(a.Issuer), identity.Subject(a.Subject)).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return row, err
}

// OwnerOfUnion is the member who has linked an account of another app of the same owner; false:
// nobody has.
func OwnerOfUnion(ctx context.Context, client *ent.Client, unionID string) (mall.MemberID, bool, error) {
	if unionID == "" {
		return mall.MemberID{}, false, nil
	}
	row, err := client.Identity.Query().Where(identity.UnionID(unionID)).Order(identity.ByID()).First(ctx)
	if ent.IsNotFound(err) {
		return mall.MemberID{}, false, nil
	}
	if err != nil {
		return mall.MemberID{}, false, err
	}
	return row.MemberID, true, nil
}

// AddIdentity links an account with a member.
func AddIdentity(ctx context.Context, tx *store.Tx, m mall.MemberID, a Account, at time.Time) (*ent.Identity, error) {
	made := tx.Ent().Identity.Create().SetMemberID(m).SetProvider(a.Provider).SetIssuer(a.Issuer).SetSubject(a.Subject).SetCreatedAt(at).SetLastUsedAt(at)
	if a.UnionID != "" {
		made.SetUnionID(a.UnionID)
	}
	return made.Save(ctx)
}

// UseIdentity notes that a member has signed in by an identity, and what WeChat tells by now.
func UseIdentity(ctx context.Context, row *ent.Identity, a Account, at time.Time) error {
	update := row.Update().SetLastUsedAt(at)
	if a.UnionID != "" {
		update.SetUnionID(a.UnionID)
	}
	return update.Exec(ctx)
}

// DropIdentity unlinks an identity of a member. Refusals: NOT_FOUND.
func DropIdentity(ctx context.Context, tx *store.Tx, m mall.MemberID, id mall.IdentityID) error {
	n, err := tx.Ent().Identity.Delete().Where(identity.ID(id), identity.MemberID(m)).Exec(ctx)
	if err == nil && n == 0 {
		return mall.Errorf(mall.CodeNotFound, "no such account is linked", "未绑定该账号").At("identityId")
	}
	return err
}

// HasIdentity reports whether a member has linked an account.
func HasIdentity(ctx context.Context, client *ent.Client, m mall.MemberID) (bool, error) {
	return client.Identity.Query().Where(identity.MemberID(m)).Exist(ctx)
}

// Identities reads the accounts that members have linked, the oldest first.
func (s *Service) Identities(ctx context.Context, members []mall.MemberID) (map[mall.MemberID][]*ent.Identity, error) {
	rows, err := s.db.Ent().Identity.Query().Where(store.Among(identity.FieldMemberID, "uuid", members)).Order(identity.ByID()).All(ctx)
	found := make(map[mall.MemberID][]*ent.Identity, len(members))
	for _, row := range rows {
		found[row.MemberID] = append(found[row.MemberID], row)
	}
	return found, err
}
