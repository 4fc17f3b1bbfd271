package access

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/session"
	"pointsmall/mall"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// RefreshGrace is for how long a refresh token that was replaced gets the same successor
// again, unless a server says otherwise.
const RefreshGrace = 30 * time.Second

// Refresh replaces a refresh token by a new one with a new access token. A token that was
// replaced within the grace gets the same new one again, on every server: two tabs had it,
// or the first answer was lost. A token that was replaced longer ago, or by more than one
// step, ends its session. Refusals: EXPIRED.
func (s *Service) Refresh(ctx context.Context, token string) (Tokens, error) {
	refused := mall.Errorf(mall.CodeExpired, "the refresh token is not valid any more; sign in again", "登录已失效，请重新登录").At("refreshToken")
	idText, secret, _ := strings.Cut(token, ".")
	id, ok := mall.AnyID(idText).Session()
	if !ok {
		return Tokens{}, refused
	}
	var tokens Tokens
	var reused bool
	err := s.signing(ctx, func(ctx context.Context, tx *store.Tx) error {
		row, err := lockSession(ctx, tx, id)
		if ent.IsNotFound(err) {
			return refused
		}
		if err != nil {
			return err
		}
		now := s.clock()
		if row.EndedAt != nil || !row.ExpiresAt.After(now) || !admitted(ctx, row) {
			return refused
		}
		var next string
		switch {
		case bytes.Equal(row.TokenHash, digest(secret)):
			row, next, err = s.replace(ctx, tx, row, secret)
		case s.replacedJustNow(row, secret):
			next = successor(secret, *row.SuccessorSalt)
		default:
			reused = true
			return s.end(ctx, tx, session.ID(id))
		}
		if err != nil {
			return err
		}
		if tokens, err = s.tokens(row, next, now); err != nil || row.MemberID == nil {
			return err
		}
		if err := member.NoteActive(ctx, tx, *row.MemberID, now); err != nil {
			return err
		}
		tokens.Member, err = member.Find(ctx, tx.Ent(), *row.MemberID)
		return err
	})
	if err == nil && reused {
		s.live.forget()
		return Tokens{}, refused
	}
	return tokens, err
}

// lockSession reads a session, locked: of two who have the same token, one comes first.
func lockSession(ctx context.Context, tx *store.Tx, id mall.SessionID) (*ent.Session, error) {
	query := tx.Ent().Session.Query().Where(session.ID(id))
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	return query.Only(ctx)
}

// replace makes the successor of a session's newest token.
func (s *Service) replace(ctx context.Context, tx *store.Tx, row *ent.Session, secret string) (*ent.Session, string, error) {
	salt := make([]byte, sha256.Size)
	_, _ = rand.Read(salt) // never fails: see crypto/rand
	now, next := s.clock(), successor(secret, salt)
	update := tx.Ent().Session.UpdateOne(row).SetTokenHash(digest(next)).SetExpiresAt(now.Add(RefreshTTL)).
		SetReplacedHash(row.TokenHash).SetSuccessorSalt(salt).SetReplacedAt(now)
	if row.StaffID != nil {
		address, agent := told(ctx)
		update.SetLastUsedAt(now).SetNillableAddress(address).SetNillableUserAgent(agent)
	}
	row, err := update.Save(ctx)
	return row, next, err
}

// replacedJustNow reports whether the secret is the token that the newest one replaced, and
// the grace is not over.
func (s *Service) replacedJustNow(row *ent.Session, secret string) bool {
	return row.ReplacedAt != nil && row.ReplacedHash != nil && row.SuccessorSalt != nil &&
		s.clock().Before(row.ReplacedAt.Add(s.RefreshGrace)) && bytes.Equal(*row.ReplacedHash, digest(secret))
}

// successor is the token that follows a token. It is made of that token, of which only a
// digest is stored, and of a stored salt: neither who reads the database nor who has an
// older token alone can make it.
func successor(secret string, salt []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(salt)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
