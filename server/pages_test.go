package server_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pointsmall/server"
	"pointsmall/web"
)

// A server that runs registered documents alone runs those of its own pages, by their ids; and
// limits that are made for strangers do not stop them.
func TestThePagesDocumentsRunWhereOthersMustBeRegistered(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		file := filepath.Join(t.TempDir(), "trusted.json")
		require.NoError(t, os.WriteFile(file, []byte(`{"one": "query One { __typename }"}`), 0o600))
		config := server.Config{PublicURL: "https://mall.test", TrustedDocuments: file}
		config.Limits.Depth = 2
		strict := a.configured(t, config)
		id, text := "", ""
		for i, d := range web.Documents() {
			if strings.Contains(d, "query Home") {
				id, text = i, d
			}
		}
		require.NotEmpty(t, id)
		got, _ := strict.send(t, http.MethodPost, "/graphql", `{"documentId":"`+id+`"}`, "Content-Type", "application/json")
		require.Empty(t, got.Errors)
		require.NotEmpty(t, got.Data["hot"])
		got, _ = strict.send(t, http.MethodPost, "/graphql", `{"query":"{ categories { slug } }"}`, "Content-Type", "application/json")
		require.Equal(t, []any{"DOCUMENT_NOT_TRUSTED"}, got.codes())
		require.NotEmpty(t, text)
	})
}
