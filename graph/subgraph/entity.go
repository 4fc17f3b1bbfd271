package subgraph

// Entity is anything that GraphQL's _Entity union may hold. Which types these are
// stands in the schema; gqlgen's code writes no others.
type Entity any
