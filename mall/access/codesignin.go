package access

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// Arrival is what somebody states who signs in without a login: it counts where they are new.
type Arrival struct {
	// DisplayName is what they want to be called; "": the mall chooses.
	DisplayName string
	// ReferralCode and DeviceID are as of SignUp.
	ReferralCode, DeviceID string
}

func (a Arrival) check() *mall.Error {
	if len(a.DisplayName) > 128 {
		return mall.Errorf(mall.CodeInvalidInput, "displayName has at most 128 bytes", "昵称最多 128 字节").At("displayName")
	}
	return checkDevice(a.DeviceID)
}

func checkDevice(id string) *mall.Error {
	if len(id) > maxDevice {
		return mall.Errorf(mall.CodeInvalidInput, "deviceId has at most %d bytes", "deviceId 最多 %d 字节", maxDevice).At("deviceId")
	}
	return nil
}

// SignInByCode signs in the member of a contact by a code that was sent there. Who is new becomes
// a member, and earns what signing up earns. Refusals: those of a code (see withSentCode),
// INVALID_INPUT, NOT_FOUND (the referral code), NOT_AVAILABLE (too many have signed up from here).
func (s *Service) SignInByCode(ctx context.Context, c mall.Contact, code string, a Arrival) (tokens Tokens, err error) {
	if refusal := a.check(); refusal != nil {
		return Tokens{}, refusal
	}
	err = s.withSentCode(ctx, proof{purpose: CodeSignIn, contact: c}, code, func(ctx context.Context, tx *store.Tx) error {
		m, err := member.FindByContact(ctx, tx.Ent(), c)
		if err != nil {
			return err
		}
		if m != nil {
			tokens, err = s.beginMember(ctx, tx, m)
			return err
		}
		tokens, err = s.joinMember(ctx, tx, member.NewPerson{Name: nameOf(ctx, a), Contact: &c}, a)
		return err
	})
	return tokens, err
}

// beginMember begins a session of a member.
func (s *Service) beginMember(ctx context.Context, tx *store.Tx, m *ent.Member) (Tokens, error) {
	tokens, err := s.begin(ctx, tx, &m.ID, nil)
	tokens.Member = m
	return tokens, err
}

// joinMember makes a member with a points account, welcomes them, and signs them in. New members from
// one address are counted.
func (s *Service) joinMember(ctx context.Context, tx *store.Tx, p member.NewPerson, a Arrival) (Tokens, error) {
	if err := s.try(ctx, tx, s.Limits.signingUp(mall.AddressOf(ctx)), tooManySignUps); err != nil {
		return Tokens{}, err
	}
	m, err := member.Join(ctx, tx, p, s.clock())
	if err != nil {
		return Tokens{}, err
	}
	var batch store.Batch
	ledger.OpenAccounts(&batch, []mall.MemberID{m.ID}, s.clock())
	if err := batch.Exec(ctx, tx); err != nil {
		return Tokens{}, err
	}
	if s.welcome != nil {
		err := s.welcome(ctx, tx, member.Newcomer{ID: m.ID, Name: p.Name, ReferralCode: a.ReferralCode, DeviceID: a.DeviceID})
		if err != nil {
			return Tokens{}, err
		}
	}
	tokens, err := s.beginMember(ctx, tx, m)
	tokens.New = true
	return tokens, err
}

// nameOf is what a newcomer is called: nothing of their contact, since others see the name.
func nameOf(ctx context.Context, a Arrival) string {
	if name := strings.TrimSpace(a.DisplayName); name != "" {
		return name
	}
	n, _ := rand.Int(rand.Reader, big.NewInt(1_000_000)) // never fails: see crypto/rand
	return mall.Text{EN: fmt.Sprintf("Member %06d", n), ZH: fmt.Sprintf("会员%06d", n)}.In(mall.LangOf(ctx))
}
