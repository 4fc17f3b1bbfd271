// What the programs share: where the mall is, and how to ask it without a client.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';

/** The GraphQL endpoint. */
export const url = process.env.MALL_URL;
export const socketUrl = url.replace(/^http/, 'ws');
/** Tokens of Alice's, who is a member, of the admin's, and one of Alice's whose time is over. */
export const { ALICE_TOKEN: aliceToken, ADMIN_TOKEN: adminToken, EXPIRED_TOKEN: expiredToken } = process.env;

/** The text of an operation, of the clients' own or of those that the cases send. */
export function operation(name) {
  const files = ['operations', '../operations'].map((dir) => new URL(`../${dir}/${name}.graphql`, import.meta.url));
  return readFileSync(files.find((file) => existsSync(file)), 'utf8');
}

/** A module of docs/storefronts.md, made to call the mall under test. */
export const documented = (name) => import(`${process.env.DOCS}/${name}.mjs`);

/** The data that a request gets, which must have no errors. */
export async function ask(query, variables = {}, token = null) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}

/** The input of an exchange of one piece of something that Alice can afford often. */
export async function exchangeInput() {
  const { product } = await ask('query Drink { product(slug: "lemon-drink") { id skus { id } } }');
  return { skuId: product.skus[0].id, quantity: 1, idempotencyKey: randomUUID() };
}

/** A new order of Alice's. */
export async function newOrder() {
  const { exchange } = await ask(operation('exchange'), { input: await exchangeInput() }, aliceToken);
  assert.deepEqual(exchange.userErrors, []);
  return exchange.order;
}

/** Has the admin take an order one step further, and returns its new status. */
export async function advance({ id }) {
  const { order } = await ask(operation('order-steps'), { id }, adminToken);
  const input = { orderId: id, version: order.version, status: order.nextStatuses[0] };
  const { setOrderStatus } = await ask(operation('set-order-status'), { input }, adminToken);
  assert.deepEqual(setOrderStatus.userErrors, []);
  return setOrderStatus.order.status;
}

/** Has the next fetch go wrong: 'limit' answers 429, 'lose' executes the request and loses the answer. */
export function spoilNextFetch(how) {
  const real = globalThis.fetch;
  globalThis.fetch = async (...request) => {
    globalThis.fetch = real;
    if (how === 'lose') {
      await real(...request);
      throw new TypeError('fetch failed');
    }
    const error = { message: 'too many requests', extensions: { code: 'RATE_LIMITED', retryAfter: 0 } };
    return new Response(JSON.stringify({ errors: [error] }), {
      status: 429, headers: { 'Content-Type': 'application/graphql-response+json', 'Retry-After': '0' },
    });
  };
}

/** The requests that f makes: each one's method, and what of a query and extensions it carries. */
export async function requests(f) {
  const real = globalThis.fetch;
  const seen = [];
  globalThis.fetch = (address, init) => {
    const sent = init.body ? JSON.parse(init.body) : Object.fromEntries(new URL(address).searchParams);
    seen.push([init.method, ...['query', 'extensions'].filter((key) => sent[key])].join(' '));
    return real(address, init);
  };
  try {
    await f();
  } finally {
    globalThis.fetch = real;
  }
  return seen;
}

/** All that an iterator gives. */
export async function collect(iterator) {
  const all = [];
  for await (const one of iterator) all.push(one);
  return all;
}
