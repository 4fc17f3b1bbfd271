package event

import (
	"encoding/base64"
	"strings"

	"github.com/google/uuid"

	"pointsmall/mall"
)

// maxMessage keeps a notification below PostgreSQL's limit of 8,000 bytes.
const maxMessage = 7900

// encode packs signals into notifications: "topic:id topic:id …", ids in base64.
func encode(signals []mall.Signal) []string {
	var messages []string
	var b strings.Builder
	for _, s := range signals {
		word := string(s.Topic) + ":" + base64.RawURLEncoding.EncodeToString(s.ID[:])
		if b.Len()+1+len(word) > maxMessage {
			messages = append(messages, b.String())
			b.Reset()
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word)
	}
	if b.Len() > 0 {
		messages = append(messages, b.String())
	}
	return messages
}

// decode is the reverse of encode. It passes over words that it can't read: they
// may come from a newer server.
func decode(message string) []mall.Signal {
	var signals []mall.Signal
	for word := range strings.FieldsSeq(message) {
		topic, text, _ := strings.Cut(word, ":")
		raw, err := base64.RawURLEncoding.DecodeString(text)
		if err != nil {
			continue
		}
		id, err := uuid.FromBytes(raw)
		if err != nil {
			continue
		}
		signals = append(signals, mall.Signal{Topic: mall.Topic(topic), ID: id})
	}
	return signals
}
