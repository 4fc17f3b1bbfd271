package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// web keeps enough connections for all callers of the races.
var web = &http.Client{
	Timeout:       patience,
	Transport:     &http.Transport{MaxIdleConnsPerHost: 300},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// ask is a request to the GraphQL endpoint.
type ask struct {
	token     string // "" for nobody
	headers   map[string]string
	query     string
	variables map[string]any
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	raw    []byte

	Data   map[string]any
	Errors []struct {
		Message    string
		Path       []any
		Extensions map[string]any
	}
}

// post asks, and returns an error where there is no answer.
func post(ctx context.Context, s *server, a ask) (answer, error) {
	request, err := newRequest(ctx, s, a)
	if err != nil {
		return answer{}, err
	}
	return send(request)
}

// send sends a request whose answer is GraphQL's.
func send(request *http.Request) (answer, error) {
	response, err := web.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	got := answer{status: response.StatusCode, header: response.Header}
	if got.raw, err = io.ReadAll(response.Body); err != nil {
		return answer{}, err
	}
	decoder := json.NewDecoder(bytes.NewReader(got.raw))
	decoder.UseNumber()
	if err := decoder.Decode(&got); err != nil {
		return got, fmt.Errorf("status %d, %q is no JSON: %w", got.status, got.raw, err)
	}
	return got, nil
}

func newRequest(ctx context.Context, s *server, a ask) (*http.Request, error) {
	body, err := json.Marshal(map[string]any{"query": a.query, "variables": a.variables})
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+s.address+"/graphql", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	if a.token != "" {
		request.Header.Set("Authorization", "Bearer "+a.token)
	}
	for name, value := range a.headers {
		request.Header.Set(name, value)
	}
	return request, nil
}

// data asks for something that must be answered without errors.
func data(t *testing.T, s *server, token, query string, variables map[string]any) map[string]any {
	t.Helper()
	got, err := post(t.Context(), s, ask{token: token, query: query, variables: variables})
	require.NoError(t, err)
	require.Empty(t, got.Errors, "%s\n%s", query, got.raw)
	return got.Data
}

// at is the value at a path of an answer.
func at[T any](t *testing.T, v any, path string) T {
	t.Helper()
	found, err := At(v, path)
	require.NoError(t, err)
	if number, ok := found.(json.Number); ok {
		n, err := number.Int64()
		require.NoError(t, err)
		found = n
	}
	typed, ok := found.(T)
	require.True(t, ok, "%s is %v", path, found)
	return typed
}
