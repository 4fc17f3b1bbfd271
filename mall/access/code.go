package access

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/staff"
	"pointsmall/mall/store"
)

// factorState is in which state a second factor must be for its codes to be taken.
type factorState bool

const (
	pending factorState = false // begun, and not confirmed
	active  factorState = true
)

// check refuses, with INVALID_STATE, a user whose second factor is in another state.
func (is factorState) check(user *ent.Staff) *mall.Error {
	switch has := staff.HasSecondFactor(user); {
	case is == active && !has:
		return noSecondFactor()
	case is == pending && has:
		return mall.Errorf(mall.CodeInvalidState, "the second factor is confirmed already", "两步验证已启用")
	case !staff.HasSecret(user):
		return mall.Errorf(mall.CodeInvalidState, "there is nothing to confirm: call beginTwoFactor first", "没有待确认的两步验证：请先调用 beginTwoFactor")
	}
	return nil
}

// withCode runs f in a transaction that has taken a user's code, with the user locked: of two
// who send the same code, on whatever servers, one is refused. A try is counted before, in a
// transaction of its own, so that wrong codes stay counted. Refusals: UNAUTHENTICATED (at
// code), INVALID_STATE, NOT_AVAILABLE (too many wrong codes), and those of f.
func (s *Service) withCode(ctx context.Context, id mall.StaffID, code string, state factorState, f func(context.Context, *store.Tx, *ent.Staff) error) error {
	count := s.Limits.coding(id)
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error { return s.try(ctx, tx, count, tooManyCodes) })
	if err != nil {
		return err
	}
	var recovered *ent.Staff
	var left int
	err = s.signing(ctx, func(ctx context.Context, tx *store.Tx) error {
		recovered = nil
		user, err := lockActor(ctx, tx, mall.Actor{StaffID: id})
		if err != nil {
			return err
		}
		if refusal := state.check(user); refusal != nil {
			return refusal
		}
		if code := plainCode(code); len(code) == codeDigits {
			user, err = s.takeCode(ctx, user, code)
		} else {
			if left, err = s.takeRecoveryCode(ctx, tx, user, code); err == nil {
				recovered = user
			}
		}
		if err != nil {
			return err
		}
		if err := s.forgive(ctx, tx, count); err != nil {
			return err
		}
		return f(ctx, tx, user)
	})
	if err == nil && recovered != nil {
		slog.WarnContext(ctx, "a recovery code was used", "user", recovered.ID.String(), "login", recovered.Login, "left", left, "from", mall.AddressOf(ctx).String())
	}
	return err
}

// takeCode takes a code of the user's app, once.
func (s *Service) takeCode(ctx context.Context, user *ent.Staff, code string) (*ent.Staff, error) {
	secret, err := s.Secrets.open(user.ID, *user.TotpSecret)
	if err != nil {
		return nil, err
	}
	step, ok := stepOfCode(secret, code, user.TotpStep, s.clock())
	if !ok {
		return nil, wrongCode()
	}
	return staff.TakeStep(ctx, user, step)
}

// takeRecoveryCode takes one of the user's recovery codes, once, and says how many are left.
func (s *Service) takeRecoveryCode(ctx context.Context, tx *store.Tx, user *ent.Staff, code string) (int, error) {
	tx.As(mall.Actor{Kind: mall.ActorStaff, StaffID: user.ID}) // that a code was used is written down
	left, ok, err := staff.UseRecoveryCode(ctx, tx, user.ID, recoveryDigest(user.ID, code), s.clock())
	if err == nil && !ok {
		return 0, wrongCode()
	}
	return left, err
}

func wrongCode() *mall.Error {
	return mall.Errorf(mall.CodeUnauthenticated, "the code is wrong, or was used already: wait for the app's next one, or use a recovery code", "验证码错误或已使用：请等待应用显示下一个验证码，或使用恢复码").At("code")
}

// A challenge stands for the password that was given, for challengeTTL.
const (
	challengeTTL     = 5 * time.Minute
	challengePurpose = "second factor"
)

// challenge is what a challenge says. Stamp is a digest of the password's hash: who changes
// the password ends the challenge.
type challenge struct {
	User  mall.StaffID `json:"u"`
	Stamp []byte       `json:"s"`
	Until time.Time    `json:"t"`
}

func stampOf(user *ent.Staff) []byte { return digest(user.PasswordHash)[:12] }

// ask refuses to sign in without a code.
func (s *Service) ask(ctx context.Context, user *ent.Staff) error {
	content, err := json.Marshal(challenge{user.ID, stampOf(user), s.clock().Add(challengeTTL)})
	if err != nil {
		return err
	}
	sealed, err := s.Seal(ctx, challengePurpose, content)
	if err != nil {
		return err
	}
	e := mall.Errorf(mall.CodeSecondFactorRequired, "a code of your second factor is needed, too: send it as code, or with the challenge to finishSignIn", "还需要两步验证码：请在 code 中提供，或连同 challenge 调用 finishSignIn").At("code")
	e.Figures.Challenge = sealed
	return e
}

// signInTwice goes on with a user who has a second factor, whose password was right.
func (s *Service) signInTwice(ctx context.Context, user *ent.Staff, code string, count counters) (Tokens, error) {
	if err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error { return s.forgive(ctx, tx, count) }); err != nil {
		return Tokens{}, err
	}
	if code == "" {
		return Tokens{}, s.ask(ctx, user)
	}
	return s.codeIn(ctx, user.ID, stampOf(user), code)
}

// FinishSignIn signs a user in by a challenge and a code. Refusals: EXPIRED (the challenge),
// and those of a code: see SignInWithCode.
func (s *Service) FinishSignIn(ctx context.Context, sealed, code string) (Tokens, error) {
	content, ok, err := s.Unseal(ctx, challengePurpose, sealed)
	if err != nil {
		return Tokens{}, err
	}
	var c challenge
	if !ok || json.Unmarshal(content, &c) != nil || !s.clock().Before(c.Until) {
		return Tokens{}, staleChallenge()
	}
	return s.codeIn(ctx, c.User, c.Stamp, code)
}

func staleChallenge() *mall.Error {
	return mall.Errorf(mall.CodeExpired, "the challenge is not valid any more: sign in again", "验证已失效，请重新登录").At("challenge")
}

// codeIn signs a user in by their code, while their password is the one that was given.
func (s *Service) codeIn(ctx context.Context, id mall.StaffID, stamp []byte, code string) (tokens Tokens, err error) {
	user, err := staff.Get(ctx, s.db.Ent(), id)
	if err != nil {
		return Tokens{}, err
	}
	if user == nil || !bytes.Equal(stamp, stampOf(user)) || !staff.HasSecondFactor(user) {
		return Tokens{}, staleChallenge()
	}
	err = s.withCode(ctx, id, code, active, func(ctx context.Context, tx *store.Tx, user *ent.Staff) error {
		if !bytes.Equal(stamp, stampOf(user)) {
			return staleChallenge()
		}
		tokens, err = s.begin(ctx, tx, nil, &user.ID)
		return err
	})
	return tokens, err
}
