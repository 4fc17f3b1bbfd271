package member

import (
	"context"

	"pointsmall/ent"
	"pointsmall/ent/consent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// maxConsentVersion bounds the version of a text, in bytes.
const maxConsentVersion = 64

// SetConsent notes a member's word on a purpose: whether they agree to the text of a version. The
// same word again adds nothing. Refusals: INVALID_INPUT, NOT_FOUND.
func (s *Service) SetConsent(ctx context.Context, id mall.MemberID, purpose, version string, given bool) error {
	switch {
	case !mall.IsSlug(purpose) || len(purpose) > 64:
		return mall.Errorf(mall.CodeInvalidInput, "a purpose is made of lower-case letters, digits and single hyphens, at most 64 bytes, such as marketing-sms", "用途须由小写字母、数字与连字符组成，最多 64 字节，例如 marketing-sms").At("purpose")
	case version == "" || len(version) > maxConsentVersion:
		return mall.Errorf(mall.CodeInvalidInput, "version must have 1 to %d bytes", "版本须为 1 至 %d 字节", maxConsentVersion).At("version")
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := Lock(ctx, tx, id); err != nil { // one word after the other
			return err
		}
		last, err := tx.Ent().Consent.Query().Where(consent.MemberID(id), consent.Purpose(purpose)).Order(ent.Desc(consent.FieldID)).First(ctx)
		switch {
		case ent.IsNotFound(err):
		case err != nil:
			return err
		case last.Given == given && last.Version == version:
			return nil
		}
		return tx.Ent().Consent.Create().SetMemberID(id).SetPurpose(purpose).SetVersion(version).SetGiven(given).SetAt(s.clock()).Exec(ctx)
	})
}

// Consents reads the newest word of members on each purpose, by purpose.
func (s *Service) Consents(ctx context.Context, members []mall.MemberID) (map[mall.MemberID][]*ent.Consent, error) {
	rows, err := s.db.Ent().Consent.Query().Where(store.Among(consent.FieldMemberID, "uuid", members)).
		Order(ent.Asc(consent.FieldPurpose), ent.Desc(consent.FieldID)).All(ctx)
	found := make(map[mall.MemberID][]*ent.Consent, len(members))
	for _, row := range rows {
		of := found[row.MemberID]
		if n := len(of); n > 0 && of[n-1].Purpose == row.Purpose {
			continue // an older word
		}
		found[row.MemberID] = append(of, row)
	}
	return found, err
}
