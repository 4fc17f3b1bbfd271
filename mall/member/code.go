package member

import (
	"context"
	"crypto/rand"
	"strings"

	"pointsmall/ent"
	entmember "pointsmall/ent/member"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Newcomer is a member who has just signed up.
type Newcomer struct {
	ID   mall.MemberID
	Name string
	// ReferralCode is that of whoever invited them, DeviceID the app's own name for
	// their device; both may be empty.
	ReferralCode, DeviceID string
}

// Referral codes are 10 of 32 signs, so 50 random bits; letters that look like digits
// are not among them.
const (
	codeLength = 10
	codeSigns  = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)

func newCode() string {
	code := make([]byte, codeLength)
	_, _ = rand.Read(code) // never fails: see crypto/rand
	for i, b := range code {
		code[i] = codeSigns[b%byte(len(codeSigns))]
	}
	return string(code)
}

var lookalikes = strings.NewReplacer("O", "0", "I", "1", "L", "1", "-", "", " ", "")

// foldCode is a referral code as it was made, however somebody wrote it down.
func foldCode(code string) string { return lookalikes.Replace(strings.ToUpper(code)) }

// ReferralCode is the code by which a member invites others. It is made when it is
// first asked for. Refusals: NOT_FOUND.
func (s *Service) ReferralCode(ctx context.Context, id mall.MemberID) (string, error) {
	m, err := s.Get(ctx, id)
	if err != nil || m.ReferralCode != nil {
		return codeOf(m), err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		// Of several that ask at once, one sets it; the others read what it set.
		if _, err := tx.Exec(ctx, "update members set referral_code = $1 where id = $2 and referral_code is null", newCode(), id); err != nil {
			return err
		}
		m, err = Find(ctx, tx.Ent(), id)
		return err
	})
	return codeOf(m), err
}

func codeOf(m *ent.Member) string {
	if m == nil || m.ReferralCode == nil {
		return ""
	}
	return *m.ReferralCode
}

// ByReferralCode finds the member with a referral code, or NOT_FOUND.
func ByReferralCode(ctx context.Context, tx *store.Tx, code string) (mall.MemberID, error) {
	id, err := tx.Ent().Member.Query().Where(entmember.ReferralCode(foldCode(code))).OnlyID(ctx)
	if ent.IsNotFound(err) {
		return id, mall.Errorf(mall.CodeNotFound, "no such referral code", "邀请码不存在").At("referralCode")
	}
	return id, err
}
