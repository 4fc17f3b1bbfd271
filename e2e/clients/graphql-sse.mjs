// The graphql-sse client in its distinct connections mode, and an EventSource.
import assert from 'node:assert/strict';
import { EventSource } from 'eventsource';
import { createClient } from 'graphql-sse';
import { advance, aliceToken, collect, expiredToken, newOrder, operation, url } from './lib/mall.mjs';

const bearer = (token) => ({ Authorization: `Bearer ${token}` });
const connect = (token) => createClient({ url, headers: () => bearer(token), retryAttempts: 0 });

const client = connect(aliceToken);
const order = await newOrder();
const watched = client.iterate({ query: operation('order-status'), variables: { id: order.id } });
assert.equal((await watched.next()).value.data.orderStatus.status, 'PAID');
let status = await advance(order);
assert.equal((await watched.next()).value.data.orderStatus.status, status);
await watched.return();

// A query is a stream of one result.
const results = await collect(client.iterate({ query: operation('me') }));
assert.deepEqual(results.map(({ data }) => data.me.displayName), ['Alice']);
client.dispose();

for (const token of ['forged', expiredToken]) {
  const refused = await connect(token).iterate({ query: operation('me') }).next().then(() => null, (error) => error);
  assert.equal(refused?.response?.status, 401, token);
}

/** The events of an EventSource, until the server says that it is complete. */
function listen(query, variables, { headers = {}, onNext = () => {} } = {}) {
  const address = new URL(url);
  address.search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  const source = new EventSource(address, {
    fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...headers } }),
  });
  const seen = [];
  return new Promise((resolve, reject) => {
    source.addEventListener('next', ({ data }) => {
      seen.push(JSON.parse(data));
      if (onNext(seen.at(-1)) === 'enough') { source.close(); resolve(seen); }
    });
    source.addEventListener('complete', () => { source.close(); resolve(seen); });
    source.addEventListener('error', (event) => { source.close(); reject(event); });
  });
}

// What a browser's own can do: it sends no token, and reads what is public.
const [page, ...more] = await listen(operation('product-page'), { first: 2 });
assert.equal(page.data.products.edges.length, 2);
assert.deepEqual(more, []);
const [unsigned] = await listen(operation('order-status'), { id: order.id });
assert.equal(unsigned.errors[0].extensions.code, 'UNAUTHENTICATED');

// One that can send headers subscribes like any other client.
const moved = [];
const states = await listen(operation('order-status'), { id: order.id }, {
  headers: bearer(aliceToken),
  onNext: () => {
    if (moved.length > 0) return 'enough';
    moved.push(advance(order));
  },
});
status = [status, await moved[0]];
assert.deepEqual(states.map(({ data }) => data.orderStatus.status), status);
console.log('graphql-sse works');
