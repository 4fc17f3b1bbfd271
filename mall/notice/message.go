package notice

import (
	"errors"
	"time"

	"pointsmall/mall"
)

// Message is something to tell somebody.
type Message struct {
	Channel mall.MessageChannel
	// To is an e-mail address, or a phone number in the form of E.164 such as +8613800138000.
	To      string
	Purpose Purpose
	Lang    mall.Lang
	// Values are what the text has in it, such as the code; see Purpose.
	Values map[string]string
	// Member is whom it is about, if anybody that the mall knows.
	Member *mall.MemberID
	// Until is when it is of no more use.
	Until time.Time
}

// content is what is sealed of a message.
type content struct {
	To      string            `json:"to"`
	Purpose Purpose           `json:"p"`
	Lang    mall.Lang         `json:"l"`
	Values  map[string]string `json:"v,omitempty"`
}

// Outgoing is a message as a channel sends it.
type Outgoing struct {
	// ID is the message's own, for servers that can tell a repeat.
	ID string
	To string
	// Subject and Text are in the reader's language; text messages have no subject.
	Subject, Text string
	// Purpose and Values are for providers that know texts by templates of their own.
	Purpose Purpose
	Values  map[string]string
}

// Errors that tell a channel's fault from a message's. Any other error is tried again.
var (
	// ErrRefused says that the message will never be taken: its address does not exist, say.
	ErrRefused = errors.New("the message was refused for good")
	// ErrSettings says that the channel's settings are wrong.
	ErrSettings = errors.New("the settings of the channel are not right")
)

// retryAfter is how long to wait after so many tries.
func retryAfter(tries int) time.Duration {
	const first, longest = 5 * time.Second, 10 * time.Minute
	return min(first<<min(max(tries-1, 0), 10), longest)
}
