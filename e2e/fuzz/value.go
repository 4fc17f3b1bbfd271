package fuzz

import (
	"encoding/json"
	"strings"
)

// value is a value as it stands in a document, and as it stands in JSON.
type value interface {
	literal() string
	json() string
}

// scalar is a value that looks the same in both: a number, a text, true, null.
type scalar string

func (s scalar) literal() string { return string(s) }
func (s scalar) json() string    { return string(s) }

// block is a text in the document's """block""" form.
type block string

func (b block) literal() string { return `"""` + string(b) + `"""` }
func (b block) json() string    { return string(quote(string(b))) }

type enum string

func (e enum) literal() string { return string(e) }
func (e enum) json() string    { return `"` + string(e) + `"` }

// reference names a variable. Variables have none in their values.
type reference string

func (r reference) literal() string { return "$" + string(r) }
func (reference) json() string      { panic("a variable within a variable") }

type list []value

func (l list) literal() string { return "[" + joined(l, value.literal) + "]" }
func (l list) json() string    { return "[" + joined(l, value.json) + "]" }

type object []member

type member struct {
	name  string
	value value
}

func (o object) literal() string {
	return "{" + joined(o, func(m member) string { return m.name + ": " + m.value.literal() }) + "}"
}

func (o object) json() string {
	return "{" + joined(o, func(m member) string { return string(quote(m.name)) + ": " + m.value.json() }) + "}"
}

func joined[T any](all []T, write func(T) string) string {
	texts := make([]string, len(all))
	for i, v := range all {
		texts[i] = write(v)
	}
	return strings.Join(texts, ", ")
}

// quote writes a text as JSON and GraphQL both have it.
func quote(text string) scalar {
	encoded, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string has a form in JSON
	}
	return scalar(encoded)
}
