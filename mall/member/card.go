package member

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
	"time"

	"pointsmall/ent"
	entmember "pointsmall/ent/member"
	"pointsmall/mall"
	"pointsmall/mall/store"
	"pointsmall/mall/vault"
)

// A card's code is 22 digits: cardPrefix, the card's number, and a proof of the minute in which
// it is shown. Digits in pairs make the shortest Code 128.
const (
	cardPrefix = "29"
	cardDigits = 12
	cardProof  = 8
	cardStep   = time.Minute
	// cardPurpose is what proofs are made for.
	cardPurpose = "member card"
)

// Card is a member's card as a till reads it.
type Card struct {
	// Number stays; Code is good until ExpiresAt, and a minute longer for a slow till.
	Number, Code string
	ExpiresAt    time.Time
}

// CardOf is a member's card now. The number is made when it is first asked for; a member whom
// tills know by no number gets it as their external reference, too. v makes the proof. Refusals:
// NOT_FOUND, NOT_AVAILABLE (the server has no key).
func (s *Service) CardOf(ctx context.Context, id mall.MemberID, v *vault.Vault) (Card, error) {
	m, err := s.Get(ctx, id)
	if err != nil {
		return Card{}, err
	}
	for tries := 0; m.CardNumber == nil; tries++ {
		if m, err = s.makeCard(ctx, id); err != nil && (!store.IsUnique(err) || tries > 3) {
			return Card{}, err
		}
		if m == nil { // another member has this number
			if m, err = s.Get(ctx, id); err != nil {
				return Card{}, err
			}
		}
	}
	step := s.clock().Unix() / int64(cardStep/time.Second)
	proof, err := proofOf(m, step, v)
	if err != nil {
		return Card{}, err
	}
	return Card{*m.CardNumber, cardPrefix + *m.CardNumber + proof, time.Unix((step+1)*int64(cardStep/time.Second), 0).UTC()}, nil
}

func (s *Service) makeCard(ctx context.Context, id mall.MemberID) (made *ent.Member, err error) {
	n, _ := rand.Int(rand.Reader, big.NewInt(1_000_000_000_000)) // never fails: see crypto/rand
	number, secret := fmt.Sprintf("%0*d", cardDigits, n), make([]byte, 16)
	_, _ = rand.Read(secret)
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		made = nil
		m, err := Lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if m.CardNumber != nil { // another call was quicker
			made = m
			return nil
		}
		update := m.Update().SetCardNumber(number).SetCardSecret(secret)
		if m.ExternalRef == nil {
			m.ExternalRef = &number
			update.SetExternalRef(number).SetFolded(Folded(m))
		}
		made, err = update.Save(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// proofOf is the proof of a card in one minute.
func proofOf(m *ent.Member, step int64, v *vault.Vault) (string, error) {
	mac, err := v.MAC(cardPurpose, fmt.Sprintf("%s %s %d", *m.CardNumber, hex.EncodeToString(*m.CardSecret), step))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%0*d", cardProof, binary.BigEndian.Uint64(mac)%100_000_000), nil
}

// ByCard is the member whose card a till has read, in this minute or the one before. Refusals:
// NOT_FOUND (the code is none, or too old), NOT_AVAILABLE (the server has no key).
func (s *Service) ByCard(ctx context.Context, code string, v *vault.Vault) (*ent.Member, error) {
	none := mall.Errorf(mall.CodeNotFound, "no card shows this code now: have the member open the card anew", "会员码无效或已过期：请会员重新打开会员码").At("code")
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	if len(code) != len(cardPrefix)+cardDigits+cardProof || !strings.HasPrefix(code, cardPrefix) {
		return nil, none
	}
	number, shown := code[len(cardPrefix):len(cardPrefix)+cardDigits], code[len(cardPrefix)+cardDigits:]
	m, err := s.db.Ent().Member.Query().Where(entmember.CardNumber(number)).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, none
	}
	if err != nil {
		return nil, err
	}
	step := s.clock().Unix() / int64(cardStep/time.Second)
	for back := range int64(2) {
		proof, err := proofOf(m, step-back, v)
		if err != nil {
			return nil, err
		}
		if subtle.ConstantTimeCompare([]byte(proof), []byte(shown)) == 1 {
			return m, nil
		}
	}
	return nil, none
}
