package overhttp

import (
	"encoding/json"
	"net/http"
	"strconv"
	"sync"

	"github.com/99designs/gqlgen/graphql"
)

var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 16<<10); return &b }}

// maxBuffer is how large a buffer may have grown to be used again, in bytes.
const maxBuffer = 256 << 10

// encode appends a response as JSON. Its data is JSON already and is taken as it is.
// It has a data entry only when the operation was executed.
func encode(b []byte, response *graphql.Response, executed bool) []byte {
	b = append(b, '{')
	if len(response.Errors) > 0 {
		b = append(append(b, `"errors":`...), must(json.Marshal(response.Errors))...)
		b = append(b, ',')
	}
	if executed {
		b = append(b, `"data":`...)
		if len(response.Data) == 0 {
			b = append(b, "null"...)
		} else {
			b = append(b, response.Data...)
		}
		b = append(b, ',')
	}
	if len(response.Extensions) > 0 {
		b = append(append(b, `"extensions":`...), must(json.Marshal(response.Extensions))...)
		b = append(b, ',')
	}
	if b[len(b)-1] == ',' {
		b = b[:len(b)-1]
	}
	return append(b, '}')
}

// must panics where errors and extensions, which are the server's own, are no JSON.
func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

// write sends a whole answer at once. That the caller has gone is no news to anybody.
func write(w http.ResponseWriter, status int, mediaType string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", mediaType+"; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
