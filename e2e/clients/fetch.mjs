// Plain fetch as docs/storefronts.md has it.
import assert from 'node:assert/strict';
import { documented, exchangeInput, expiredToken, operation, requests, spoilNextFetch } from './lib/mall.mjs';

const { ask } = await documented('ask');
const { newKey, redeem } = await documented('redeem');
const { refresh, session, signIn } = await documented('session');
const code = (promise) => promise.then(() => 'none', (error) => error.code);

assert.equal(await code(signIn('alice@demo.test', 'wrong-password')), 'UNAUTHENTICATED');
await signIn('alice@demo.test', 'demo-password');

// A lost answer, and one that asks for patience, make no second order.
const { skuId } = await exchangeInput();
const key = newKey();
spoilNextFetch('lose');
const { order } = await redeem(skuId, 1, key);
spoilNextFetch('limit');
assert.equal((await redeem(skuId, 1, key)).order.id, order.id);
assert.match((await redeem(skuId, 2, key)).refusal, /key/);
assert.match((await redeem(skuId, 9999, newKey())).refusal, /are (left|missing)$/);

// A token that is over is replaced, once for all that wait.
session.accessToken = expiredToken;
const sent = await requests(async () => {
  const [me, entries] = await Promise.all([ask(operation('me')), ask(operation('entries'))]);
  assert.ok(me.me.points && entries.me.points);
});
assert.equal(sent.length, 5, 'two refused, one refresh, two repeated');

// What no repetition mends comes at once; so does the end of a session.
assert.equal((await requests(async () => assert.equal(await code(ask('{ nothing }')), 'GRAPHQL_VALIDATION_FAILED'))).length, 1);
const used = session.refreshToken;
await refresh();
const successor = session.refreshToken;
session.refreshToken = used; // as another tab that has not heard of the new one
await refresh();
assert.equal(session.refreshToken, successor);
await ask('mutation { signOut(input: {}) { signedOut userErrors { code } } }');
assert.equal(await code(refresh()), 'EXPIRED');
console.log('plain fetch works');
