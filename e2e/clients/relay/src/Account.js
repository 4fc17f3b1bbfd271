import { graphql } from 'relay-runtime';

export const accountQuery = graphql`
  query AccountQuery($count: Int!, $cursor: String) {
    me { ...Account_member ...Account_orders }
  }
`;

// A member's entries: the list's parent is found again by node(id:).
export const member = graphql`
  fragment Account_member on Member @refetchable(queryName: "AccountEntriesQuery") {
    displayName
    points {
      available
      entries(first: $count, after: $cursor) @connection(key: "Account_entries") {
        edges { node { kind delta occurredAt explanation } }
      }
    }
  }
`;

// Both directions.
export const orders = graphql`
  fragment Account_orders on Member
  @argumentDefinitions(
    first: { type: "Int" } after: { type: "String" }
    last: { type: "Int" } before: { type: "String" }
  )
  @refetchable(queryName: "AccountOrdersQuery") {
    orders(first: $first, after: $after, last: $last, before: $before) @connection(key: "Account_orders") {
      edges { node { ...Order_order } }
    }
  }
`;
