package mall

// MessageChannel is by what a message is sent.
type MessageChannel string

// The channels there are.
const (
	MessageMail MessageChannel = "MAIL"
	MessageSMS  MessageChannel = "SMS"
)

// Values lists every channel, for the API's enum.
func (MessageChannel) Values() []string { return []string{string(MessageMail), string(MessageSMS)} }

// MessageStatus is how far a message is.
type MessageStatus string

// The states of a message.
const (
	// MessagePending waits to be sent, or to be tried again.
	MessagePending MessageStatus = "PENDING"
	// MessageSent was taken by the provider. Whether it came, nobody knows.
	MessageSent MessageStatus = "SENT"
	// MessageFailed was refused for good.
	MessageFailed MessageStatus = "FAILED"
	// MessageExpired could not be sent while it was of use.
	MessageExpired MessageStatus = "EXPIRED"
)

// Values lists every state, for the API's enum.
func (MessageStatus) Values() []string {
	return []string{string(MessagePending), string(MessageSent), string(MessageFailed), string(MessageExpired)}
}
