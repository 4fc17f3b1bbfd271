package document

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pointsmall/graph/arguments"
	"pointsmall/mall"
)

// halfExtension is the extension under which Request hands on where it escapes half a
// character.
const halfExtension = "half a character"

// Halved notes where the JSON of a request, or of a part of it, escapes half a character:
// "\ud83d" without its other half, for which encoding/json reads U+FFFD without a word. part is
// the part's name; none: the text is the whole request. The gate refuses the request then.
func (q *Request) Halved(text []byte, part ...string) {
	if q.half == nil && (bytes.Contains(text, []byte(`\ud`)) || bytes.Contains(text, []byte(`\uD`))) {
		q.half = halfIn(text, part)
	}
}

// nest is an object or a list that JSON is being read of.
type nest struct {
	list  bool
	items int    // of a list, so far
	key   string // of an object: that whose value comes next
	keyed bool
}

// step is the name or the number of what is read next.
func (n *nest) step() string {
	if n.list {
		return strconv.Itoa(n.items)
	}
	return n.key
}

// halfIn is the path of the first text in JSON that escapes half a character, from a path on;
// nil: none does.
func halfIn(text []byte, from []string) []string {
	tokens := json.NewDecoder(bytes.NewReader(text))
	tokens.UseNumber()
	var nests []*nest
	for {
		before := tokens.InputOffset()
		token, err := tokens.Token()
		if err != nil {
			return nil // it ends here
		}
		var in *nest
		if len(nests) > 0 {
			in = nests[len(nests)-1]
		}
		if key, ok := token.(string); ok {
			if in != nil && !in.list && !in.keyed {
				in.key, in.keyed = key, true
			} else {
				ok = false
			}
			if halved(string(text[before:tokens.InputOffset()])) {
				path := append([]string{}, from...)
				for _, n := range nests {
					path = append(path, n.step())
				}
				return path
			}
			if ok {
				continue
			}
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			nests = append(nests, &nest{list: token == json.Delim('[')})
			continue
		case json.Delim('}'), json.Delim(']'):
			nests = nests[:len(nests)-1]
			in = nil
			if len(nests) > 0 {
				in = nests[len(nests)-1]
			}
		}
		if in != nil {
			in.items, in.keyed = in.items+1, false
		}
	}
}

// wholeRequest refuses a request that escapes half a character.
func wholeRequest(ctx context.Context, params *graphql.RawParams) *gqlerror.Error {
	path, ok := params.Extensions[halfExtension].([]string)
	if !ok {
		return nil
	}
	if path[0] != "variables" || len(path) == 1 {
		refusal := &gqlerror.Error{Message: `Invalid Unicode escape sequence: half of a surrogate pair.`}
		errcode.Set(refusal, errcode.ParseFailed)
		return refusal
	}
	text := mall.Textf(`the value of %[1]s is bad: it has half of a surrogate pair, such as "\ud83d" without "\ude00" after it; send both halves, or the character itself`,
		`变量 %[1]s 的值有误：包含不成对的代理字符，例如 "\ud83d" 后缺少 "\ude00"；请发送成对的转义或字符本身`, "$"+strings.Join(path[1:], "."))
	return &gqlerror.Error{Message: text.In(mall.LangOf(ctx)), Extensions: map[string]any{"code": arguments.BadValue, "variable": path[1:]}}
}
