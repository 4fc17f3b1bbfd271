package audit

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/memberkey"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// keySize is how many bytes a member's key has.
const keySize = 32

// keys are the ciphers of members, for one transaction or one page.
type keys struct {
	secret  []byte
	ciphers map[mall.MemberID]cipher.AEAD // nil: forgotten, or made by another secret
}

func newKeys(secret []byte) *keys { return &keys{secret, map[mall.MemberID]cipher.AEAD{}} }

// wrapping is the cipher that encrypts members' keys for the database.
func wrapping(secret []byte) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, "pointsmall audit members 1", keySize)
	if err != nil {
		return nil, err
	}
	return aead(key)
}

func aead(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// keep remembers the cipher of a stored key.
func (k *keys) keep(row *ent.MemberKey) error {
	k.ciphers[row.ID] = nil
	if row.Sealed == nil {
		return nil
	}
	wrap, err := wrapping(k.secret)
	if err != nil {
		return err
	}
	key, err := wrap.Open(nil, nil, *row.Sealed, row.ID[:])
	if err != nil {
		return nil //nolint:nilerr // it was made by another secret: what it encrypts cannot be read, and is not shown
	}
	k.ciphers[row.ID], err = aead(key)
	return err
}

// of is a member's cipher, made where there is none yet; nil where it was forgotten.
func (k *keys) of(ctx context.Context, tx *store.Tx, id mall.MemberID) (cipher.AEAD, error) {
	if c, known := k.ciphers[id]; known {
		return c, nil
	}
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // it never fails
	wrap, err := wrapping(k.secret)
	if err != nil {
		return nil, err
	}
	row, err := tx.Ent().MemberKey.Get(ctx, id)
	if ent.IsNotFound(err) {
		_, err = tx.Exec(ctx, "insert into member_keys (id, sealed) values ($1, $2) on conflict (id) do nothing", id, wrap.Seal(nil, nil, key, id[:]))
		if err != nil {
			return nil, err
		}
		row, err = tx.Ent().MemberKey.Get(ctx, id) // another transaction may have made it
	}
	if err != nil {
		return nil, fmt.Errorf("read the key of member %s: %w", id, err)
	}
	err = k.keep(row)
	return k.ciphers[id], err
}

// seal encrypts the personal fields of a change, in place. It returns whose they are.
func (l *Log) seal(ctx context.Context, tx *store.Tx, keys *keys, c *store.RowChange, fields []mall.AuditChange) (*mall.MemberID, error) {
	personal := map[string]bool{}
	for column := range ent.Personal[c.Table] {
		personal[camel(column)] = true
	}
	var of *mall.MemberID
	if id, ok := memberOf(c); ok {
		of = &id
	}
	for i := range fields {
		f := &fields[i]
		if !personal[f.Field] || f.Hidden != mall.AuditShown {
			continue
		}
		var member cipher.AEAD
		if of != nil {
			var err error
			if member, err = keys.of(ctx, tx, *of); err != nil {
				return nil, err
			}
		}
		plain, err := json.Marshal([2]*string{f.Before, f.After})
		if err != nil {
			return nil, err
		}
		f.Before, f.After = nil, nil
		if member == nil { // nobody whose key there could be
			f.Hidden = mall.AuditForgotten
			continue
		}
		f.Sealed = base64.RawStdEncoding.EncodeToString(member.Seal(nil, nil, plain, []byte(f.Field)))
	}
	return of, nil
}

// open decrypts the personal fields of a record, in place. What cannot be decrypted any more is
// hidden.
func (k *keys) open(member *mall.MemberID, fields []mall.AuditChange) {
	for i := range fields {
		f := &fields[i]
		if f.Sealed == "" {
			continue
		}
		var both [2]*string
		text := f.Sealed
		f.Sealed, f.Hidden = "", mall.AuditForgotten
		if member == nil || k.ciphers[*member] == nil {
			continue
		}
		sealed, err := base64.RawStdEncoding.DecodeString(text)
		if err != nil {
			continue
		}
		plain, err := k.ciphers[*member].Open(nil, nil, sealed, []byte(f.Field))
		if err != nil || json.Unmarshal(plain, &both) != nil {
			continue
		}
		f.Before, f.After, f.Hidden = both[0], both[1], mall.AuditShown
	}
}

// read reads the keys of members.
func (k *keys) read(ctx context.Context, client *ent.Client, members []mall.MemberID) error {
	rows, err := client.MemberKey.Query().Where(store.Among(memberkey.FieldID, "uuid", members)).All(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := k.keep(row); err != nil {
			return err
		}
	}
	return nil
}

// Forget destroys the key of a member's personal fields, for ever: nobody reads them any more, in
// backups made from now on neither, and every hash and seal still holds. What is recorded of the
// member later has no personal fields. It may be called twice.
func Forget(ctx context.Context, tx *store.Tx, id mall.MemberID, now time.Time) error {
	_, err := tx.Exec(ctx, "insert into member_keys (id, sealed, forgotten_at) values ($1, null, $2) "+
		"on conflict (id) do update set sealed = null, forgotten_at = coalesce(member_keys.forgotten_at, excluded.forgotten_at)", id, now.UTC())
	return err
}
