// Lints the schema and the operations by eslint.config.mjs; prints what it finds.
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const cwd = fileURLToPath(new URL('../..', import.meta.url));
const eslint = new ESLint({ cwd, overrideConfigFile: fileURLToPath(new URL('eslint.config.mjs', import.meta.url)) });
const results = await eslint.lintFiles(['schema/*.graphql', 'e2e/operations/*.graphql', 'e2e/clients/operations/*.graphql']);
for (const { filePath, messages } of results) {
  for (const { line, ruleId, message } of messages) {
    console.log(`FAIL ${filePath.slice(cwd.length)}:${line} ${ruleId}: ${message}`);
  }
}
console.log(`linted ${results.length} files`);
