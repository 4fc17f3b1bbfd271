// Compiles the Relay project of the folder relay with the served schema, in the folder
// OUT, and runs what the compiler made of its queries.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import compiler from 'relay-compiler';
import { aliceToken, ask, newOrder } from './lib/mall.mjs';
import { sdl } from './lib/schema.mjs';

const out = process.env.OUT;
cpSync(new URL('relay/src', import.meta.url), `${out}/src`, { recursive: true });
writeFileSync(`${out}/schema.graphql`, sdl);
writeFileSync(`${out}/relay.config.json`, JSON.stringify({
  src: './src', schema: './schema.graphql', language: 'javascript', eagerEsModules: true,
  persistConfig: { file: './queries.json', algorithm: 'SHA256' },
}));
writeFileSync(`${out}/queries.json`, '{}');
const { status, stdout, stderr } = spawnSync(compiler, ['relay.config.json'], { cwd: out, encoding: 'utf8' });
assert.equal(status, 0, stdout + stderr);

const queries = Object.values(JSON.parse(readFileSync(`${out}/queries.json`, 'utf8')));
const text = (name) => queries.find((query) => new RegExp(`^\\w+ ${name}\\b`).test(query));
const order = await newOrder();
const run = (name, variables) => ask(text(name), variables, aliceToken);

const { products } = await run('ShelfQuery', { count: 2, kind: 'PHYSICAL' });
const next = await run('ShelfPageQuery', { count: 2, kind: 'PHYSICAL', cursor: products.pageInfo.endCursor });
assert.notEqual(next.products.edges[0].cursor, products.edges[0].cursor);

const { me } = await run('AccountQuery', { count: 1 });
const { entries } = me.points;
const older = await run('AccountEntriesQuery', { id: me.id, count: 1, cursor: entries.pageInfo.endCursor });
assert.equal(older.node.__typename, 'Member');
assert.notEqual(older.node.points.entries.edges[0].node.id, entries.edges[0].node.id);

assert.equal((await run('AccountOrdersQuery', { id: me.id, last: 1 })).node.orders.edges.length, 1);
assert.equal((await run('OrderRefetchQuery', { id: order.id })).node.number, order.number);
assert.ok(text('OrderRedeemMutation') && text('OrderStatusSubscription'));
console.log(`Relay compiled ${queries.length} operations`);
