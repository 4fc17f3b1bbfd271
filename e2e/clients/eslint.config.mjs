// How the schema and the operations are linted. A rule that is off says why.
import plugin from '@graphql-eslint/eslint-plugin';

const own = 'e2e/clients/operations/*.graphql';
const cases = 'e2e/operations/*.graphql';
const rules = (...names) => Object.assign({}, ...names.map((name) => plugin.configs[`flat/${name}`].rules));
const graphql = {
  plugins: { '@graphql-eslint': plugin },
  languageOptions: { parser: plugin.parser, parserOptions: { graphQLConfig: { schema: 'schema/*.graphql', documents: [own, cases] } } },
};

export default [
  { ...graphql, files: ['schema/*.graphql'], rules: rules('schema-recommended', 'schema-relay') },
  { ...graphql, files: [own, cases], rules: rules('operations-recommended') },
];
