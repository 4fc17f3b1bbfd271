package mall

import "github.com/google/uuid"

// Topic names what a signal is about.
type Topic string

// The topics there are.
const (
	TopicOrder   Topic = "order"
	TopicBalance Topic = "balance"
	// TopicSession is about a sign-in that is over: its streams must end.
	TopicSession Topic = "session"
	// TopicSettings is about the mall's settings; its id is the zero one.
	TopicSettings Topic = "settings"
)

// Signal wakes those who follow a topic: something changed, and they read it anew.
type Signal struct {
	Topic Topic     `json:"t"`
	ID    uuid.UUID `json:"id"`
}
