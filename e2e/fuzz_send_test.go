package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"pointsmall/e2e/fuzz"
)

// way is how a request is sent, and by whom.
type way struct {
	caller                      string
	transport, accept, language int
	damaged                     bool // the body is
}

// dress makes an HTTP request of a GraphQL request.
func (f *fuzzing) dress(ctx context.Context, by way, r fuzz.Request) (*http.Request, error) {
	accept := []string{"application/json", "application/graphql-response+json", "*/*"}[by.accept]
	if by.transport == 0 || (r.Operation == ast.Subscription && by.transport < 8) {
		accept = "text/event-stream"
	}
	build := postOf
	switch {
	case by.damaged:
		build = damagedOf
	case by.transport == 1 && len(r.Query)+len(r.Variables) < 8<<10:
		build = getOf
	}
	sent, err := build(ctx, "http://"+f.address+"/graphql", r)
	if err != nil {
		return nil, err
	}
	sent.Header.Set("Accept", accept)
	sent.Header.Set("Accept-Language", []string{"en", "zh-CN"}[by.language])
	switch by.caller {
	case "anonymous":
	case "gateway":
		sent.Header.Set("X-Gateway-Key", fuzzGatewayKey)
	default:
		sent.Header.Set("Authorization", "Bearer "+f.tokens.issued(by.caller))
	}
	return sent, nil
}

func postOf(ctx context.Context, target string, r fuzz.Request) (*http.Request, error) {
	body, err := bodyOfRequest(r)
	if err != nil {
		return nil, err
	}
	return postText(ctx, target, body)
}

// damagedOf is a POST whose body has a byte that is not UTF-8, or ends too early.
func damagedOf(ctx context.Context, target string, r fuzz.Request) (*http.Request, error) {
	body, err := bodyOfRequest(r)
	if err != nil {
		return nil, err
	}
	at := len(r.Query) % len(body)
	if at%2 == 0 {
		return postText(ctx, target, body[:at])
	}
	return postText(ctx, target, body[:at]+"\xff"+body[at+1:])
}

func bodyOfRequest(r fuzz.Request) (string, error) {
	name, err := json.Marshal(r.Name)
	if err != nil {
		return "", err
	}
	query, err := json.Marshal(r.Query)
	return fmt.Sprintf(`{"query": %s, "operationName": %s, "variables": %s}`, query, name, r.Variables), err
}

func postText(ctx context.Context, target, body string) (*http.Request, error) {
	sent, err := http.NewRequestWithContext(ctx, http.MethodPost, target, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	sent.Header.Set("Content-Type", "application/json")
	return sent, nil
}

func getOf(ctx context.Context, target string, r fuzz.Request) (*http.Request, error) {
	values := url.Values{"query": {r.Query}, "variables": {r.Variables}}
	if r.Name != "" {
		values.Set("operationName", r.Name)
	}
	return http.NewRequestWithContext(ctx, http.MethodGet, target+"?"+values.Encode(), nil)
}
