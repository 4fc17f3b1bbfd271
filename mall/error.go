package mall

import "slices"

// ErrorCode says what kind of refusal an Error is. Codes are stable; texts are not.
type ErrorCode string

// The codes that callers may rely on.
const (
	CodeNotFound            ErrorCode = "NOT_FOUND"
	CodeInvalidInput        ErrorCode = "INVALID_INPUT"
	CodeInsufficientPoints  ErrorCode = "INSUFFICIENT_POINTS"
	CodeOutOfStock          ErrorCode = "OUT_OF_STOCK"
	CodeLimitExceeded       ErrorCode = "LIMIT_EXCEEDED"
	CodeNotEligible         ErrorCode = "NOT_ELIGIBLE"
	CodeNotAvailable        ErrorCode = "NOT_AVAILABLE"
	CodeIdempotencyConflict ErrorCode = "IDEMPOTENCY_CONFLICT"
	CodeVersionConflict     ErrorCode = "VERSION_CONFLICT"
	CodeAccountInDebt       ErrorCode = "ACCOUNT_IN_DEBT"
	CodeInvalidState        ErrorCode = "INVALID_STATE"
	CodePaymentFailed       ErrorCode = "PAYMENT_FAILED"
	CodeExpired             ErrorCode = "EXPIRED"
	CodeUnauthenticated     ErrorCode = "UNAUTHENTICATED"
	CodeForbidden           ErrorCode = "FORBIDDEN"
)

// Error is a refusal that a caller may see: a code, a safe text in every
// language, and the input field that caused it. Anything else that goes wrong is
// a plain error, which the API masks.
type Error struct {
	Code ErrorCode
	Text Text
	// Path names the input field, outermost first: ["input", "quantity"].
	Path []string
	// Figures that some codes carry; see Required, Available and Current.
	Figures Figures
}

// Figures are the numbers an Error may carry. Which ones are set depends on its code.
type Figures struct {
	// Required and Available are points (INSUFFICIENT_POINTS) or pieces (OUT_OF_STOCK).
	Required, Available int64
	// Limit is the most that is allowed, Left what of it is unused (LIMIT_EXCEEDED).
	Limit, Left int64
	// RetryAfter is how long to wait, in seconds (NOT_AVAILABLE), or 0.
	RetryAfter int64
	// Current is the version that is stored (VERSION_CONFLICT).
	Current int
}

// Errorf makes an Error whose texts take the same arguments.
func Errorf(code ErrorCode, en, zh string, args ...any) *Error {
	return &Error{Code: code, Text: Textf(en, zh, args...)}
}

// Error is the English text with its code.
func (e *Error) Error() string { return string(e.Code) + ": " + e.Text.EN }

// At puts path in front of the path that e already has.
func (e *Error) At(path ...string) *Error {
	moved := *e
	moved.Path = slices.Concat(path, e.Path)
	return &moved
}
