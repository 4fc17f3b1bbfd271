package staff

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/passkey"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// NewPasskey is a passkey to keep.
type NewPasskey struct {
	User mall.StaffID
	// CredentialID is what the device calls it, Credential its public key as the library that
	// checks it writes it.
	CredentialID, Credential []byte
	Name                     string
	// BegunAt is when the ceremony began that made it.
	BegunAt time.Time
}

// AddPasskey keeps a passkey. Refusals: INVALID_STATE (it is kept already).
func AddPasskey(ctx context.Context, tx *store.Tx, p NewPasskey, now time.Time) error {
	kept, err := tx.Ent().Passkey.Query().Where(passkey.CredentialID(p.CredentialID)).Exist(ctx)
	if err != nil {
		return err
	}
	if kept {
		return mall.Errorf(mall.CodeInvalidState, "this passkey was added already", "该通行密钥已添加").At("credential")
	}
	return tx.Ent().Passkey.Create().SetStaffID(p.User).SetCredentialID(p.CredentialID).SetCredential(p.Credential).SetName(p.Name).
		SetBegunAt(p.BegunAt).SetCreatedAt(now).Exec(ctx)
}

// PasskeysOf are a user's passkeys, the newest first.
func PasskeysOf(ctx context.Context, client *ent.Client, user mall.StaffID) ([]*ent.Passkey, error) {
	return client.Passkey.Query().Where(passkey.StaffID(user)).Order(ent.Desc(passkey.FieldID)).All(ctx)
}

// UsePasskey takes a sign-in by a passkey that began at a time, once; ok is false where it was
// taken, a later one was, or the passkey is gone. The user is locked.
func UsePasskey(ctx context.Context, tx *store.Tx, credentialID, credential []byte, begun, now time.Time) (ok bool, err error) {
	n, err := tx.Ent().Passkey.Update().Where(passkey.CredentialID(credentialID), passkey.BegunAtLT(begun)).
		SetCredential(credential).SetBegunAt(begun).SetLastUsedAt(now).Save(ctx)
	return n == 1, err
}

// RemovePasskey removes a passkey, and says whose it was. Refusals: NOT_FOUND.
func RemovePasskey(ctx context.Context, tx *store.Tx, id mall.PasskeyID, may func(mall.StaffID) error) (mall.StaffID, error) {
	row, err := tx.Ent().Passkey.Get(ctx, id)
	if ent.IsNotFound(err) {
		return mall.StaffID{}, NoSuchPasskey()
	}
	if err != nil {
		return mall.StaffID{}, err
	}
	if err := may(row.StaffID); err != nil {
		return mall.StaffID{}, err
	}
	return row.StaffID, tx.Ent().Passkey.DeleteOne(row).Exec(ctx)
}

// NoSuchPasskey is NOT_FOUND of a passkey, at passkeyId.
func NoSuchPasskey() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such passkey", "通行密钥不存在").At("passkeyId")
}

// Passkeys reads the passkeys of users, the newest first.
func (s *Service) Passkeys(ctx context.Context, users []mall.StaffID) (map[mall.StaffID][]*ent.Passkey, error) {
	rows, err := s.db.Ent().Passkey.Query().Where(passkey.StaffIDIn(users...)).Order(ent.Desc(passkey.FieldID)).All(ctx)
	of := make(map[mall.StaffID][]*ent.Passkey, len(users))
	for _, row := range rows {
		of[row.StaffID] = append(of[row.StaffID], row)
	}
	return of, err
}
