package earning

import (
	"bytes"
	"encoding/json"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/activity"
	"pointsmall/mall/earning/rule"
)

// Activity is something a member did, as it is reported.
type Activity struct {
	// Source is purchase.Mall, or the partner that reports it.
	Source string
	// ExternalRef is the source's own number.
	ExternalRef string
	// MemberRef is the member's external reference.
	MemberRef string
	// member is whom the use case knows already, in place of MemberRef.
	member  mall.MemberID
	Trigger mall.Trigger
	// Name is a custom event's.
	Name       string
	OccurredAt time.Time
	Channel    string
	// Attributes is a JSON object, or nil.
	Attributes json.RawMessage
	Score      *mall.Decimal
}

func (a Activity) check(now time.Time) *mall.Error {
	switch {
	case a.ExternalRef == "" || len(a.ExternalRef) > mall.MaxKeyLength:
		return mall.Errorf(mall.CodeInvalidInput, "externalRef must have 1 to %d bytes", "externalRef 须为 1 至 %d 字节", mall.MaxKeyLength).At("externalRef")
	case !a.Trigger.Reported():
		return mall.Errorf(mall.CodeInvalidInput, "%s is not reported as an event", "%s 不能作为事件上报", a.Trigger).At("type")
	case (a.Trigger == mall.TriggerCustom) != (a.Name != ""):
		return mall.Errorf(mall.CodeInvalidInput, "a CUSTOM event has a name, and no other does", "自定义事件须填写名称，其他事件不填").At("name")
	case a.Name != "" && !mall.IsSlug(a.Name):
		return mall.Errorf(mall.CodeInvalidInput, "an event's name is made of lower-case letters, digits and single hyphens", "事件名须由小写字母、数字与连字符组成").At("name")
	case a.OccurredAt.After(now.Add(mall.MaxClockAhead)):
		return mall.Errorf(mall.CodeInvalidInput, "occurredAt lies in the future", "occurredAt 晚于当前时间").At("occurredAt")
	case a.OccurredAt.Year() < 1970:
		return mall.Errorf(mall.CodeInvalidInput, "occurredAt lies before 1970", "occurredAt 早于 1970 年").At("occurredAt")
	case len(a.Channel) > mall.MaxChannel:
		return mall.Errorf(mall.CodeInvalidInput, "channel has at most %d bytes", "channel 最多 %d 字节", mall.MaxChannel).At("channel")
	case len(a.Attributes) > mall.MaxAttributeBytes:
		return mall.Errorf(mall.CodeInvalidInput, "attributes have at most %d bytes of JSON", "attributes 的 JSON 最多 %d 字节", mall.MaxAttributeBytes).At("attributes")
	}
	attributes, err := a.attributes()
	if err != nil || len(attributes) > mall.MaxAttributes || a.Attributes != nil && !json.Valid(a.Attributes) {
		return mall.Errorf(mall.CodeInvalidInput, "attributes must be a JSON object of at most %d fields", "attributes 须为最多 %d 个字段的 JSON 对象", mall.MaxAttributes).At("attributes")
	}
	return nil
}

// attributes decodes the attributes; numbers stay exact.
func (a Activity) attributes() (map[string]any, error) {
	if a.Attributes == nil {
		return nil, nil
	}
	var attributes map[string]any
	decoder := json.NewDecoder(bytes.NewReader(a.Attributes))
	decoder.UseNumber()
	return attributes, decoder.Decode(&attributes)
}

func (a Activity) ref() activity.Ref {
	return activity.Ref{Source: a.Source, ExternalRef: a.ExternalRef}
}

// details are what is stored beside the columns.
type details struct {
	Channel    string          `json:"channel,omitempty"`
	Attributes json.RawMessage `json:"attributes,omitempty"`
	Score      *mall.Decimal   `json:"score,omitempty"`
}

func (a Activity) details() details { return details{a.Channel, a.Attributes, a.Score} }

// encode writes the details as they are stored, or returns nil where there are none.
func (d details) encode() json.RawMessage {
	if d.Channel == "" && d.Attributes == nil && d.Score == nil {
		return nil
	}
	return encode(d)
}

// encode writes what was checked to be JSON. It panics when it is not: that is a bug.
func encode(v any) json.RawMessage {
	encoded, err := json.Marshal(v)
	if err != nil {
		panic("earning: " + err.Error())
	}
	return encoded
}

// ReadDetails reads what is stored beside the columns.
func (a *Activity) ReadDetails(stored []byte) error {
	if stored == nil {
		return nil
	}
	var d details
	err := json.Unmarshal(stored, &d)
	a.Channel, a.Attributes, a.Score = d.Channel, d.Attributes, d.Score
	return err
}

func (a Activity) fingerprint() string {
	who := a.MemberRef
	if !a.member.IsZero() {
		who = a.member.String()
	}
	return mall.Fingerprint([]any{who, a.Trigger, a.Name, a.OccurredAt.UTC(), a.Channel, a.Attributes, a.Score})
}

// Event is the activity as rules see it. The attributes were checked.
func (a Activity) Event() rule.Event {
	attributes, _ := a.attributes()
	return rule.Event{
		Trigger: a.Trigger, Name: a.Name, At: a.OccurredAt, Source: a.Source, Channel: a.Channel, Attributes: attributes, Score: a.Score,
	}
}

// Text says what happened.
func (a Activity) Text() mall.Text {
	if a.Trigger == mall.TriggerCustom {
		return mall.Text{EN: a.Name, ZH: a.Name}
	}
	return a.Trigger.Text()
}
