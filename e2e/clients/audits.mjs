// Runs graphql-http's audits of a GraphQL-over-HTTP server; prints each that fails.
import { serverAudits } from 'graphql-http';
import { url } from './lib/mall.mjs';

const results = await Promise.all(serverAudits({ url }).map((audit) => audit.fn()));
const failed = results.filter(({ status }) => status !== 'ok');
for (const { id, name, reason } of failed) console.log(`FAIL ${id} ${name}: ${reason}`);
console.log(`${results.length} audits, ${failed.length} failed`);
