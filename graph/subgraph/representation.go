package subgraph

import (
	"slices"
	"strings"
	"unicode/utf8"

	"pointsmall/mall"
)

// Reference is a representation that was understood: the thing of a type whose
// key field has a value.
type Reference struct {
	Type, Field, Value string
}

// Key is what the reference goes by: "Product.slug".
func (r Reference) Key() string { return r.Type + "." + r.Field }

// Keys are the key fields of each type, in the order in which they count.
type Keys map[string][]string

// Read reads a representation as a gateway sent it. Fields that are no keys are
// left alone: a gateway may send what other subgraphs require.
func (k Keys) Read(representation any) (Reference, *mall.Error) {
	fields, ok := representation.(map[string]any)
	if !ok {
		return Reference{}, refused("a representation must be an object", "实体引用须为对象")
	}
	name, ok := fields["__typename"].(string)
	if !ok {
		return Reference{}, refused("a representation must say its __typename", "实体引用须带有 __typename")
	}
	keys, ok := k[name]
	if !ok {
		return Reference{}, refused("no entity has that __typename; there are %s", "没有该 __typename 的实体，可用的有 %s", k.types())
	}
	for _, key := range keys {
		switch value := fields[key].(type) {
		case nil: // perhaps another key is there
		case string:
			if strings.ContainsRune(value, 0) || !utf8.ValidString(value) { // which PostgreSQL cannot read
				return Reference{}, refused("%s.%s must be text in UTF-8 without the character NUL", "%s.%s 须为不含 NUL 字符的 UTF-8 文本", name, key)
			}
			return Reference{name, key, value}, nil
		default:
			return Reference{}, refused("%s.%s must be a string", "%s.%s 须为字符串", name, key)
		}
	}
	return Reference{}, refused("a representation of %s must have one of %s", "%s 的实体引用须带有 %s 之一", name, strings.Join(keys, ", "))
}

func (k Keys) types() string {
	names := make([]string, 0, len(k))
	for name := range k {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

func refused(en, zh string, args ...any) *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, en, zh, args...).At("representations")
}
