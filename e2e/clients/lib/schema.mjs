// The schema as the server tells it, and the operations that there are.
import { readdirSync, readFileSync } from 'node:fs';
import { buildClientSchema, getIntrospectionQuery, printSchema } from 'graphql';
import { ask } from './mall.mjs';

export const schema = buildClientSchema(await ask(getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true })));
export const sdl = printSchema(schema);

/** Every operation of the clients and of the cases: its file's name and its text. */
export const operations = ['../operations/', '../../operations/'].flatMap((dir) => {
  const folder = new URL(dir, import.meta.url);
  return readdirSync(folder).map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));
});
