// The graphql-ws client, and the close codes that it acts on.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { advance, aliceToken, collect, exchangeInput, expiredToken, operation, socketUrl } from './lib/mall.mjs';

const connect = (connectionParams, options = {}) => createClient({
  url: socketUrl, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0, ...options,
});
const bearer = (token) => ({ Authorization: `Bearer ${token}` });

/** What an operation is refused with: errors, or the event that closed the connection. */
const refusal = (client, query, variables) => client.iterate({ query, variables }).next().then(() => null, (error) => error);

/** The only result of a query or mutation. */
async function one(client, query, variables) {
  const results = await collect(client.iterate({ query, variables }));
  assert.equal(results.length, 1);
  assert.equal(results[0].errors, undefined, JSON.stringify(results[0].errors));
  return results[0].data;
}

// Queries, mutations and pings on one connection.
let connections = 0;
let ponged;
const pong = new Promise((resolve) => { ponged = resolve; });
const client = connect(() => bearer(aliceToken), {
  lazy: false, keepAlive: 20, on: { connected: () => { connections++; }, pong: (received) => received && ponged() },
});
assert.equal((await one(client, operation('me'))).me.displayName, 'Alice');
const { exchange } = await one(client, operation('exchange'), { input: await exchangeInput() });
assert.deepEqual(exchange.userErrors, []);
await pong;

// A subscription: the state first, then each change, until the client completes it.
const order = exchange.order;
const watched = client.iterate({ query: operation('order-status'), variables: { id: order.id } });
assert.equal((await watched.next()).value.data.orderStatus.status, 'PAID');
const status = await advance(order);
assert.equal((await watched.next()).value.data.orderStatus.status, status);
await watched.return();
assert.equal((await one(client, operation('order-steps'), { id: order.id })).order.status, status);
assert.equal(connections, 1);

// What a server refuses comes as errors, and the connection goes on.
const invalid = await refusal(client, '{ nothing }');
assert.equal(invalid[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
await one(client, operation('me'));
assert.equal(connections, 1);
await client.dispose();

// A bad token closes with 4403, and a good one opens the next connection.
for (const token of ['forged', expiredToken]) {
  const closed = await refusal(connect(bearer(token)), operation('me'));
  assert.equal(closed?.code, 4403, token);
}
const tokens = [expiredToken, aliceToken];
const again = connect(() => bearer(tokens.shift()), { retryAttempts: 1, retryWait: async () => {} });
assert.equal((await one(again, operation('me'))).me.displayName, 'Alice');
assert.deepEqual(tokens, []);
await again.dispose();

// Who subscribes before the acknowledgement is closed with 4401.
const hasty = new WebSocket(socketUrl, 'graphql-transport-ws');
await once(hasty, 'open');
hasty.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ __typename }' } }));
assert.equal((await once(hasty, 'close'))[0], 4401);

// Who does not sign in watches nobody's order.
const nobody = connect({});
const refused = await refusal(nobody, operation('order-status'), { id: order.id });
assert.equal(refused[0].extensions.code, 'UNAUTHENTICATED');
await nobody.dispose();
console.log('graphql-ws works');
