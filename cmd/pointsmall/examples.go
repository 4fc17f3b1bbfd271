package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"pointsmall/server"
)

// exampleTTL is how long the tokens of the printed examples are good.
const exampleTTL = 24 * time.Hour

// printExamples prints where the mall can be tried out, and three queries to paste
// into a terminal.
func printExamples(ctx context.Context, w io.Writer, s *server.Server, url string) error {
	alice, err := s.Services.Access.IssueMember(ctx, "demo-alice", exampleTTL)
	if err != nil {
		return err
	}
	drink, err := s.Services.Catalog.SkuByCode(ctx, "DRINK-100")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, `
Pointsmall is serving its demo mall.

  Shop       %[1]s/shop/
  GraphiQL   %[1]s/graphiql
  GraphQL    %[1]s/graphql
  Sign in as alice@demo.test, bob@demo.test (members) or admin@demo.test (staff); password demo-password.

Three queries to try in another terminal:

1. The catalog, cheapest first:
curl -s %[1]s/graphql -H 'Content-Type: application/json' -d '{"query":"{ products(first: 5, sort: {by: POINTS}) { nodes { name skus { id code available prices { points cash { amount currency } } } } } }"}'

2. Alice's points, with a token that is good for a day:
curl -s %[1]s/graphql -H 'Content-Type: application/json' -H 'Authorization: Bearer %[2]s' -d '{"query":"{ me { displayName tier { name } points { available expiringWithin(days: 30) entries(first: 3) { nodes { kind delta balanceAfter explanation } } } } }"}'

3. Alice exchanges 100 points for a drink (the same key again gives the same order):
curl -s %[1]s/graphql -H 'Content-Type: application/json' -H 'Authorization: Bearer %[2]s' -d '{"query":"mutation { exchange(input: {skuId: \"%[3]s\", idempotencyKey: \"first-drink\"}) { order { id number status version points } account { available } userErrors { code message path } } }"}'

`, url, alice, drink.ID)
	return err
}
