// The hash of all that the pages are built from: web_test.go reckons the same.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files that count: everything of the three parts but what is generated, and this folder's own files. A change of the
 * schema that the pages' documents do not fit any more is found by every server that starts. */
export function sources() {
  const files = [];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!['gql', 'node_modules', 'test'].includes(entry.name)) walk(path);
      } else files.push(path);
    }
  };
  for (const part of ['kit', 'shop', 'console']) walk(part);
  for (const entry of readdirSync('.', { withFileTypes: true })) {
    if (entry.isFile() && /\.(mjs|json)$/.test(entry.name)) files.push(entry.name);
  }
  return files.sort();
}

/** SHA-256, in hex, of each file's path, a line feed, its bytes and a line feed more. */
export function sourcesHash() {
  const hash = createHash('sha256');
  for (const path of sources()) hash.update(`${path}\n`).update(readFileSync(path)).update('\n');
  return hash.digest('hex');
}
