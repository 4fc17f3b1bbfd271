// Builds the pages into dist/, which is committed: the Go binary embeds it. Every file that compresses lies there
// as .br and .gz alone; dist/documents.json has the documents that the pages send, by their ids, and
// dist/sources.txt the hash of all that was built from, by which a Go test sees that dist is stale.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { codegen } from './codegen.mjs';
import { takeIconFont } from './fonts.mjs';
import { licences } from './licences.mjs';
import { sourcesHash } from './sources.mjs';

const apps = ['shop', 'console'];
const compressed = new Set(['.js', '.css', '.svg', '.json', '.webmanifest', '.txt']);

mkdirSync('dist', { recursive: true });
takeIconFont();
const documents = await codegen();
for (const app of apps) {
  await build({ configFile: `${app}/vite.config.mjs`, logLevel: 'warn' });
  writeFileSync(`dist/${app}/LICENSES.txt`, licences(app));
  compress(`dist/${app}`);
}
writeFileSync('dist/documents.json', `${JSON.stringify(documents, null, 1)}\n`);
writeFileSync('dist/sources.txt', `${sourcesHash()}\n`);

/** Puts .br and .gz in place of every file of a folder that compresses. index.html stays: the server fills it in. */
function compress(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) { compress(path); continue; }
    if (entry.name === 'index.html' || !compressed.has(extname(entry.name))) continue;
    const content = readFileSync(path);
    writeFileSync(`${path}.br`, brotliCompressSync(content, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: statSync(path).size },
    }));
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
    rmSync(path);
  }
}
