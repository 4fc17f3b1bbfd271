package server_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/server"
)

// part is one part of a multipart request.
type part struct{ name, content string }

func (a api) upload(t *testing.T, parts []part, header ...string) answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, p := range parts {
		h := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf("form-data; name=%q", p.name)}}
		if p.name != "operations" && p.name != "map" {
			h.Set("Content-Disposition", fmt.Sprintf("form-data; name=%q; filename=%q", p.name, "a.txt"))
		}
		into, err := w.CreatePart(h)
		require.NoError(t, err)
		_, err = into.Write([]byte(p.content))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	got, _ := a.send(t, http.MethodPost, "/graphql", body.String(), append([]string{"Content-Type", w.FormDataContentType()}, header...)...)
	return got
}

func TestUploads(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		small := a.configured(t, server.Config{MaxUpload: 2 << 20, MaxFiles: 2})
		query, two := part{"operations", `{"query": "{ __typename }", "variables": {"f": null, "g": [null, 1]}}`}, part{"map", `{"0": ["variables.f"], "1": ["variables.g.0"]}`}
		for _, header := range []string{"GraphQL-Preflight", "Apollo-Require-Preflight", "X-Requested-With"} {
			got := small.upload(t, []part{query, two, {"0", "x"}, {"1", "y"}}, header, "1")
			assert.Equal(t, http.StatusOK, got.status)
			assert.Equal(t, "Query", got.Data["__typename"])
		}
		got := small.upload(t, []part{query, {"map", `{}`}})
		assert.Equal(t, []any{"PREFLIGHT_REQUIRED"}, got.codes())
		assert.Equal(t, http.StatusForbidden, got.status)
		for name, c := range map[string]struct {
			parts  []part
			status int
			code   string
		}{
			"no parts":           {nil, 400, "BAD_UPLOAD"},
			"map first":          {[]part{two, query}, 400, "BAD_UPLOAD"},
			"no map":             {[]part{query}, 400, "BAD_UPLOAD"},
			"a list for a map":   {[]part{query, {"map", `[]`}}, 400, "BAD_UPLOAD"},
			"null for a map":     {[]part{query, {"map", `null`}}, 400, "BAD_UPLOAD"},
			"no places":          {[]part{query, {"map", `{"0": []}`}, {"0", "x"}}, 400, "BAD_UPLOAD"},
			"a missing file":     {[]part{query, two, {"0", "x"}}, 400, "BAD_UPLOAD"},
			"one too many":       {[]part{query, two, {"0", "x"}, {"1", "x"}, {"2", "x"}}, 400, "BAD_UPLOAD"},
			"the same twice":     {[]part{query, two, {"0", "x"}, {"0", "x"}}, 400, "BAD_UPLOAD"},
			"outside variables":  {[]part{query, {"map", `{"0": ["query"]}`}, {"0", "x"}}, 400, "BAD_UPLOAD"},
			"nowhere":            {[]part{query, {"map", `{"0": ["variables.h"]}`}, {"0", "x"}}, 400, "BAD_UPLOAD"},
			"into a number":      {[]part{query, {"map", `{"0": ["variables.g.1.x"]}`}, {"0", "x"}}, 400, "BAD_UPLOAD"},
			"beside the list":    {[]part{query, {"map", `{"0": ["variables.g.-1"]}`}, {"0", "x"}}, 400, "BAD_UPLOAD"},
			"over a value":       {[]part{query, {"map", `{"0": ["variables.g.1"]}`}, {"0", "x"}}, 400, "BAD_UPLOAD"},
			"too many files":     {[]part{query, {"map", `{"0": ["variables.f"], "1": ["variables.f"], "2": ["variables.f"]}`}}, 413, "TOO_MANY_FILES"},
			"too large files":    {[]part{query, two, {"0", strings.Repeat("x", 4<<20)}}, 413, "PAYLOAD_TOO_LARGE"},
			"too large a map":    {[]part{query, {"map", strings.Repeat(" ", 65<<10)}}, 413, "PAYLOAD_TOO_LARGE"},
			"no operations":      {[]part{{"operations", `{`}, two}, 400, "BAD_REQUEST"},
			"a batch":            {[]part{{"operations", `[{}]`}, two}, 400, "BATCHING_NOT_SUPPORTED"},
			"a file for a query": {[]part{{"operations", `{"query": "query($f: String) { product(slug: $f) { id } }", "variables": {"f": null}}`}, {"map", `{"0": ["variables.f"]}`}, {"0", "x"}}, 200, "BAD_USER_INPUT"},
		} {
			got := small.upload(t, c.parts, "GraphQL-Preflight", "1")
			assert.Equal(t, c.status, got.status, name)
			assert.Equal(t, []any{c.code}, got.codes(), name)
		}
		assert.Eventually(t, func() bool { // the same runs on another database
			left, err := filepath.Glob(filepath.Join(os.TempDir(), "pointsmall-upload-*"))
			return err == nil && len(left) == 0
		}, 10*time.Second, 10*time.Millisecond, "files are removed")
	})
}
