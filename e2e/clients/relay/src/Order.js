import { graphql } from 'relay-runtime';

// One order, fetched anew by node(id:).
export const order = graphql`
  fragment Order_order on Order @refetchable(queryName: "OrderRefetchQuery") {
    number
    status
    version
    lines { quantity points sku { code product { slug } } }
  }
`;

export const redeem = graphql`
  mutation OrderRedeemMutation($input: ExchangeInput!) {
    exchange(input: $input) {
      order { ...Order_order }
      account { available }
      userErrors { code message path ... on InsufficientPoints { required available } }
    }
  }
`;

export const status = graphql`
  subscription OrderStatusSubscription($id: ID!) {
    orderStatus(orderId: $id) { ...Order_order }
  }
`;
