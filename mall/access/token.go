package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"pointsmall/ent"
	"pointsmall/ent/signingkey"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// ErrBadToken says that a token is forged, expired or not a token at all.
var ErrBadToken = errors.New("the token is not valid, or no longer")

const issuer = "pointsmall"

// claims are what an access token says. The subject is the member's, staff
// user's or partner's id; its prefix tells which.
type claims struct {
	jwt.RegisteredClaims
	Session string `json:"sid,omitempty"`
}

// keys are the signing keys that this server knows.
type keys struct {
	db *store.DB
	mu sync.RWMutex
	// current signs; byID checks.
	current mall.SigningKeyID
	byID    map[string][]byte
}

// loadKeys reads the signing keys, and makes the first where there is none.
func loadKeys(ctx context.Context, db *store.DB) (*keys, error) {
	k := &keys{db: db}
	if err := k.reload(ctx); err != nil || len(k.byID) > 0 {
		return k, err
	}
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails: see crypto/rand
	err := db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.Ent().SigningKey.Create().SetSecret(secret).Exec(ctx)
	})
	if err != nil {
		return nil, err
	}
	return k, k.reload(ctx)
}

func (k *keys) reload(ctx context.Context) error {
	rows, err := k.db.Ent().SigningKey.Query().Where(signingkey.RetiredAtIsNil()).Order(ent.Asc(signingkey.FieldCreatedAt, signingkey.FieldID)).All(ctx)
	if err != nil {
		return fmt.Errorf("read the signing keys: %w", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.byID = make(map[string][]byte, len(rows))
	for _, row := range rows {
		k.byID[row.ID.String()] = row.Secret
		k.current = row.ID
	}
	return nil
}

func (k *keys) sign(subject, session string, now time.Time, ttl time.Duration) (string, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: issuer, Subject: subject,
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(ttl)),
		},
		Session: session,
	})
	id := k.current.String()
	token.Header["kid"] = id
	return token.SignedString(k.byID[id])
}

// parse checks a token's signature and times.
func (k *keys) parse(ctx context.Context, token string, now time.Time) (*claims, error) {
	c := &claims{}
	_, err := jwt.ParseWithClaims(token, c, func(t *jwt.Token) (any, error) {
		id, _ := t.Header["kid"].(string)
		secret, err := k.secret(ctx, id)
		return secret, err
	}, jwt.WithValidMethods([]string{"HS256"}), jwt.WithIssuer(issuer), jwt.WithExpirationRequired(), jwt.WithTimeFunc(func() time.Time { return now }))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadToken, err)
	}
	return c, nil
}

func (k *keys) secret(ctx context.Context, id string) ([]byte, error) {
	if secret := k.lookup(id); secret != nil {
		return secret, nil
	}
	if !validKeyID(id) {
		return nil, ErrBadToken
	}
	// Another server may have made the key since.
	if err := k.reload(ctx); err != nil {
		return nil, err
	}
	if secret := k.lookup(id); secret != nil {
		return secret, nil
	}
	return nil, ErrBadToken
}

func validKeyID(id string) bool {
	var parsed mall.SigningKeyID
	return parsed.UnmarshalText([]byte(id)) == nil
}

func (k *keys) lookup(id string) []byte {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.byID[id]
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
