package payment

import (
	"errors"
	"fmt"
	"regexp"
)

// ErrUnderWay says that a provider has taken a refund whose money has not gone back yet: it is
// asked again, by the same number.
var ErrUnderWay = errors.New("the provider has taken the refund, and its money is under way")

// Refusal is a provider's sure no: nothing has happened.
type Refusal struct {
	// Code and Says are the provider's own.
	Code, Says string
	// Again says that the same may be tried later: too soon, too little money there.
	Again bool
}

// Error names the code and what the provider says of it.
func (r *Refusal) Error() string {
	return fmt.Sprintf("the provider refuses: %s (%s)", Mask(r.Code), Mask(r.Says))
}

// Unknown is the error of a call of which nobody knows what it has done. Of err it keeps a
// short text in which nothing is readable that must stay secret.
func Unknown(call string, err error) error {
	return fmt.Errorf("%s: it is not known what has become of it: %s", call, Mask(err.Error()))
}

// maxSaid is how much of a provider's text is kept, in bytes.
const maxSaid = 300

// secret finds what must not be read in logs: numbers of cards and accounts, keys of Stripe,
// secrets of its payments, and what stands in quotes after "signature" or "Authorization".
var secret = regexp.MustCompile(`\d[\d -]{10,}\d|\b(?:sk|rk|whsec)_[A-Za-z0-9_]+|\bpi_[A-Za-z0-9]+_secret_[A-Za-z0-9]+|(?i:signature|authorization)[=":\s]+[^\s,\]]+`)

// Mask is a provider's text without numbers of cards, keys and signatures, and not long.
func Mask(text string) string {
	if len(text) > 4*maxSaid { // a page of a proxy
		text = text[:4*maxSaid]
	}
	text = secret.ReplaceAllString(text, "***")
	if len(text) > maxSaid {
		text = text[:maxSaid] + "…"
	}
	return text
}
