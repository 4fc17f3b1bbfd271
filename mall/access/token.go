package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// ErrBadToken says that a token is forged, expired or not a token at all.
var ErrBadToken = errors.New("the token is not valid, or no longer")

const issuer = "pointsmall"

// claims are what an access token says. The subject is the member's, staff
// user's or partner's id; its prefix tells which.
type claims struct {
	Issuer  string `json:"iss"`
	Subject string `json:"sub"`
	// ExpiresAt and IssuedAt are in seconds: the library's own claims read them as decimals, which
	// costs more than checking the signature.
	ExpiresAt int64  `json:"exp"`
	IssuedAt  int64  `json:"iat"`
	Session   string `json:"sid,omitempty"`
}

// GetExpirationTime is nil, and so the token bad, where it says none.
func (c *claims) GetExpirationTime() (*jwt.NumericDate, error) { return date(c.ExpiresAt), nil }

// GetIssuedAt is nil where the token says none.
func (c *claims) GetIssuedAt() (*jwt.NumericDate, error) { return date(c.IssuedAt), nil }

// GetNotBefore is nil: tokens are good at once.
func (c *claims) GetNotBefore() (*jwt.NumericDate, error) { return nil, nil }

// GetIssuer is who made the token.
func (c *claims) GetIssuer() (string, error) { return c.Issuer, nil }

// GetSubject is who bears it.
func (c *claims) GetSubject() (string, error) { return c.Subject, nil }

// GetAudience is empty: there is one.
func (c *claims) GetAudience() (jwt.ClaimStrings, error) { return nil, nil }

func date(seconds int64) *jwt.NumericDate {
	if seconds == 0 {
		return nil
	}
	return &jwt.NumericDate{Time: time.Unix(seconds, 0)}
}

// sign makes an access token with the key that is current; ensure sees to it that there is
// one.
func (k *keys) sign(subject, session string, now time.Time, ttl time.Duration) (string, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, &claims{Issuer: issuer, Subject: subject, ExpiresAt: now.Add(ttl).Unix(), IssuedAt: now.Unix(), Session: session})
	id := k.current.String()
	token.Header["kid"] = id
	return token.SignedString(k.byID[id])
}

// parse checks a token's signature and times.
func (k *keys) parse(ctx context.Context, token string, now time.Time) (*claims, error) {
	k.refresh(ctx, now)
	c := &claims{}
	_, err := jwt.ParseWithClaims(token, c, func(t *jwt.Token) (any, error) {
		id, _ := t.Header["kid"].(string)
		secret, err := k.secret(ctx, id, now)
		return secret, err
	}, jwt.WithValidMethods([]string{"HS256"}), jwt.WithIssuer(issuer), jwt.WithExpirationRequired(), jwt.WithTimeFunc(func() time.Time { return now }))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadToken, err)
	}
	return c, nil
}

// newSecret is a random text of 256 bits.
func newSecret() string {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails: see crypto/rand
	return base64.RawURLEncoding.EncodeToString(secret)
}

// digest is how secrets with 256 random bits are stored: they need no slow hash.
func digest(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}
