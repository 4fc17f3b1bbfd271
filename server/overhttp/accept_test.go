package overhttp

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNegotiate(t *testing.T) {
	for accept, want := range map[string]string{
		"":                                  plainJSON,
		"*/*":                               plainJSON,
		"application/*":                     plainJSON,
		"application/json":                  plainJSON,
		"application/json; charset=utf-8":   plainJSON,
		"application/graphql-response+json": graphQLJSON,
		"application/graphql-response+json; charset=utf-8, application/json; charset=utf-8":                                 graphQLJSON,
		"application/json, application/graphql-response+json":                                                               plainJSON,
		"application/json;q=0.5, application/graphql-response+json;q=0.6":                                                   graphQLJSON,
		"application/json;q=0.6, application/graphql-response+json;q=0.5":                                                   plainJSON,
		"application/graphql-response+json;q=0, */*":                                                                        plainJSON,
		"application/json;q=0, */*;q=0.1":                                                                                   graphQLJSON,
		"application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed": graphQLJSON,
		"text/html, */*;q=0.8":                                   plainJSON,
		"text/html":                                              "",
		"application/json;q=0":                                   "",
		"application/json;charset=latin1":                        "",
		"application/json;q=NaN":                                 "",
		"application/json;q=2, nonsense;;, text/plain;q=":        "",
		"APPLICATION/JSON":                                       plainJSON,
		"*/*;q=0.1, application/graphql-response+json;q=0.2":     graphQLJSON,
		"application/*;q=0.3, application/graphql-response+json": graphQLJSON,
	} {
		assert.Equal(t, want, negotiate([]string{accept}), accept)
	}
	assert.Equal(t, graphQLJSON, negotiate([]string{"text/html", "application/graphql-response+json"}))
}
