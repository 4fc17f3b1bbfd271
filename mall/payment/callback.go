package payment

import (
	"net/http"

	"pointsmall/mall"
)

// Listener is a provider that calls the mall. What it calls goes three steps, each without
// a database: Verify, Trim, Translate.
type Listener interface {
	Provider
	// Path is where it calls: "/payments/wechat".
	Path() string
	// Verify refuses a call that the provider has not made, or that is too old.
	Verify(c Call) error
	// Trim takes off what is of no use: envelopes, encryption. It is called again where a
	// stored call is processed later.
	Trim(body []byte) (Message, error)
	// Translate says what a message means for the mall.
	Translate(m Message) (Notice, error)
	// Answer is what the provider wants to hear.
	Answer(v Verdict) Reply
}

// Call is what a provider sends.
type Call struct {
	Header http.Header
	Body   []byte
}

// Message is a call without its envelope.
type Message struct {
	// Key is how the provider tells its calls apart; a repetition has the same.
	Key     string
	Content []byte
}

// NoticeKind is what a provider tells the mall.
type NoticeKind int

// The kinds.
const (
	// NoticeNothing is of no use to the mall.
	NoticeNothing NoticeKind = iota
	// NoticePaid: the money of an attempt has arrived.
	NoticePaid
	// NoticeFailed: a try to pay has failed.
	NoticeFailed
	// NoticeRefund: something has become of a refund; the provider is asked what.
	NoticeRefund
)

// Notice is what a call means.
type Notice struct {
	Kind    NoticeKind
	Payment mall.PaymentID
	// Money is what has arrived, of NoticePaid.
	Money mall.Money
}

// Verdict is what became of a call.
type Verdict int

// The verdicts.
const (
	// Taken: it is stored. Whatever it leads to, the provider need not repeat it.
	Taken Verdict = iota
	// Forged: the provider has not made it.
	Forged
	// Failed: it could not be stored, and the provider is to repeat it.
	Failed
)

// Reply is an answer over HTTP.
type Reply struct {
	Status     int
	Type, Body string
}
