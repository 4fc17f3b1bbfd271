package overhttp

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"pointsmall/mall"
	"pointsmall/server/document"
)

// maxAge is for how many seconds anybody may keep a query's answer: the least that
// @cacheControl says of its root fields. It is 0 where one of them does not say, or
// the caller is known: what a member sees is the member's own.
func maxAge(ctx context.Context, r *http.Request, op *ast.OperationDefinition) int {
	if op.Operation != ast.Query || mall.ActorOf(ctx).Kind != mall.ActorAnonymous || r.Header.Get("Authorization") != "" {
		return 0
	}
	least := 0
	for f := range document.RootFields(op.SelectionSet) {
		if f.Name == "__typename" {
			continue
		}
		d := f.Definition.Directives.ForName("cacheControl")
		if d == nil {
			return 0
		}
		seconds, err := strconv.Atoi(d.Arguments.ForName("maxAge").Value.Raw)
		if err != nil || seconds <= 0 {
			return 0
		}
		if least == 0 || seconds < least {
			least = seconds
		}
	}
	return least
}

// keep lets caches keep an answer, and reports whether the caller has it already.
func keep(w http.ResponseWriter, r *http.Request, seconds int, mediaType string, body []byte) (unchanged bool) {
	hash := sha256.New()
	_, _ = hash.Write([]byte(mediaType)) // a hash's Write never fails
	_, _ = hash.Write(body)
	tag := `"` + base64.RawURLEncoding.EncodeToString(hash.Sum(nil)[:16]) + `"`
	h := w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "public, max-age="+strconv.Itoa(seconds))
	return matches(r.Header.Values("If-None-Match"), tag)
}

// matches compares weakly, as If-None-Match does.
func matches(sent []string, tag string) bool {
	for _, s := range strings.Split(strings.Join(sent, ","), ",") {
		s = strings.TrimSpace(s)
		if s == "*" || strings.TrimPrefix(s, "W/") == tag {
			return true
		}
	}
	return false
}

// personal tells caches to keep nothing.
func personal(w http.ResponseWriter) { w.Header().Set("Cache-Control", "no-store") }

// executedCleanly reports whether a response is all that was asked for.
func executedCleanly(response *graphql.Response) bool {
	return len(response.Errors) == 0 && len(response.Data) > 0
}
