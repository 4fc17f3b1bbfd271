#!/usr/bin/env bash
# Guess: A subgraph that answers a refused operation with status 400 or 422 and well-formed GraphQL errors is relayed by Apollo Gateway, as
#        the drafts of "GraphQL over HTTP" have servers answer under application/graphql-response+json.
# Fact:  Apollo Gateway reads errors of answers with 2xx alone. Of any other it makes one error of its own, "422: Unprocessable Entity",
#        without the subgraph's code and path; what the subgraph said lies in extensions.response.body alone. 294 is relayed.
# Seen:  @apollo/gateway 2.14.4, 2026-11-28.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

npm install --silent --no-audit --no-fund graphql@16.11.0 @apollo/gateway@2.14.4 @apollo/composition@2.14.4
cat >try.mjs <<'END'
import http from "node:http";
import { once } from "node:events";
import { parse } from "graphql";
import { composeServices } from "@apollo/composition";
import { ApolloGateway } from "@apollo/gateway";

let status;
const subgraph = http.createServer(async (request, response) => {
  await once(request.resume(), "end");
  response.writeHead(status, { "content-type": "application/graphql-response+json" });
  response.end(JSON.stringify({ errors: [{ message: "Points must be whole.", extensions: { code: "INVALID_INPUT" } }] }));
}).listen(0, "127.0.0.1");
await once(subgraph, "listening");

const typeDefs = parse("type Query { points: Int }");
const { supergraphSdl } = composeServices([{ name: "mall", url: "http://127.0.0.1:" + subgraph.address().port, typeDefs }]);
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const gateway = new ApolloGateway({ supergraphSdl, logger: silent });
const { executor, schema } = await gateway.load();

for (status of [200, 294, 400, 422]) {
  const document = parse("{ points }");
  const { errors } = await executor({
    document, schema, operation: document.definitions[0], queryHash: String(status), context: {}, logger: silent,
    request: { query: "{ points }", http: { headers: new Map() } }, overallCachePolicy: {}, metrics: {},
  });
  console.log(`${status}: ${errors[0].message} (code ${errors[0].extensions.code})`);
}
await gateway.stop();
subgraph.close();
subgraph.closeAllConnections();
END

timeout 120 node try.mjs | tee seen
diff - seen <<'END'
200: Points must be whole. (code INVALID_INPUT)
294: Points must be whole. (code INVALID_INPUT)
400: 400: Bad Request (code undefined)
422: 422: Unprocessable Entity (code undefined)
END
