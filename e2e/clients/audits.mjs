// Runs graphql-http's audits of a GraphQL-over-HTTP server; prints each that fails.
import { serverAudits } from 'graphql-http';
import { url } from './lib/mall.mjs';

const results = await Promise.all(serverAudits({ url }).map((audit) => audit.fn()));
for (const { status, id, name, reason } of results) {
  if (status !== 'ok') console.log(`FAIL ${id} ${name}: ${reason}`);
}
console.log(`${results.filter(({ status }) => status === 'ok').length} of ${results.length} audits passed`);
