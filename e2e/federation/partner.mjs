// A partner's subgraph: reviews of the mall's products, notes on its SKUs, and a list
// that refers to products by slug.
import { parse } from 'graphql';

export const partner = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@external", "@requires", "@shareable"])

  type Product @key(fields: "slug") {
    slug: String!
    reviews: [Review!]!
  }

  type Sku @key(fields: "id") {
    id: ID!
    code: String! @external
    stockNote: String! @requires(fields: "code")
  }

  type MemberProfile @key(fields: "id", resolvable: false) {
    id: ID!
  }

  type Review {
    stars: Int!
    text: String!
    author: MemberProfile
    price: Money
  }

  # A value type that the mall has too.
  type Money @shareable {
    amount: Decimal!
    currency: CurrencyCode!
  }
  scalar Decimal
  scalar CurrencyCode

  type Query {
    bestSellers: [Product]!
  }
`);

export function partnerResolvers({ memberId, slugs }) {
  return {
    Product: {
      reviews: ({ slug }) => (slug !== 'airport-lounge' ? [] : [
        { stars: 5, text: 'Quiet.', author: { __typename: 'MemberProfile', id: memberId } },
        { stars: 3, text: 'Full.', author: null },
      ]),
    },
    Sku: { stockNote: ({ code }) => `in aisle ${code}` },
    Query: {
      bestSellers: () => slugs.map((slug) => ({ slug })),
    },
  };
}
