// urql as docs/storefronts.md sets it up.
import assert from 'node:assert/strict';
import { gql } from '@urql/core';
import { advance, documented, exchangeInput, expiredToken, operation, requests, spoilNextFetch } from './lib/mall.mjs';

const { client } = await documented('urql');
const { session, signIn } = await documented('session');
const { events } = await documented('events');
const document = (name) => gql(operation(name));
const ok = ({ data, error }) => {
  assert.equal(error, undefined, String(error));
  return data;
};
const query = async (name, variables) => ok(await client.query(document(name), variables, { requestPolicy: 'network-only' }));

await signIn('alice@demo.test', 'demo-password');
const first = await query('product-page', { first: 3 });
const second = await query('product-page', { first: 3, after: first.products.pageInfo.endCursor });
const ids = [...first.products.edges, ...second.products.edges].map(({ node }) => node.id);
assert.equal(new Set(ids).size, 6);

// Persisted queries: the hash by GET, both when it is not known, then only the hash.
const started = Date.now();
const fresh = () => client.query(gql(`query Urql${started} { categories { slug } }`), {}, { requestPolicy: 'network-only' });
assert.deepEqual(await requests(fresh), ['GET extensions', 'GET query extensions']);
assert.deepEqual(await requests(fresh), ['GET extensions']);

// An exchange that is repeated is one order, whatever befell the first request.
const input = await exchangeInput();
const exchange = async () => ok(await client.mutation(document('exchange'), { input })).exchange;
const { order } = await exchange();
for (const how of ['lose', 'limit']) {
  spoilNextFetch(how);
  assert.equal((await exchange()).order.id, order.id, how);
}
input.quantity = 2;
const [conflict] = (await exchange()).userErrors;
assert.deepEqual([conflict.__typename, conflict.code], ['PlainUserError', 'IDEMPOTENCY_CONFLICT']);

// A token that is over is replaced, and the operations that wait for it go on.
session.accessToken = expiredToken;
const answers = await Promise.all([query('me'), query('entries')]);
answers.forEach(({ me }) => assert.ok(me.points));
assert.notEqual(session.accessToken, expiredToken);

// A subscription by graphql-sse, begun with a token that is over.
session.accessToken = expiredToken;
const states = [];
await new Promise((resolve, reject) => {
  const subscription = client.subscription(document('order-status'), { id: order.id }).subscribe((result) => {
    if (result.error) { reject(result.error); return; }
    states.push(result.data.orderStatus.status);
    if (states.length === 1) advance(order).catch(reject);
    if (states.length === 2) { subscription.unsubscribe(); resolve(); }
  });
});
assert.deepEqual(states, ['PAID', 'FULFILLING']);
events.dispose();
console.log('urql works');
