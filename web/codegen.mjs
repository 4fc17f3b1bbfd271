// Writes types and document ids of the operations of the kit, the shop and the console:
// src/gql/ of each, which is not committed. Documents are sent by their ids alone; the
// server knows them all by dist/documents.json, which build.mjs writes.
import { generate } from '@graphql-codegen/cli';
import { Kind, visit } from 'graphql';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';

/** The id of a document: how GraphQL over HTTP writes the hash of its text. */
const idOf = (text) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** Asks for __typename below every field, by which the client's cache knows what an answer is of. */
const withTypenames = {
  transform: ({ documents }) => documents.map((file) => ({
    ...file,
    document: file.document && visit(file.document, {
      [Kind.SELECTION_SET](set, _key, parent) {
        if (parent.kind === Kind.OPERATION_DEFINITION || set.selections.some((s) => s.kind === Kind.FIELD && s.name.value === '__typename')) return undefined;
        return { ...set, selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }, ...set.selections] };
      },
    }),
  })),
};

export const parts = ['kit', 'shop', 'console'];

const part = (name) => ({
  [`${name}/src/gql/`]: {
    documents: [`${name}/src/operations/*.graphql`],
    preset: 'client',
    documentTransforms: [withTypenames],
    presetConfig: {
      fragmentMasking: false,
      persistedDocuments: { mode: 'replaceDocumentWithHash', hashPropertyName: 'documentId', hashAlgorithm: idOf },
    },
    config: {
      useTypeImports: true,
      strictScalars: true,
      enumsAsTypes: true,
      scalars: {
        ID: 'string', Points: 'number', Count: 'number', Decimal: 'string', DateTime: 'string', Date: 'string',
        CurrencyCode: 'string', JSONObject: 'Record<string, unknown>', Upload: 'File', _Any: 'unknown', federation__FieldSet: 'string',
        federation__Policy: 'string', federation__Scope: 'string', link__Import: 'string',
      },
    },
  },
});

/** What the console makes its forms from. */
const forms = {
  'console/src/gql/forms.ts': { documents: ['console/src/operations/*.graphql'], plugins: [{ './console/codegen/forms.mjs': {} }] },
};

/** Generates all parts and returns their documents by id. */
export async function codegen() {
  for (const name of parts) mkdirSync(`${name}/src/operations`, { recursive: true });
  await generate({
    schema: '../schema/*.graphql',
    silent: true,
    errorsOnly: true,
    ignoreNoDocuments: true,
    generates: Object.assign({}, ...parts.map(part), forms),
  }, true);
  for (const name of parts) {
    // urql reads the id from the document itself.
    const file = `${name}/src/gql/graphql.ts`;
    writeFileSync(file, readFileSync(file, 'utf8').replace(/\{"__meta__":\{"documentId":("[^"]+")\}\}/g, '{"kind":"Document","definitions":[],"documentId":$1}'));
  }
  const documents = {};
  for (const name of parts) Object.assign(documents, JSON.parse(readFileSync(`${name}/src/gql/persisted-documents.json`, 'utf8')));
  return Object.fromEntries(Object.entries(documents).sort(([a], [b]) => (a < b ? -1 : 1)));
}

if (process.argv[1] === import.meta.filename) {
  const documents = await codegen();
  mkdirSync('dist', { recursive: true });
  writeFileSync('dist/documents.json', `${JSON.stringify(documents, null, 1)}\n`);
  console.log(`${Object.keys(documents).length} documents`);
}
