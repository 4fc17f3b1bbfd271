// Writes TypeScript types and typed documents of every operation into the folder OUT,
// by the schema that the server tells and the configuration of docs/storefronts.md.
import { writeFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as typed from '@graphql-codegen/typed-document-node';
import * as results from '@graphql-codegen/typescript-operations';
import { parse } from 'graphql';
import { documented } from './lib/mall.mjs';
import { operations, sdl } from './lib/schema.mjs';

const { config } = await documented('codegen');
const text = await codegen({
  filename: 'graphql.ts',
  schema: parse(sdl),
  documents: operations.map((operation) => ({ location: operation.name, document: parse(operation.text) })),
  config: { ...config, useTypeImports: true },
  plugins: [{ results: {} }, { typed: {} }],
  pluginMap: { results, typed },
});
writeFileSync(`${process.env.OUT}/graphql.ts`, text);
console.log(`wrote types for ${operations.length} files`);
