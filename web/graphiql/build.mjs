// Builds src/ into dist/, which is committed: the Go binary embeds it.
import { build } from 'esbuild';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';

// GraphiQL's style sheet is four fifths base64 fonts.
const dropFonts = {
  name: 'drop-fonts',
  setup(b) {
    b.onLoad({ filter: /graphiql\/dist\/style\.css$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(/@font-face\s*{[^}]*}/g, ''),
      loader: 'css',
    }));
  },
};

await rm('dist', { recursive: true, force: true });
await mkdir('dist');
await cp('src/index.html', 'dist/index.html');
const { metafile } = await build({
  entryPoints: { graphiql: 'src/main.jsx' },
  outdir: 'dist',
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  // The explorer require()s graphql; two copies of it would not know each other's types.
  alias: { graphql: './node_modules/graphql/index.mjs' },
  legalComments: 'linked',
  plugins: [dropFonts],
  metafile: true,
  logLevel: 'info',
});
await writeFile('dist/LICENSES.txt', await licences(Object.values(metafile.outputs)));

// licences names every package with a byte in the outputs, its copyright line, and each kind of licence once in full.
async function licences(outputs) {
  const used = outputs.flatMap((o) => Object.entries(o.inputs)).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const dirs = new Set(used.flatMap(([path]) => path.match(/^.*node_modules\/(@[^/]+\/)?[^/]+/)?.[0] ?? []));
  const lines = [];
  const texts = new Map();
  for (const dir of dirs) {
    const { name, version, license, author, repository } = JSON.parse(await readFile(`${dir}/package.json`, 'utf8'));
    const file = (await readdir(dir)).find((f) => /^licen[cs]e/i.test(f));
    const text = file ? (await readFile(`${dir}/${file}`, 'utf8')).replace(/\r/g, '').trim() : '';
    const holder = text.match(/^\W*(Copyright .*)$/m)?.[1] ?? author?.name ?? author ?? `See ${repository.url}`;
    lines.push(`${name} ${version}, ${license}. ${holder}`);
    if (text && !texts.has(license)) texts.set(license, `== ${license}, as in ${name} ==\n\n${text}`);
  }
  return `Bundled in graphiql.js and graphiql.css:\n\n${lines.sort().join('\n')}\n\n${[...texts.values()].join('\n\n')}\n`;
}
