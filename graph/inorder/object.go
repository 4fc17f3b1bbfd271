package inorder

import (
	"io"

	"github.com/99designs/gqlgen/graphql"
)

// Object is a JSON object in the making: a value for each selected field.
type Object struct {
	fields []graphql.CollectedField
	// Values has a value for each field.
	Values []graphql.Marshaler
	// Invalids counts the values that are null and must not be.
	Invalids int
}

// NewObject makes an object whose fields have no values yet.
func NewObject(fields []graphql.CollectedField) *Object {
	return &Object{fields: fields, Values: make([]graphql.Marshaler, len(fields))}
}

// MarshalGQL writes the object. Of fields that answer to one name (selected once
// through an interface and once through its type) the first is written.
func (o *Object) MarshalGQL(w io.Writer) {
	_, _ = io.WriteString(w, "{")
	for i := range o.fields {
		name := o.fields[i].Alias
		if o.written(name, i) {
			continue
		}
		before := `,"`
		if i == 0 {
			before = `"`
		}
		_, _ = io.WriteString(w, before)
		_, _ = io.WriteString(w, name) // a GraphQL name needs no escapes
		_, _ = io.WriteString(w, `":`)
		o.Values[i].MarshalGQL(w)
	}
	_, _ = io.WriteString(w, "}")
}

// written reports whether one of the first n fields bears name.
func (o *Object) written(name string, n int) bool {
	for i := range n {
		if o.fields[i].Alias == name {
			return true
		}
	}
	return false
}
