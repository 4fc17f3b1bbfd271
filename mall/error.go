package mall

import "slices"

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
	// Challenge stands for the password that was given (SECOND_FACTOR_REQUIRED).
	Challenge string
	// Points and Cash are what would be charged now (PRICE_CHANGED).
	Points Points
	Cash   Money
}

// Errorf makes an Error whose texts take the same arguments.
func Errorf(code ErrorCode, en, zh string, args ...any) *Error {
	return &Error{Code: code, Text: Textf(en, zh, args...)}
}

// Outdated is the refusal of a change by somebody who saw an older version of a thing
// than the current one. field names the input field that said which: "version", or
// "revision" where a version itself is edited.
func Outdated(thing Text, field string, current int) *Error {
	e := Errorf(CodeVersionConflict, "%[1]s changed meanwhile; the %[3]s is %[5]d now", "%[2]s已被修改，当前%[4]s为 %[5]d",
		thing.EN, thing.ZH, field, map[string]string{"version": "版本", "revision": "修订号"}[field], current)
	e.Figures.Current = current
	return e.At(field)
}

// PriceIsNow refuses to charge more than the caller expects: it tells the price now.
func PriceIsNow(points Points, cash Money) *Error {
	var e *Error
	switch {
	case cash.Minor == 0:
		e = Errorf(CodePriceChanged, "the price has changed: it is %s now", "价格已变动：现为 %d 积分", Count(points, "point"))
	case points == 0:
		e = Errorf(CodePriceChanged, "the price has changed: it is %s now", "价格已变动：现为 %s", cash)
	default:
		e = Errorf(CodePriceChanged, "the price has changed: it is %s and %s now", "价格已变动：现为 %d 积分及 %s", Count(points, "point"), cash)
	}
	e.Figures.Points, e.Figures.Cash = points, cash
	return e
}

// Error is the English text with its code.
func (e *Error) Error() string { return string(e.Code) + ": " + e.Text.EN }

// At puts path in front of the path that e already has.
func (e *Error) At(path ...string) *Error {
	moved := *e
	moved.Path = slices.Concat(path, e.Path)
	return &moved
}
