package staff

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/recoverycode"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// HasSecondFactor reports whether a user is asked for a code when they sign in.
func HasSecondFactor(u *ent.Staff) bool { return u.TwoFactorAt != nil }

// HasSecret reports whether a second factor was begun. ent reads NULL as a pointer to no bytes.
func HasSecret(u *ent.Staff) bool { return u.TotpSecret != nil && len(*u.TotpSecret) > 0 }

// BeginFactor keeps the secret of a second factor that is not confirmed yet. The user is locked.
func BeginFactor(ctx context.Context, user *ent.Staff, sealed []byte) error {
	return user.Update().SetTotpSecret(sealed).SetTotpStep(0).Exec(ctx)
}

// TakeStep keeps the time step of a code that was taken, so that it is taken once. The user is
// locked.
func TakeStep(ctx context.Context, user *ent.Staff, step int64) (*ent.Staff, error) {
	return user.Update().SetTotpStep(step).Save(ctx)
}

// ConfirmFactor has the user asked for codes from now on. The user is locked.
func ConfirmFactor(ctx context.Context, user *ent.Staff, now time.Time) (*ent.Staff, error) {
	return user.Update().SetTwoFactorAt(now).AddVersion(1).Save(ctx)
}

// DropFactor takes a second factor away, with its recovery codes. The user is locked.
func DropFactor(ctx context.Context, tx *store.Tx, user *ent.Staff) (*ent.Staff, error) {
	if _, err := tx.Ent().RecoveryCode.Delete().Where(recoverycode.StaffID(user.ID)).Exec(ctx); err != nil {
		return nil, err
	}
	return user.Update().ClearTotpSecret().SetTotpStep(0).ClearTwoFactorAt().AddVersion(1).Save(ctx)
}

// SetRecoveryCodes replaces a user's recovery codes by those of these digests. The user is
// locked.
func SetRecoveryCodes(ctx context.Context, tx *store.Tx, user mall.StaffID, hashes [][]byte, now time.Time) error {
	if _, err := tx.Ent().RecoveryCode.Delete().Where(recoverycode.StaffID(user)).Exec(ctx); err != nil {
		return err
	}
	made := make([]*ent.RecoveryCodeCreate, len(hashes))
	for i, hash := range hashes {
		made[i] = tx.Ent().RecoveryCode.Create().SetStaffID(user).SetHash(hash).SetCreatedAt(now)
	}
	return tx.Ent().RecoveryCode.CreateBulk(made...).Exec(ctx)
}

// UseRecoveryCode uses a recovery code up, and says how many are left; ok is false where there
// is none with that digest, or it was used. The user is locked.
func UseRecoveryCode(ctx context.Context, tx *store.Tx, user mall.StaffID, hash []byte, now time.Time) (left int, ok bool, err error) {
	good := recoverycode.And(recoverycode.StaffID(user), recoverycode.UsedAtIsNil())
	n, err := tx.Ent().RecoveryCode.Update().Where(good, recoverycode.Hash(hash)).SetUsedAt(now).Save(ctx)
	if err != nil || n == 0 {
		return 0, false, err
	}
	left, err = tx.Ent().RecoveryCode.Query().Where(good).Count(ctx)
	return left, true, err
}

// RecoveryCodesLeft counts the recovery codes of each user that are good.
func (s *Service) RecoveryCodesLeft(ctx context.Context, users []mall.StaffID) (map[mall.StaffID]int, error) {
	rows, err := s.db.Ent().RecoveryCode.Query().Where(recoverycode.StaffIDIn(users...), recoverycode.UsedAtIsNil()).All(ctx)
	left := make(map[mall.StaffID]int, len(users))
	for _, row := range rows {
		left[row.StaffID]++
	}
	return left, err
}

// SetPasswordHash replaces what a user's password is compared with.
func SetPasswordHash(ctx context.Context, user *ent.Staff, hash string) (*ent.Staff, error) {
	return user.Update().SetPasswordHash(hash).AddVersion(1).Save(ctx)
}

// SetOpenID has a user sign in as a subject of a provider; "" for both ends that.
func SetOpenID(ctx context.Context, user *ent.Staff, issuer, subject string) (*ent.Staff, error) {
	update := user.Update().AddVersion(1)
	if subject == "" {
		return update.ClearOpenidIssuer().ClearOpenidSubject().Save(ctx)
	}
	return update.SetOpenidIssuer(issuer).SetOpenidSubject(subject).Save(ctx)
}
