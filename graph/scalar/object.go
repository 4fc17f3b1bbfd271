package scalar

import (
	"encoding/json"
	"io"

	"github.com/99designs/gqlgen/graphql"

	"pointsmall/mall"
)

// MarshalJSONObject writes a JSON object.
func MarshalJSONObject(object map[string]any) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		encoded, err := json.Marshal(object)
		if err != nil {
			encoded = []byte("null") // it came from JSON
		}
		_, _ = w.Write(encoded)
	})
}

// UnmarshalJSONObject reads a JSON object.
func UnmarshalJSONObject(v any) (map[string]any, error) {
	object, ok := v.(map[string]any)
	if !ok {
		return nil, mall.BadValue("JSONObject must be an object, got %s", mall.Shown(v))
	}
	return object, nil
}
