#!/usr/bin/env bash
# Guess: Once a mutation of a request has failed and made "data" null, the ones behind it do not run; or servers at least agree on it.
# Fact:  They answer the same and do different things. graphql-js stops at the first failed non-null field. gqlgen runs all the others:
#        their effects are there, and the answer has none of their results. The specification allows both.
# Seen:  github.com/99designs/gqlgen 0.17.98, graphql 16.11.0 (graphql-js), 2026-11-28.
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
END
cat >schema.graphqls <<'END'
type Query { points: Int! }
type Mutation { spend(points: Int!): Int! }
END
go tool gqlgen generate 2>>setup.log
cat >main.go <<'END'
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/transport"

	"finding/graph"
)

type root struct{ ran []int }

func (r *root) Query() graph.QueryResolver          { return r }
func (r *root) Mutation() graph.MutationResolver    { return r }
func (r *root) Points(context.Context) (int, error) { return 0, nil }
func (r *root) Spend(_ context.Context, points int) (int, error) {
	r.ran = append(r.ran, points)
	if points > 100 {
		return 0, errors.New("not enough points")
	}
	return points, nil
}

func main() {
	resolvers := &root{}
	server := handler.New(graph.NewExecutableSchema(graph.Config{Resolvers: resolvers}))
	server.AddTransport(transport.POST{})
	request := httptest.NewRequest("POST", "/", strings.NewReader(fmt.Sprintf(`{"query": %q}`, os.Args[1])))
	request.Header.Set("Content-Type", "application/json")
	answer := httptest.NewRecorder()
	server.ServeHTTP(answer, request)
	fmt.Println("gqlgen ran:", resolvers.ran)
	fmt.Fprintln(os.Stderr, "  "+answer.Body.String())
	if !strings.Contains(answer.Body.String(), `"data":null`) {
		fmt.Println("data is not null")
	}
}
END
npm install --silent --no-audit --no-fund graphql@16.11.0
cat >try.mjs <<'END'
import fs from "node:fs";
import { buildSchema, graphql } from "graphql";

const ran = [];
const rootValue = {
  spend: async ({ points }) => {
    ran.push(points);
    if (points > 100) throw new Error("not enough points");
    return points;
  },
};
const schema = buildSchema(fs.readFileSync("schema.graphqls", "utf8"));
const answer = await graphql({ schema, rootValue, source: process.argv[2] });
console.log(`graphql-js ran: [${ran.join(" ")}]`);
console.error("  " + JSON.stringify(answer));
if (answer.data !== null) console.log("data is not null");
END

document='mutation { first: spend(points: 200) second: spend(points: 50) }'
{ node try.mjs "$document"; go run . "$document"; } | tee seen
diff - seen <<'END'
graphql-js ran: [200]
gqlgen ran: [200 50]
END
