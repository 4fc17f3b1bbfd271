// Runs graphql-http's audits of a GraphQL-over-HTTP server; prints each that fails.
import { serverAudits } from 'graphql-http';
import { url } from './lib/mall.mjs';

// Audits of an older draft, and why the mall answers otherwise.
const overtaken = {
  '86EE': 'its document is not valid, as nothing uses its variable: the draft of 2026-08-06 answers that with 422',
};

const results = await Promise.all(serverAudits({ url }).map((audit) => audit.fn()));
const failed = results.filter(({ id, status }) => status !== 'ok' && !overtaken[id]);
for (const { id, name, reason } of failed) console.log(`FAIL ${id} ${name}: ${reason}`);
console.log(`${results.length} audits, ${failed.length} failed`);
