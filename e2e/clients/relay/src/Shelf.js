import { graphql } from 'relay-runtime';

// The page's query, and a list that can be paged and filtered anew.
export const shelfQuery = graphql`
  query ShelfQuery($count: Int!, $cursor: String, $kind: ProductKind) {
    ...Shelf_products @arguments(kind: $kind)
  }
`;

export const products = graphql`
  fragment Shelf_products on Query
  @argumentDefinitions(kind: { type: "ProductKind" })
  @refetchable(queryName: "ShelfPageQuery") {
    products(first: $count, after: $cursor, filter: { kind: $kind }) @connection(key: "Shelf_products") {
      edges { node { ...Shelf_product } }
    }
  }
`;

export const product = graphql`
  fragment Shelf_product on Product {
    name
    category { name }
    skus { code available prices { points cash { amount currency } } }
  }
`;
