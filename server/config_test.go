package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/server"
	"pointsmall/server/document"
)

func TestProductionHidesTheSchemaFromStrangers(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		alice, _, _ := a.tokens(t)
		hidden := a.configured(t, server.Config{Production: true})
		for _, query := range []string{`{ __schema { types { name } } }`, `{ ...f } fragment f on Query { x: __type(name: "Product") { name } }`} {
			assert.Empty(t, a.post(t, "", query).Errors)
			assert.Equal(t, []any{"INTROSPECTION_DISABLED"}, hidden.post(t, "", query).codes())
			assert.Empty(t, hidden.post(t, alice, query).Errors)
		}
		assert.Empty(t, hidden.post(t, "", `{ __typename }`).Errors)
		for _, query := range []string{
			`{ productz { id } }`, `{ products(furst: 1) { totalCount } }`, `query($a: ProductKin) { products(filter: {kind: $a}) { totalCount } }`,
			`{ products(filter: {kind: PHYSICA}) { totalCount } }`, `{ products(filter: {categori: "x"}) { totalCount } }`, `{ categories }`,
		} {
			for _, e := range hidden.post(t, "", query).Errors {
				assert.NotContains(t, e.Message, "Did you mean", query)
			}
		}
		assert.Contains(t, a.post(t, "", `{ productz { id } }`).Errors[0].Message, "Did you mean")
		for _, path := range []string{"/", "/graphiql"} {
			w := httptest.NewRecorder()
			hidden.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
			assert.Equal(t, http.StatusNotFound, w.Code, path)
		}
	})
}

func TestResponsesAreBounded(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		narrow := a.configured(t, server.Config{RequestTimeout: time.Nanosecond, Limits: document.Limits{Errors: 2, Cost: 100}})
		got := narrow.post(t, "", `{ a b c d }`)
		assert.Equal(t, []any{"GRAPHQL_VALIDATION_FAILED", "GRAPHQL_VALIDATION_FAILED", "TOO_MANY_ERRORS"}, got.codes())
		assert.Contains(t, got.Errors[2].Message, "2 errors more")
		assert.Equal(t, []any{"TIMEOUT"}, narrow.post(t, "", `{ products(first: 1) { nodes { id } } }`).codes())
		assert.Equal(t, []any{"COMPLEXITY_LIMIT_EXCEEDED"}, narrow.post(t, "", catalogPage).codes())
		_, raw := a.send(t, http.MethodGet, get("query", `{ products(first: 3) { nodes { id } } }`), "")
		assert.Contains(t, raw, `"extensions":{"cost":{"requested":7,"limit":20000}}`)
	})
}

// introspection is what graphql-js's getIntrospectionQuery asks, with every option.
const introspection = `query IntrospectionQuery { __schema { description
	queryType { name kind } mutationType { name kind } subscriptionType { name kind } types { ...FullType }
	directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } } } }
fragment FullType on __Type { kind name description specifiedByURL isOneOf
	fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
	inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef }
	enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
	ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }`

func TestClientsCanReadTheSchema(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		got := a.post(t, "", introspection)
		require.Empty(t, got.Errors)
		assert.NotEmpty(t, got.Data["__schema"].(map[string]any)["types"])
	})
}

func TestUnsafeSettingsAreNamed(t *testing.T) {
	safe := server.Config{Production: true, AllowedOrigins: []string{"https://shop.example"}, PublicURL: "https://api.shop.example", TrustedProxies: []string{"10.0.0.0/8"}, GatewayKey: strings.Repeat("k", 32)}
	assert.Empty(t, safe.Unsafe())
	for want, change := range map[string]func(*server.Config){
		"--allowed-origins":        func(c *server.Config) { c.AllowedOrigins = nil },
		"every site":               func(c *server.Config) { c.AllowedOrigins = []string{"*"} },
		"https origins only":       func(c *server.Config) { c.AllowedOrigins = []string{"http://shop.example"} },
		"--public-url":             func(c *server.Config) { c.PublicURL = "http://api.shop.example" },
		"with --trusted-proxies":   func(c *server.Config) { c.TrustedProxies = nil },
		"has 0.0.0.0/0":            func(c *server.Config) { c.TrustedProxies = append(c.TrustedProxies, "0.0.0.0/0") },
		`"proxy" is no address`:    func(c *server.Config) { c.TrustedProxies = []string{"proxy"} },
		"gateway key":              func(c *server.Config) { c.GatewayKey = "short" },
		"--max-depth is off":       func(c *server.Config) { c.Depth = -1 },
		"--rate-member is off":     func(c *server.Config) { c.Rate.Member = -1 },
		"--sign-in-tries is off":   func(c *server.Config) { c.SignIn.Tries = -1 },
		"--request-timeout is off": func(c *server.Config) { c.RequestTimeout = -1 },
		"--header-timeout is off":  func(c *server.Config) { c.HeaderTimeout = -1 },
		"--body-timeout is off":    func(c *server.Config) { c.BodyTimeout = -1 },
	} {
		config := safe
		change(&config)
		require.Len(t, config.Unsafe(), 1, want)
		assert.Contains(t, config.Unsafe()[0], want)
	}
}

// A server that embeds the package behaves like the command's.
func TestDefaultsAreTheCommands(t *testing.T) {
	var command struct {
		server.Config `embed:""`
	}
	parser, err := kong.New(&command)
	require.NoError(t, err)
	_, err = parser.Parse(nil)
	require.NoError(t, err)
	assert.Equal(t, document.Defaults, command.Limits)
	assert.Equal(t, server.Config{}.OrDefaults().RequestTimeout, command.RequestTimeout)
	assert.Equal(t, server.Config{}.OrDefaults().HeaderTimeout, command.HeaderTimeout)
	assert.Equal(t, server.Config{}.OrDefaults().RefreshGrace, command.RefreshGrace)
	assert.Equal(t, int64(1<<20), command.MaxBody)
}
