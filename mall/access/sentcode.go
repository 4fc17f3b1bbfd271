package access

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"math/big"
	"net/netip"
	"strconv"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/onetimecode"
	"pointsmall/mall"
	"pointsmall/mall/member"
	"pointsmall/mall/notice"
	"pointsmall/mall/store"
)

// CodePurpose is what a code proves a contact for.
type CodePurpose string

// The purposes there are.
const (
	// CodeSignIn signs in, and makes the member where there is none.
	CodeSignIn CodePurpose = "SIGN_IN"
	// CodePassword sets another password.
	CodePassword CodePurpose = "PASSWORD"
	// CodeContact gives a signed-in member a contact, or takes one.
	CodeContact CodePurpose = "CONTACT"
)

// Values lists every purpose, for the API's enum.
func (CodePurpose) Values() []string {
	return []string{string(CodeSignIn), string(CodePassword), string(CodeContact)}
}

// What holds for every code that is sent.
const (
	sentCodeTTL   = 5 * time.Minute
	sentCodeTries = 5
	sentCodeEvery = time.Minute
	sentCodeDay   = 24 * time.Hour
)

// SentCode is a code that was asked for.
type SentCode struct {
	ExpiresAt time.Time
	// AgainAt is when another one may be asked for.
	AgainAt time.Time
}

// proof is what a code is good for: one purpose, one contact, and of a signed-in member that
// member alone.
type proof struct {
	purpose CodePurpose
	contact mall.Contact
	member  mall.MemberID // zero: of nobody in particular
}

// id is the row's: neither the contact nor the member can be read of it without trying all.
func (p proof) id() string {
	return base64.RawURLEncoding.EncodeToString(digest("sent code\x00" + string(p.purpose) + "\x00" + p.contact.Address + "\x00" + p.member.String()))
}

// codes counts codes that are sent, for a day each.
func (s *Service) codes(c mall.Contact, from netip.Addr) counters {
	limits := s.Settings.Current().Members
	r := rule{window: sentCodeDay}
	counted := counters(nil).add("codes to a contact", c.Address, limits.CodesPerContact, 1, r, false)
	if from.IsValid() {
		counted = counted.add("codes for an address", from.String(), limits.CodesPerAddress, 1, r, false)
	}
	return counted
}

// RequestCode sends a code of six digits to a contact. Whether a member has it, nobody learns:
// the answer is the same. CodeContact is for the member who asks. Refusals: NOT_AVAILABLE (the
// mall does not send such messages; a code was sent less than a minute ago; too many were sent to
// this contact or for this address today), UNAUTHENTICATED (CodeContact without a member).
func (s *Service) RequestCode(ctx context.Context, actor mall.Actor, purpose CodePurpose, c mall.Contact) (SentCode, error) {
	p := proof{purpose: purpose, contact: c}
	if purpose == CodeContact {
		if actor.Kind != mall.ActorMember {
			return SentCode{}, mall.Errorf(mall.CodeUnauthenticated, "sign in as a member before you confirm a contact", "请先以会员身份登录，再验证联系方式").At("purpose")
		}
		p.member = actor.MemberID
	}
	if err := s.Notices.Ready(ctx, c.Channel()); err != nil {
		return SentCode{}, err
	}
	now := s.clock()
	sent := SentCode{ExpiresAt: now.Add(sentCodeTTL), AgainAt: now.Add(sentCodeEvery)}
	code := newSentCode()
	hash, err := s.hashOf(p, code)
	if err != nil {
		return SentCode{}, err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := s.try(ctx, tx, s.codes(c, mall.AddressOf(ctx)), tooManySent); err != nil {
			return err
		}
		if err := keepCode(ctx, tx, p, hash, now); err != nil {
			return err
		}
		wanted, m, err := s.isWanted(ctx, tx, p)
		if err != nil || !wanted {
			return err
		}
		return s.Notices.Queue(ctx, tx, notice.Message{
			Channel: c.Channel(), To: c.Address, Purpose: notice.Purpose(purpose), Lang: mall.LangOf(ctx), Member: m, Until: sent.ExpiresAt,
			Values: map[string]string{"code": code, "minutes": strconv.Itoa(int(sentCodeTTL / time.Minute))},
		})
	})
	if err != nil {
		return SentCode{}, err
	}
	s.Notices.Soon()
	return sent, nil
}

