#!/usr/bin/env bash
# Guess: Apollo Client gives a mutation's caller what the server sent. possibleTypes only matters to what is read from the cache later.
# Fact:  Without possibleTypes a fragment on an interface matches no object. Its fields are missing in the result of the mutation itself, without
#        an error or a warning: "userErrors" arrives, and each of its errors has lost its code and message. The object type's own
#        fragments, and fields selected without a fragment, are there.
# Seen:  @apollo/client 4.3.8, 2026-11-28.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

npm install --silent --no-audit --no-fund graphql@16.11.0 @apollo/client@4.3.8 rxjs@7.8.2
cat >try.mjs <<'END'
import { ApolloClient, ApolloLink, InMemoryCache, gql } from "@apollo/client";
import { of } from "rxjs";

// What a server answers to the mutation below: InsufficientPoints implements the interface UserError.
const answer = { data: { spend: { __typename: "SpendPayload", userErrors: [
  { __typename: "InsufficientPoints", code: "INSUFFICIENT_POINTS", message: "20 points are missing.", available: 80 },
] } } };
const mutation = gql`
  mutation { spend(points: 100) { userErrors { ...Error ... on InsufficientPoints { available } } } }
  fragment Error on UserError { code message }`;

console.warn = console.error = (...words) => console.log("warning:", ...words);
for (const [name, possibleTypes] of [["without", undefined], ["with", { UserError: ["InsufficientPoints"] }]]) {
  const client = new ApolloClient({ link: new ApolloLink(() => of(answer)), cache: new InMemoryCache({ possibleTypes }) });
  const { data, error } = await client.mutate({ mutation });
  console.log(`${name} possibleTypes: ${JSON.stringify(data.spend.userErrors)}, error ${error}`);
}
END

timeout 60 node try.mjs | tee seen
diff - seen <<'END'
without possibleTypes: [{"__typename":"InsufficientPoints","available":80}], error undefined
with possibleTypes: [{"__typename":"InsufficientPoints","code":"INSUFFICIENT_POINTS","message":"20 points are missing.","available":80}], error undefined
END
