// Every text stands in both languages, with the same blanks to fill in, and the page asks for no text that is not there.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;

type Texts = { [name: string]: string | Texts };

function flat(texts: Texts, prefix = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [name, text] of Object.entries(texts)) {
    if (typeof text === 'string') all.set(prefix + name, text);
    else for (const [below, t] of flat(text, `${prefix}${name}.`)) all.set(below, t);
  }
  return all;
}

const read = (part: string, locale: string) => flat(JSON.parse(readFileSync(join(root, part, 'src/texts', `${locale}.json`), 'utf8')));

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'gql' ? [] : sources(path);
    return /\.(vue|ts)$/.test(entry.name) ? [readFileSync(path, 'utf8')] : [];
  });
}

const blanks = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]))].sort();

describe.each(['kit', 'shop', 'console'])('texts of %s', (part) => {
  const zh = read(part, 'zh-CN');
  const en = read(part, 'en');

  it('stand in both languages', () => {
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
    for (const [name, text] of [...zh, ...en]) expect(text.trim(), name).not.toBe('');
  });

  it('have the same blanks to fill in', () => {
    for (const [name, text] of zh) expect(blanks(text), name).toEqual(blanks(en.get(name) ?? ''));
  });

  it('are written in their language', () => {
    const names = new Set(['Pointsmall']);
    for (const [name, text] of zh) if (/[a-z]{3}/i.test(text.replace(/\{\w+\}/g, '')) && !names.has(text)) expect(text, name).toMatch(/[\u4e00-\u9fff]/);
    for (const [name, text] of en) if (!name.endsWith('zh-CN')) expect(text, name).not.toMatch(/[\u4e00-\u9fff]/);
  });

  it('are there when a page asks for them by name', () => {
    const known = new Set([...zh.keys(), ...[...read('kit', 'en').keys()].map((name) => `kit.${name}`)]);
    if (part === 'kit') return; // its own code hands names on
    for (const source of sources(join(root, part, 'src'))) {
      for (const [, name] of source.matchAll(/\bt\(\s*'([\w.-]+)'/g)) expect(known, name).toContain(name);
    }
  });

  it('are all asked for', () => {
    const all = ['kit', 'shop', 'console'].flatMap((p) => sources(join(root, p, 'src'))).join('\n');
    // A name that is put together is asked for by its beginning: t(`status.${order.status}`).
    const begun = [...all.matchAll(/[`'"]([\w.-]+\.)\$\{/g)].map((m) => m[1]!);
    const prefix = part === 'kit' ? 'kit.' : '';
    for (const name of zh.keys()) {
      const whole = prefix + name;
      expect(all.includes(`'${whole}'`) || all.includes(`"${whole}"`) || begun.some((b) => whole.startsWith(b)), `${whole} is used nowhere`).toBe(true);
    }
  });
});
