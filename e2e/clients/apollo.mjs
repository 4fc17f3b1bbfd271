// Apollo Client 4 as docs/storefronts.md sets it up.
import assert from 'node:assert/strict';
import { gql } from '@apollo/client';
import { first, firstValueFrom } from 'rxjs';
import { advance, documented, exchangeInput, expiredToken, operation, requests, spoilNextFetch } from './lib/mall.mjs';

const { client } = await documented('apollo');
const { session, signIn } = await documented('session');
const { socket } = await documented('socket');
const document = (name) => gql(operation(name));

// Signing in by a mutation of its own.
const { data: { signIn: signedIn } } = await client.mutate({
  mutation: document('sign-in'), variables: { input: { login: 'alice@demo.test', password: 'wrong-password' } },
});
assert.equal(signedIn.userErrors[0].code, 'UNAUTHENTICATED');
await signIn('alice@demo.test', 'demo-password');

// Persisted queries: the hash by GET, both by POST when it is not known, then only the hash.
const page = { query: document('product-page'), variables: { first: 3 } };
const query = gql(`query Fresh${Date.now()} { categories { slug } }`);
assert.deepEqual(await requests(() => client.query({ query })), ['GET extensions', 'POST query extensions']);
assert.deepEqual(await requests(() => client.query({ query, fetchPolicy: 'no-cache' })), ['GET extensions']);

// Pages are put together by the cache.
const list = client.watchQuery(page);
const watching = list.subscribe(() => {});
const loaded = async () => (await firstValueFrom(list.pipe(first(({ loading }) => !loading)))).data.products;
for (let pages = 1; pages < 3; pages++) await list.fetchMore({ variables: { after: (await loaded()).pageInfo.endCursor } });
const { edges } = await loaded();
assert.equal(edges.length, 9);
assert.equal(new Set(edges.map(({ node }) => node.id)).size, 9, 'no product is on two pages');
watching.unsubscribe();

// An exchange that is sent twice is one order, also when the first answer got lost.
const exchange = async (change = {}) => {
  const got = await client.mutate({ mutation: document('exchange'), variables: { input: { ...input, ...change } } });
  return got.data.exchange;
};
const input = await exchangeInput();
spoilNextFetch('lose');
const { order } = await exchange();
assert.equal((await exchange()).order.id, order.id);
spoilNextFetch('limit');
assert.equal((await exchange()).order.id, order.id);

// Refusals are values of types that have figures.
const [conflict] = (await exchange({ quantity: 2 })).userErrors;
assert.deepEqual([conflict.__typename, conflict.code], ['PlainUserError', 'IDEMPOTENCY_CONFLICT']);
const [many] = (await exchange({ quantity: 9999, idempotencyKey: 'too-many' })).userErrors;
assert.ok(many.__typename === 'OutOfStock' ? many.pieces < 9999 : many.required > many.available, JSON.stringify(many));

// A token that is over is replaced, once for all that wait, and the operations go on.
session.accessToken = expiredToken;
const refreshes = await requests(async () => {
  const answers = await Promise.all(['me', 'entries'].map((name) => client.query({ query: document(name), fetchPolicy: 'no-cache' })));
  answers.forEach((answer) => assert.ok(answer.data.me.points));
});
assert.equal(refreshes.filter((r) => r === 'POST query').length, 1, refreshes.join());

// Entries, too, are a connection.
const entries = await client.query({ query: gql`query Entries { me { id points { entries(first: 2) { edges { cursor node { id delta } } pageInfo { hasNextPage endCursor } } } } }` });
assert.equal(entries.data.me.points.entries.edges.length, 2);

// A subscription, begun with a token that is over.
session.accessToken = expiredToken;
const states = [];
await new Promise((resolve, reject) => {
  const subscription = client.subscribe({ query: document('order-status'), variables: { id: order.id } }).subscribe({
    next: (result) => {
      if (result.error) { reject(result.error); return; }
      states.push(result.data.orderStatus.status);
      if (states.length === 1) advance(order).catch(reject);
      if (states.length === 2) { subscription.unsubscribe(); resolve(); }
    },
    error: reject,
  });
});
assert.deepEqual(states, ['PAID', 'FULFILLING']);
client.stop();
await socket.dispose();
console.log('Apollo Client works');