// isWanted reports whether a code is worth a message: nobody can set the password of a member
// who is not there. The member is whom the message is about.
func (s *Service) isWanted(ctx context.Context, tx *store.Tx, p proof) (bool, *mall.MemberID, error) {
	if p.purpose == CodeContact {
		return true, &p.member, nil
	}
	m, err := member.FindByContact(ctx, tx.Ent(), p.contact)
	if err != nil {
		return false, nil, err
	}
	if m == nil {
		return p.purpose == CodeSignIn, nil, nil
	}
	return true, &m.ID, nil
}

func newSentCode() string {
	n, _ := rand.Int(rand.Reader, big.NewInt(1_000_000)) // never fails: see crypto/rand
	return fmt.Sprintf("%06d", n)
}

func (s *Service) hashOf(p proof, code string) ([]byte, error) {
	return s.Vault.MAC("one-time codes", p.id()+"\x00"+code)
}

// keepCode keeps a code in place of one before, unless that was sent just now.
func keepCode(ctx context.Context, tx *store.Tx, p proof, hash []byte, now time.Time) error {
	row, err := lockCode(ctx, tx, p)
	if err != nil {
		return err
	}
	if row == nil {
		err := tx.Ent().OneTimeCode.Create().SetID(p.id()).SetHash(hash).SetSentAt(now).SetExpiresAt(now.Add(sentCodeTTL)).Exec(ctx)
		if !store.IsUnique(err) {
			return err
		}
		return refusal(sentCodeEvery, sentJustNow) // another request was quicker
	}
	if wait := row.SentAt.Add(sentCodeEvery).Sub(now); wait > 0 {
		return refusal(wait, sentJustNow)
	}
	return row.Update().SetHash(hash).SetSentAt(now).SetExpiresAt(now.Add(sentCodeTTL)).SetTries(0).ClearUsedAt().Exec(ctx)
}

func lockCode(ctx context.Context, tx *store.Tx, p proof) (*ent.OneTimeCode, error) {
	query := tx.Ent().OneTimeCode.Query().Where(onetimecode.ID(p.id()))
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	row, err := query.Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return row, err
}

// withSentCode runs f in a transaction that has taken the code, once: of two who send it, on
// whatever servers, one is refused. A wrong code is counted, and after five the right one is no
// good either. Where f refuses, the code is as good as before. Refusals: UNAUTHENTICATED (at
// code), NOT_AVAILABLE (too many wrong ones from this address), and those of f.
func (s *Service) withSentCode(ctx context.Context, p proof, code string, f func(context.Context, *store.Tx) error) error {
	hash, err := s.hashOf(p, plainCode(code))
	if err != nil {
		return err
	}
	count := s.Limits.proving(mall.AddressOf(ctx))
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error { return s.try(ctx, tx, count, tooManyCodes) })
	if err != nil {
		return err
	}
	var wrong bool
	err = s.signing(ctx, func(ctx context.Context, tx *store.Tx) error {
		wrong = false
		row, err := lockCode(ctx, tx, p)
		if err != nil {
			return err
		}
		now := s.clock()
		switch {
		case row == nil, row.UsedAt != nil, !now.Before(row.ExpiresAt), row.Tries >= sentCodeTries:
			wrong = true
			return nil
		case !hmac.Equal(row.Hash, hash):
			wrong = true
			return row.Update().SetTries(row.Tries + 1).Exec(ctx)
		}
		if err := row.Update().SetUsedAt(now).Exec(ctx); err != nil {
			return err
		}
		if err := s.forgive(ctx, tx, count); err != nil {
			return err
		}
		return f(ctx, tx)
	})
	s.purge(ctx, &s.purged)
	if err == nil && wrong {
		return mall.Errorf(mall.CodeUnauthenticated, "the code is wrong, was used, or is not good any longer: ask for another", "验证码错误、已使用或已失效：请重新获取").At("code")
	}
	return err
}

func tooManySent(seconds int64) *mall.Error {
	return mall.Errorf(mall.CodeNotAvailable, "too many codes were sent today; try again in %s", "今日发送的验证码过多，请在 %d 秒后重试", mall.Count(seconds, "second"))
}

func sentJustNow(seconds int64) *mall.Error {
	return mall.Errorf(mall.CodeNotAvailable, "a code was sent just now; ask for another in %s", "验证码刚刚已发送，请在 %d 秒后重新获取", mall.Count(seconds, "second"))
}
