// What a storefront in TypeScript gets from the generated types. A line that must not
// compile says so; tsc fails where it does.
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { Client, fetchExchange } from '@urql/core';
import { ExchangeDocument, OrderStatusDocument, ProductPageDocument } from './graphql.js';

const apollo = new ApolloClient({ link: new HttpLink({ uri: '/graphql' }), cache: new InMemoryCache() });
const urql = new Client({ url: '/graphql', exchanges: [fetchExchange] });

export async function prices(): Promise<number[]> {
  const { data } = await apollo.query({ query: ProductPageDocument, variables: { first: 20, filter: { kind: 'PHYSICAL' } } });
  const [product] = data?.products.edges ?? [];
  const price = product?.node.skus[0]?.prices[0];
  const cash: string | undefined = price?.cash?.amount; // exact, so no number
  // @ts-expect-error Money is a string.
  const wrong: number | undefined = price?.cash?.amount;
  console.log(cash, wrong);
  return price ? [price.points] : [];
}

export async function redeem(skuId: string): Promise<string> {
  const input = { skuId, quantity: 1, idempotencyKey: crypto.randomUUID() };
  const { data } = await urql.mutation(ExchangeDocument, { input });
  const refusal = data?.exchange.userErrors[0];
  if (refusal?.__typename === 'InsufficientPoints') return `${refusal.required - refusal.available} are missing`;
  // @ts-expect-error Only some refusals have figures.
  console.log(refusal?.required);
  // @ts-expect-error An idempotency key is needed.
  void urql.mutation(ExchangeDocument, { input: { skuId } });
  return data?.exchange.order?.number ?? refusal?.message ?? '';
}

export function watch(id: string, show: (status: string, version: number) => void) {
  return apollo.subscribe({ query: OrderStatusDocument, variables: { id } }).subscribe(({ data }) => {
    if (data) show(data.orderStatus.status, data.orderStatus.version);
  });
}
