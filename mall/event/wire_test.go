package event

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"

	"pointsmall/mall"
)

func TestMessagesCarryEveryEvent(t *testing.T) {
	var events []mall.Signal
	for range 1000 {
		events = append(events, mall.Signal{Topic: mall.TopicOrder, ID: uuid.New()}, mall.Signal{Topic: mall.TopicBalance, ID: uuid.New()})
	}
	var got []mall.Signal
	for _, message := range encode(events) {
		assert.LessOrEqual(t, len(message), maxMessage)
		got = append(got, decode(message)...)
	}
	assert.Equal(t, events, got)
	assert.Empty(t, encode(nil))
	assert.Empty(t, decode("order:?? nonsense order:short"))
}
