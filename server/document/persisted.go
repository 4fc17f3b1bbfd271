package document

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"pointsmall/mall"
)

// idExtension is the extension under which Request hands on a documentId. Some
// clients send it there themselves.
const idExtension = "documentId"

// nameOf reads how a request names its document: extensions.persistedQuery, as
// Apollo's clients send it (version 1, the SHA-256 of the text in hexadecimal, or the
// id of a manifest), or documentId, as the persisted documents of GraphQL over HTTP
// have it. The name is as the request writes it.
func nameOf(extensions map[string]any) (string, *mall.Error) {
	if id, ok := extensions[idExtension].(string); ok && id != "" {
		return id, nil
	}
	sent, ok := extensions["persistedQuery"]
	if !ok || sent == nil {
		return "", nil
	}
	object, _ := sent.(map[string]any)
	hash, _ := object["sha256Hash"].(string)
	if !isOne(object["version"]) || hash == "" {
		return "", mall.Errorf(mall.CodeBadPersistedQuery, `extensions.persistedQuery must be {"version": 1, "sha256Hash": "…"}`,
			`extensions.persistedQuery 应为 {"version": 1, "sha256Hash": "…"}`)
	}
	return hash, nil
}

// hashIn is the hash that a name is, as hashOf writes it. Its digits may be of either case.
func hashIn(name string) string { return strings.ToLower(strings.TrimPrefix(name, "sha256:")) }

// isOne reads a JSON number, however a transport has decoded it.
func isOne(v any) bool {
	switch v := v.(type) {
	case json.Number:
		return v == "1"
	case float64:
		return v == 1
	case int64:
		return v == 1
	case int:
		return v == 1
	}
	return false
}

// find puts the text of an automatically persisted query into params. A hash with a
// text beside it must be that text's.
func (g *Gate) find(ctx context.Context, params *graphql.RawParams, hash string) *mall.Error {
	switch {
	case hash == "":
		return nil
	case params.Query == "":
		text, ok := g.persisted.Get(ctx, hash)
		if !ok {
			// Apollo's clients know this text, in every language.
			return mall.Errorf(mall.CodePersistedQueryNotFound, "PersistedQueryNotFound", "PersistedQueryNotFound")
		}
		params.Query = text
	case hashOf(params.Query) != hash:
		return mall.Errorf(mall.CodePersistedQueryHashMismatch, "the hash is not the SHA-256 of the query beside it", "哈希值与所附查询的 SHA-256 不符")
	}
	return nil
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
