package server_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// caller is who calls, and what the test knows of them.
type caller struct {
	name  string
	actor mall.Actor // Kind and Grants count
	// headers are sent with each request.
	headers map[string]string
	gateway bool
	// stale says that the token is not good, or no longer.
	stale bool
}

func bearer(token string) map[string]string {
	return map[string]string{"Authorization": "Bearer " + token}
}

// callers are all sorts there are: staff users and partners with no grant, and with
// each alone.
func (a api) callers(t *testing.T) []caller {
	t.Helper()
	token := func(token string, err error) string {
		require.NoError(t, err)
		return token
	}
	issue := a.Services.Access
	all := []caller{
		{name: "anonymous"},
		{name: "alice", actor: mall.Actor{Kind: mall.ActorMember}, headers: bearer(token(issue.IssueMember(t.Context(), "demo-alice", time.Hour)))},
		{name: "bob", actor: mall.Actor{Kind: mall.ActorMember}, headers: bearer(token(issue.IssueMember(t.Context(), "demo-bob", time.Hour)))},
		{name: "gateway", gateway: true, headers: map[string]string{"X-Gateway-Key": gatewayKey}},
		{name: "expired", stale: true, headers: bearer(token(issue.IssueMember(t.Context(), "demo-alice", time.Nanosecond)))},
		{name: "garbage", stale: true, headers: bearer("garbage")},
	}
	for _, grants := range grantsAlone() {
		suffix := strings.ToLower(strings.Join(append([]string{"with"}, names(grants)...), "-"))
		staff, partner := "staff-"+suffix, "partner-"+suffix
		err := a.db.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			err := tx.Ent().Staff.Create().SetName(staff).SetLogin(staff).SetPasswordHash("none").SetPermissions(grants).Exec(ctx)
			if err != nil {
				return err
			}
			return tx.Ent().Partner.Create().SetName(partner).SetPermissions(grants).Exec(ctx)
		})
		require.NoError(t, err)
		all = append(all,
			caller{name: staff, actor: mall.Actor{Kind: mall.ActorStaff, Permissions: grants}, headers: bearer(token(issue.IssueStaff(t.Context(), staff, time.Hour)))},
			caller{name: partner, actor: mall.Actor{Kind: mall.ActorPartner, Permissions: grants}, headers: bearer(token(issue.IssuePartner(t.Context(), partner, time.Hour)))},
		)
	}
	return all
}

// grantsAlone are no grants, and each grant alone.
func grantsAlone() [][]mall.Permission {
	all := [][]mall.Permission{{}}
	for _, g := range mall.Permission("").Values() {
		all = append(all, []mall.Permission{mall.Permission(g)})
	}
	return all
}

func names(grants []mall.Permission) (names []string) {
	for _, g := range grants {
		names = append(names, string(g))
	}
	return names
}

// call sends a document, a subscription as an event stream, and returns the status and
// the answer or the first event.
func (l live) call(t *testing.T, c caller, document string) (status int, text string) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": document})
	require.NoError(t, err)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+l.address+"/graphql", strings.NewReader(string(body)))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/json")
	if strings.HasPrefix(document, "subscription") {
		r.Header.Set("Accept", "text/event-stream")
	}
	for name, value := range c.headers {
		r.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	if !strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream") {
		content, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return response.StatusCode, string(content)
	}
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		if result, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			return response.StatusCode, result
		}
	}
	require.NoError(t, lines.Err())
	require.FailNow(t, "a stream without a result", "%s", document)
	return 0, ""
}

// read reads an answer.
func read(t *testing.T, text string) (got answer) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(text), &got), text)
	return got
}
