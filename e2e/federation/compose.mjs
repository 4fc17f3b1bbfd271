// Composes the mall's subgraph with a partner's, and queries both through a gateway:
//
//   MALL_URL=http://…/graphql GATEWAY_KEY=… MEMBER_ID=… MEMBER_TOKEN=… node compose.mjs
//
// Prints what it proved and exits with 0, or throws.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { composeServices } from '@apollo/composition';
import { ApolloGateway, LocalGraphQLDataSource } from '@apollo/gateway';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { getOperationAST, parse, validate } from 'graphql';
import { partner, partnerResolvers } from './partner.mjs';

const { MALL_URL: url, GATEWAY_KEY: key, MEMBER_ID: memberId, MEMBER_TOKEN: token } = process.env;

async function ask(query, headers = { 'X-Gateway-Key': key }) {
  const answer = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify({ query }) });
  return answer.json();
}

// What the mall tells a gateway, and nobody else.
const refused = await ask('{ _service { sdl } }', {});
assert.equal(refused.errors[0].extensions.code, 'FORBIDDEN');
const { data: { _service: { sdl } } } = await ask('{ _service { sdl } }');

const composed = composeServices([
  { name: 'mall', url, typeDefs: parse(sdl) },
  { name: 'partner', url: 'local', typeDefs: partner },
]);
assert.deepEqual((composed.errors ?? []).map((e) => e.message), []);
assert.deepEqual(composed.hints.filter((h) => h.definition.level.name === 'WARN').map((h) => h.message), []);
console.log('composed');

// The mall as docs/api.md has a gateway reach it: with the gateway's key and the user's own token.
const { Mall } = await import(`${process.env.DOCS}/mall.mjs`);
class WatchedMall extends Mall {
  willSendRequest(options) {
    super.willSendRequest(options);
    sent.push(options.request.query);
  }
}
const sent = []; // to the mall

// A hundred products, most of them more than once, and one that is not in the mall any more.
const { data: { products: { nodes } } } = await ask('{ products(first: 100) { nodes { slug } } }', {});
const slugs = Array.from({ length: 99 }, (_, i) => nodes[(i * 7) % nodes.length].slug).concat('sold-out-long-ago');

const gateway = new ApolloGateway({
  supergraphSdl: composed.supergraphSdl,
  buildService: ({ name, url }) => (name === 'mall' ? new WatchedMall({ url }) : new LocalGraphQLDataSource(buildSubgraphSchema({ typeDefs: partner, resolvers: partnerResolvers({ memberId, slugs }) }))),
});
const { schema, executor } = await gateway.load();

async function query(source, variables = {}, context = {}) {
  sent.length = 0;
  const document = parse(source);
  assert.deepEqual(validate(gateway.schema, document).map((e) => e.message), []);
  const response = await executor({
    document, source, schema, context, logger: console, metrics: {}, operationName: null,
    operation: getOperationAST(document), request: { query: source, variables },
    queryHash: createHash('sha256').update(source).digest('hex'),
    cache: { get: async () => undefined, set: async () => {}, delete: async () => false },
  });
  return { data: JSON.parse(JSON.stringify(response.data ?? null)), errors: response.errors ?? [] };
}

// From the mall's catalog to the partner's reviews.
let got = await query(`query ($slug: String!) {
  product(slug: $slug) { name skus { code stockNote prices { points cash { amount currency } } } reviews { stars text author { displayName tier { code } } } }
  products(first: 3) { nodes { slug reviews { stars } } pageInfo { hasNextPage } }
}`, { slug: 'airport-lounge' }, { authorization: `Bearer ${token}` });
assert.deepEqual(got.errors, []);
assert.deepEqual(got.data.product.reviews, [
  { stars: 5, text: 'Quiet.', author: { displayName: 'Alice', tier: got.data.product.reviews[0].author.tier } },
  { stars: 3, text: 'Full.', author: null },
]);
assert.ok(got.data.product.reviews[0].author.tier.code);
assert.ok(got.data.product.skus.every((s) => s.stockNote === `in aisle ${s.code}` && s.prices.length > 0));
assert.equal(got.data.products.nodes.length, 3);
console.log("queried the partner's fields of the mall's products");

// From the partner's own list into the mall: a hundred references, in one request, in order.
got = await query('{ bestSellers { slug name category { slug } } }');
assert.deepEqual(got.errors, []);
assert.deepEqual(got.data.bestSellers.slice(0, 99).map((p) => p.slug), slugs.slice(0, 99));
assert.ok(got.data.bestSellers.slice(0, 99).every((p) => p.name));
assert.equal(got.data.bestSellers[99], null);
assert.equal(sent.length, 1, sent.join('\n'));
console.log("queried the mall's fields of the partner's products");

// What the subgraph leaves out is not in the supergraph.
for (const hidden of ['{ me { id } }', '{ node(id: "x") { id } }', '{ order(id: "x") { id } }']) {
  assert.notEqual(validate(gateway.schema, parse(hidden)).length, 0, hidden);
}
assert.equal(gateway.schema.getMutationType(), undefined);
assert.equal(gateway.schema.getSubscriptionType(), undefined);
await gateway.stop();
console.log('hid the rest');
