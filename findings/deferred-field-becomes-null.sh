#!/usr/bin/env bash
# Guess: A server that lists @defer sends the deferred fields later, or, where the transport cannot, at once with the rest.
# Fact:  gqlgen puts @defer into the schema by itself. Over its ordinary POST transport the answer ends with the first part: the deferred
#        field is null although its type is Int!, there is no error, "hasNext": true promises a rest that never comes.
# Seen:  github.com/99designs/gqlgen 0.17.98, 2026-11-28.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

export GOFLAGS="-mod=mod -trimpath"
cat >go.mod <<'END'
module finding

go 1.26
END
go get -tool github.com/99designs/gqlgen@v0.17.98 2>setup.log
cat >gqlgen.yml <<'END'
schema: [schema.graphqls]
exec: {filename: graph/generated.go, package: graph}
model: {filename: graph/models.go, package: graph}
skip_mod_tidy: true
models:
  Product: {fields: {stock: {resolver: true}}}
END
cat >schema.graphqls <<'END'
type Query { product: Product! }
type Product { name: String! stock: Int! }
END
go tool gqlgen generate 2>>setup.log
cat >main.go <<'END'
package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"

	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/transport"

	"finding/graph"
)

type product struct{}

func (product) Stock(context.Context, *graph.Product) (int, error) { return 7, nil }

func main() {
	server := handler.New(graph.NewExecutableSchema(graph.Config{Resolvers: resolvers{}}))
	server.AddTransport(transport.POST{})
	for _, query := range []string{"{ product { name stock } }", "{ product { name ... @defer { stock } } }"} {
		request := httptest.NewRequest("POST", "/", strings.NewReader(fmt.Sprintf(`{"query": %q}`, query)))
		request.Header.Set("Content-Type", "application/json")
		answer := httptest.NewRecorder()
		server.ServeHTTP(answer, request)
		fmt.Println(answer.Body.String())
	}
}

type resolvers struct{}

func (resolvers) Query() graph.QueryResolver     { return query{} }
func (resolvers) Product() graph.ProductResolver { return product{} }

type query struct{}

func (query) Product(context.Context) (*graph.Product, error) {
	return &graph.Product{Name: "mug"}, nil
}
END

go run . | tee seen
diff - seen <<'END'
{"data":{"product":{"name":"mug","stock":7}}}
{"data":{"product":{"name":"mug","stock":null}},"hasNext":true}
END
