package access

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/alexedwards/argon2id"

	"pointsmall/mall"
)

// hashing follows OWASP's first choice for argon2id: 19 MiB, 2 passes, 1 lane.
var hashing = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// Hashing is bounded: hashSlots passwords are hashed at one time (19 MiB each),
// hashQueue callers wait or hash, and none waits longer than hashWait.
var (
	hashSlots = make(chan struct{}, 4)
	hashQueue = make(chan struct{}, 256)
)

const hashWait = 5 * time.Second

// takeSlot waits for a turn to hash and returns what ends the turn. When too many
// wait, or the wait is too long, it refuses with NOT_AVAILABLE and
// Figures.RetryAfter.
func takeSlot(ctx context.Context) (func(), error) {
	select {
	case hashQueue <- struct{}{}:
	default:
		return nil, busy()
	}
	timer := time.NewTimer(hashWait)
	defer timer.Stop()
	select {
	case hashSlots <- struct{}{}:
		return func() { <-hashSlots; <-hashQueue }, nil
	case <-timer.C:
		<-hashQueue
		return nil, busy()
	case <-ctx.Done():
		<-hashQueue
		return nil, ctx.Err()
	}
}

func busy() *mall.Error {
	seconds := int64(hashWait / time.Second)
	e := mall.Errorf(mall.CodeNotAvailable, "too many callers are signing in; try again in %s", "登录人数过多，请在 %d 秒后重试", mall.Count(seconds, "second"))
	e.Figures.RetryAfter = seconds
	return e
}

// Limits of a password, in bytes.
const (
	minPassword = 8
	maxPassword = 256
)

// HashPassword hashes a password for storage. It refuses with NOT_AVAILABLE when
// too many wait for theirs.
func HashPassword(ctx context.Context, password string) (string, error) {
	done, err := takeSlot(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return argon2id.CreateHash(password, hashing)
}

// checkPassword compares, once tried has counted the try. It is asked when the turn to
// hash has come, so that of many tries at once those that wait are refused as well.
func checkPassword(ctx context.Context, password, hash string, tried func() error) (bool, error) {
	done, err := takeSlot(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	if err := tried(); err != nil {
		return false, err
	}
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	if errors.Is(err, argon2id.ErrInvalidHash) {
		return false, nil // who has no password by which to sign in
	}
	return ok, err
}

// nobodysHash is compared with when a login is unknown, so that the answer takes
// as long as for a known one. Its salt and key are random: no password is known for it,
// and it is made without hashing, which would take a twentieth of a second at every start.
func nobodysHash() string {
	salt, key := make([]byte, hashing.SaltLength), make([]byte, hashing.KeyLength)
	_, _ = rand.Read(salt) // never fails: see crypto/rand
	_, _ = rand.Read(key)
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s",
		hashing.Memory, hashing.Iterations, hashing.Parallelism, encode(salt), encode(key))
}

// Login folds a login to the form that is stored: case and outer blanks don't count.
func Login(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

// isBlank reports whether a letter shows nothing, in any alphabet.
func isBlank(r rune) bool {
	return !unicode.IsGraphic(r) || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)
}

func checkNewLogin(login, password, name string) *mall.Error {
	if refusal := checkLogin(login); refusal != nil {
		return refusal
	}
	if refusal := checkNewPassword(password); refusal != nil {
		return refusal
	}
	if strings.TrimSpace(name) == "" || len(name) > 128 {
		return mall.Errorf(mall.CodeInvalidInput, "displayName must have 1 to 128 bytes", "昵称须为 1 至 128 字节").At("displayName")
	}
	return nil
}

func checkLogin(login string) *mall.Error {
	if len(login) < 3 || len(login) > 254 || strings.ContainsFunc(login, isBlank) {
		return mall.Errorf(mall.CodeInvalidInput, "login must have 3 to 254 bytes without blanks", "登录名须为 3 至 254 字节，且不含空白字符").At("login")
	}
	return nil
}

func checkNewPassword(password string) *mall.Error {
	if len(password) < minPassword || len(password) > maxPassword {
		return mall.Errorf(mall.CodeInvalidInput, "password must have %d to %d bytes", "密码须为 %d 至 %d 字节", minPassword, maxPassword).At("password")
	}
	return nil
}

func loginIsTaken() *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, "this login is taken", "该登录名已被使用").At("login")
}
