package server_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/server"
)

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func persisted(text string) string {
	return fmt.Sprintf(`{"persistedQuery": {"version": 1, "sha256Hash": %q}}`, hash(text))
}

func TestPersistedQueries(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		const text = `{ categories { slug } }`
		got, _ := a.send(t, http.MethodGet, get("extensions", persisted(text)), "")
		assert.Equal(t, []any{"PERSISTED_QUERY_NOT_FOUND"}, got.codes())
		assert.Equal(t, "PersistedQueryNotFound", got.Errors[0].Message)
		assert.Equal(t, "no-store", got.header.Get("Cache-Control"))
		got, _ = a.send(t, http.MethodGet, get("query", text, "extensions", persisted(text)), "")
		assert.Empty(t, got.Errors)
		got, _ = a.send(t, http.MethodGet, get("extensions", persisted(text)), "")
		assert.NotEmpty(t, got.Data["categories"])
		assert.NotEmpty(t, got.header.Get("ETag"))
		got, _ = a.send(t, http.MethodPost, "/graphql", `{"documentId": "sha256:`+hash(text)+`"}`, "Content-Type", plain)
		assert.NotEmpty(t, got.Data["categories"])

		got, _ = a.send(t, http.MethodGet, get("query", text+" ", "extensions", persisted(text)), "")
		assert.Equal(t, []any{"PERSISTED_QUERY_HASH_MISMATCH"}, got.codes())
		for _, bad := range []string{`{"persistedQuery": 1}`, `{"persistedQuery": {"version": 2, "sha256Hash": "x"}}`, `{"persistedQuery": {"version": 1}}`} {
			got, _ = a.send(t, http.MethodGet, get("query", text, "extensions", bad), "")
			assert.Equal(t, []any{"BAD_PERSISTED_QUERY"}, got.codes(), bad)
		}
		const change = `mutation { signOut(input: {}) { signedOut } }`
		a.send(t, http.MethodPost, "/graphql", fmt.Sprintf(`{"query": %q, "extensions": %s}`, change, persisted(change)), "Content-Type", plain)
		got, _ = a.send(t, http.MethodGet, get("extensions", persisted(change)), "")
		assert.Equal(t, http.StatusMethodNotAllowed, got.status)
	})
}

func TestTrustedDocuments(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		const text, other = `query c { categories { slug } }`, `{ categories { name } }`
		write := func(content string) string {
			file := filepath.Join(t.TempDir(), "documents.json")
			require.NoError(t, os.WriteFile(file, []byte(content), 0o600))
			return file
		}
		for format, content := range map[string]string{
			"apollo": fmt.Sprintf(`{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": "An-ID", "name": "c", "type": "query", "body": %q}]}`, text),
			"plain":  fmt.Sprintf(`{"An-ID": %q, "small": "{ __typename }"}`, text),
		} {
			trusting := a.configured(t, server.Config{TrustedDocuments: write(content)})
			for _, body := range []string{
				fmt.Sprintf(`{"query": %q}`, text), `{"documentId": "An-ID"}`, fmt.Sprintf(`{"documentId": "An-ID", "query": %q}`, text), fmt.Sprintf(`{"extensions": %s}`, persisted(text)),
				`{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "An-ID"}}}`, `{"documentId": "sha256:` + strings.ToUpper(hash(text)) + `"}`,
			} {
				got, raw := trusting.send(t, http.MethodPost, "/graphql", body, "Content-Type", plain)
				assert.NotEmpty(t, got.Data["categories"], format+raw)
			}
			for _, body := range []string{
				fmt.Sprintf(`{"query": %q}`, other), `{"documentId": "x"}`, `{"documentId": "an-id"}`, `{"documentId": "Small"}`, `{"documentId": "SMALL"}`, fmt.Sprintf(`{"documentId": "An-ID", "query": %q}`, other),
				fmt.Sprintf(`{"query": %q, "extensions": %s}`, other, persisted(other)),
			} {
				got, _ := trusting.send(t, http.MethodPost, "/graphql", body, "Content-Type", plain)
				assert.Equal(t, []any{"DOCUMENT_NOT_TRUSTED"}, got.codes(), body)
				assert.Equal(t, http.StatusForbidden, got.status)
			}
		}
		const described = `"for the start page" query d("how many" $n: Int = 1) { products(first: $n) { ...p } } "a tile" fragment p on ProductConnection { nodes { slug } }`
		got, raw := a.configured(t, server.Config{TrustedDocuments: write(fmt.Sprintf(`{"d": %q}`, described))}).
			send(t, http.MethodPost, "/graphql", `{"documentId": "d"}`, "Content-Type", plain)
		assert.NotEmpty(t, got.Data["products"], raw)
		for name, content := range map[string]string{
			"no JSON": `{`, "a list": `[]`, "nothing": `{}`, "no syntax": `{"x": "{"}`, "not valid": `{"x": "{ nobody }"}`, "no operation": `{"x": "fragment f on Query { me { id } }"}`,
			"no texts": `{"x": 1}`, "too large": `{"x": "{ me { ` + strings.Repeat("id ", 501) + `} }"}`,
			"another version": `{"format": "apollo-persisted-query-manifest", "version": 2, "operations": []}`,
			"no id":           `{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"body": "{ me { id } }"}]}`,
		} {
			_, err := server.New(t.Context(), a.db, server.Config{TrustedDocuments: write(content)})
			assert.ErrorContains(t, err, "trusted document", name)
		}
		_, err := server.New(t.Context(), a.db, server.Config{TrustedDocuments: "nowhere.json"})
		assert.ErrorContains(t, err, "trusted documents")
	})
}
