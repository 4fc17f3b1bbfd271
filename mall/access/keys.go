package access

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/signingkey"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

const (
	// keysFor is how long a server goes on with the signing keys that it has read.
	keysFor = 5 * time.Second
	// KeysSettle is how old a key is before it signs: every server knows it by then.
	KeysSettle = 3 * keysFor
)

// keys are the signing keys that this server knows.
type keys struct {
	db *store.DB
	// reading is held while one caller reads the keys anew; others go on with the old.
	reading sync.Mutex

	mu   sync.RWMutex
	read time.Time
	// current signs; byID checks.
	current mall.SigningKeyID
	byID    map[string][]byte
}

// loadKeys reads the signing keys.
func loadKeys(ctx context.Context, db *store.DB, now time.Time) (*keys, error) {
	k := &keys{db: db}
	return k, k.reload(ctx, now)
}

// ensure sees to it that there is a key that signs: it reads the keys anew when it is
// time, and makes the database's first where there is none.
func (k *keys) ensure(ctx context.Context, now time.Time) error {
	k.refresh(ctx, now)
	k.mu.RLock()
	some := len(k.byID) > 0
	k.mu.RUnlock()
	if some {
		return nil
	}
	if err := makeFirstKey(ctx, k.db, now); err != nil {
		return err
	}
	return k.reload(ctx, now)
}

// firstKeyLock is PostgreSQL's advisory lock of whoever makes the first key.
const firstKeyLock = 7_310_001

// makeFirstKey makes a key unless another server, which started at the same time, has.
// Two first keys would leave one of the servers without the other's for a while.
func makeFirstKey(ctx context.Context, db *store.DB, now time.Time) error {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails: see crypto/rand
	return db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if tx.Dialect == store.Postgres {
			if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock($1)", firstKeyLock); err != nil {
				return err
			}
		}
		good, err := goodKeys(ctx, tx.Ent())
		if err != nil || len(good) > 0 {
			return err
		}
		return tx.Ent().SigningKey.Create().SetSecret(secret).SetCreatedAt(now).Exec(ctx)
	})
}

func makeKey(ctx context.Context, db *store.DB, now time.Time) (key *ent.SigningKey, err error) {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails: see crypto/rand
	err = db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		key, err = tx.Ent().SigningKey.Create().SetSecret(secret).SetCreatedAt(now).Save(ctx)
		return err
	})
	return key, err
}

// goodKeys reads the keys that are not retired, the oldest first.
func goodKeys(ctx context.Context, client *ent.Client) ([]*ent.SigningKey, error) {
	rows, err := client.SigningKey.Query().Where(signingkey.RetiredAtIsNil()).Order(ent.Asc(signingkey.FieldCreatedAt, signingkey.FieldID)).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the signing keys: %w", err)
	}
	return rows, nil
}

// signer is the newest of the good keys that every server knows by now; where none
// has settled yet, the oldest.
func signer(good []*ent.SigningKey, now time.Time) (current mall.SigningKeyID) {
	for i, row := range good {
		if i == 0 || !row.CreatedAt.After(now.Add(-KeysSettle)) {
			current = row.ID
		}
	}
	return current
}

func (k *keys) reload(ctx context.Context, now time.Time) error {
	rows, err := goodKeys(ctx, k.db.Ent())
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.byID = make(map[string][]byte, len(rows))
	for _, row := range rows {
		k.byID[row.ID.String()] = row.Secret
	}
	k.current, k.read = signer(rows, now), now
	return nil
}

// refresh reads the keys anew when it is time. While they cannot be read, the old
// ones stay good: nobody can do much without the database.
func (k *keys) refresh(ctx context.Context, now time.Time) {
	k.mu.RLock()
	fresh := now.Sub(k.read) < keysFor
	k.mu.RUnlock()
	if fresh || !k.reading.TryLock() {
		return
	}
	defer k.reading.Unlock()
	if err := k.reload(ctx, now); err != nil {
		slog.WarnContext(ctx, "the signing keys could not be read; the old ones are used", "error", err)
	}
}

// secret is a good key's secret, or ErrBadToken.
func (k *keys) secret(ctx context.Context, id string, now time.Time) ([]byte, error) {
	if secret := k.lookup(id); secret != nil {
		return secret, nil
	}
	if !validKeyID(id) {
		return nil, ErrBadToken
	}
	// Another server may have made the key since; but who sends made-up names of keys
	// must not have the database asked each time.
	k.mu.RLock()
	justRead := now.Sub(k.read) < time.Second
	k.mu.RUnlock()
	if justRead {
		return nil, ErrBadToken
	}
	if err := k.reload(ctx, now); err != nil {
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

// Key is a signing key as operators see it.
type Key struct {
	ID        mall.SigningKeyID
	CreatedAt time.Time
	// RetiredAt is when its tokens ceased to be good; nil: they are.
	RetiredAt *time.Time
	// Signs is true for the key that signs new tokens.
	Signs bool
}

// Keys lists the signing keys, the oldest first.
func (s *Service) Keys(ctx context.Context) ([]Key, error) {
	rows, err := s.db.Ent().SigningKey.Query().Order(ent.Asc(signingkey.FieldCreatedAt, signingkey.FieldID)).All(ctx)
	if err != nil {
		return nil, err
	}
	good, err := goodKeys(ctx, s.db.Ent())
	if err != nil {
		return nil, err
	}
	current := signer(good, s.clock())
	list := make([]Key, len(rows))
	for i, row := range rows {
		list[i] = Key{ID: row.ID, CreatedAt: row.CreatedAt, RetiredAt: row.RetiredAt, Signs: row.ID == current}
	}
	return list, nil
}

// RotateKey makes a new signing key. It signs after KeysSettle, when every server has
// read it; tokens of the older keys stay good until they expire or RetireKey ends them.
func (s *Service) RotateKey(ctx context.Context) (mall.SigningKeyID, error) {
	key, err := makeKey(ctx, s.db, s.clock())
	if err != nil {
		return mall.SigningKeyID{}, err
	}
	return key.ID, nil
}

// RetireKey ends a key: within seconds, no server takes its tokens any more. Refusals:
// NOT_FOUND, INVALID_STATE (it is the key that signs: make another, and wait until
// that one signs).
func (s *Service) RetireKey(ctx context.Context, id mall.SigningKeyID) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		good, err := goodKeys(ctx, tx.Ent())
		if err != nil {
			return err
		}
		if signer(good, s.clock()) == id {
			return mall.Errorf(mall.CodeInvalidState, "%s signs the tokens: rotate, wait %s, then retire it", "%s 正用于签发令牌：请先轮换，等待 %d 秒后再停用", id, mall.Count(int(KeysSettle/time.Second), "second"))
		}
		retired, err := tx.Ent().SigningKey.Update().Where(signingkey.ID(id), signingkey.RetiredAtIsNil()).SetRetiredAt(s.clock()).Save(ctx)
		if err == nil && retired == 0 {
			return mall.Errorf(mall.CodeNotFound, "no key %s is good: see `pointsmall keys list`", "没有可用的密钥 %s，请查看 `pointsmall keys list`", id)
		}
		return err
	})
}
