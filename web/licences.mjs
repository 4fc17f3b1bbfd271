// Names what a page's bundle is made of: its packages, their copyright lines, and each kind of licence once in full.
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** The packages that an app depends on, with theirs. */
function packagesOf(app) {
  const seen = new Set();
  const queue = Object.keys({ ...read(`${app}/package.json`).dependencies, ...read('kit/package.json').dependencies });
  while (queue.length > 0) {
    const name = queue.pop();
    if (seen.has(name) || name.startsWith('@pointsmall/') || !existsSync(`node_modules/${name}/package.json`)) continue;
    seen.add(name);
    queue.push(...Object.keys(read(`node_modules/${name}/package.json`).dependencies ?? {}));
  }
  return [...seen].sort();
}

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

export function licences(app) {
  const lines = [];
  const texts = new Map();
  for (const name of packagesOf(app)) {
    const dir = `node_modules/${name}`;
    const { version, license, author, repository } = read(`${dir}/package.json`);
    const file = readdirSync(dir).find((f) => /^licen[cs]e/i.test(f));
    const text = file ? readFileSync(`${dir}/${file}`, 'utf8').replace(/\r/g, '').trim() : '';
    const holder = text.match(/^\W*(Copyright .*)$/m)?.[1] ?? author?.name ?? author ?? `See ${repository?.url ?? repository ?? name}`;
    lines.push(`${name} ${version}, ${license}. ${holder}`);
    if (text && !texts.has(license)) texts.set(license, `== ${license}, as in ${name} ==\n\n${text}`);
  }
  return `This page may carry parts of:\n\n${lines.join('\n')}\n\n${[...texts.values()].join('\n\n')}\n`;
}
