package mall

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
)

// Fingerprint tells two inputs apart: the same input always gives the same one.
// It panics when v cannot be written as JSON, which is the caller's bug.
func Fingerprint(v any) string {
	encoded, err := json.Marshal(v)
	if err != nil {
		panic("mall: fingerprint: " + err.Error())
	}
	sum := sha256.Sum256(encoded)
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// MaxKeyLength bounds an idempotency key and other keys that callers choose.
const MaxKeyLength = 128

// CheckKey refuses an idempotency key that is empty, too long or not printable ASCII.
func CheckKey(key string) *Error {
	if key == "" || len(key) > MaxKeyLength {
		return Errorf(CodeInvalidInput, "idempotencyKey must have 1 to %d characters", "idempotencyKey 须为 1 至 %d 个字符", MaxKeyLength).At("idempotencyKey")
	}
	for _, r := range key {
		if r < ' ' || r > '~' {
			return Errorf(CodeInvalidInput, "idempotencyKey must be printable ASCII", "idempotencyKey 只能包含可打印的 ASCII 字符").At("idempotencyKey")
		}
	}
	return nil
}

// KeyConflict says that a key came back with another input.
func KeyConflict() *Error {
	return Errorf(CodeIdempotencyConflict, "this idempotency key was used before with another input; use a new key", "该幂等键已用于不同的请求内容，请换用新的幂等键").At("idempotencyKey")
}
