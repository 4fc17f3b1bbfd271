// Has GraphQL Inspector validate every operation against the served schema.
import { validate } from '@graphql-inspector/core';
import { Source } from 'graphql';
import { operations, schema } from './lib/schema.mjs';

const found = validate(schema, operations.map(({ name, text }) => new Source(text, name)), { strictFragments: true });
for (const { source, errors, deprecated } of found) {
  for (const { message } of [...errors, ...deprecated]) console.log(`FAIL ${source.name}: ${message}`);
}
console.log(`inspected ${operations.length} files`);
