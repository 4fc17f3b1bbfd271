// What the stories share: a browser whose every page is watched, and looked over by axe.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

export const base = process.env.MALL_URL;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.SHOTS; // a folder for pictures that somebody wants to look at; none: no pictures
if (shots) mkdirSync(shots, { recursive: true });

const launched = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? 'chromium',
  args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-gpu'],
});
export const close = () => launched.close();

const complaints = [];
/** Fails when any page did what none may do. */
export function noComplaints() {
  assert.deepEqual(complaints, []);
}

/** A browser of its own, with nothing kept. Its pages may reach the mall alone. */
export async function browser({ width = 375, height = 720, locale = 'zh-CN', dark = false } = {}) {
  const context = await launched.newContext({
    viewport: { width, height }, locale, colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce', bypassCSP: false, hasTouch: width < 700,
  });
  context.setDefaultTimeout(20_000);
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (e) => console.error(`CSP: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}`));
  });
  context.on('request', (r) => {
    const url = r.url();
    if (!url.startsWith(base) && !url.startsWith('data:') && !url.startsWith('blob:')) complaints.push(`foreign request: ${url}`);
  });
  const page = await context.newPage();
  page.on('console', (m) => {
    // What stories break on purpose is told by the browser, too.
    if (m.type() === 'error' && !/net::ERR_(FAILED|INTERNET_DISCONNECTED|ABORTED|EMPTY_RESPONSE)/.test(m.text())) complaints.push(`${page.url()}: ${m.text()}`);
  });
  page.on('pageerror', (e) => complaints.push(`${page.url()}: ${e.stack ?? e.message}`));
  return { context, page, width, locale, dark };
}

/** Opens a page of the shop and waits until that is there. */
export async function open({ page }, path, selector) {
  await page.goto(`${base}/shop/${path}`);
  await page.locator(selector).first().waitFor();
}

const looked = new Map();
/** Looks a page over as it is: axe finds nothing, and it is not wider than the screen. */
export async function look(b, name) {
  const { page, width, locale, dark } = b;
  await page.waitForFunction(() => !document.querySelector('.ghost, .van-skeleton') && [...document.images].every((i) => i.complete || i.loading === 'lazy'));
  // What is still fading in has other colours than it will have.
  await page.evaluate(() => Promise.all(document.getAnimations().filter((a) => a.effect.getComputedTiming().iterations !== Infinity).map((a) => a.finished.catch(() => {}))));
  if (shots) await page.screenshot({ path: `${shots}/${name}-${width}-${locale}${dark ? '-dark' : ''}.png`, fullPage: true });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${name} at ${width}: ${wide} pixels too wide`);
  await page.evaluate(`${axe}; undefined`);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'], rules: { 'color-contrast-enhanced': { enabled: false } } }));
  const said = violations.map((v) => `${v.id}: ${v.help}\n    ${v.nodes.slice(0, 4).map((n) => `${n.html.slice(0, 160)} ${n.any[0]?.message ?? ''}`).join('\n    ')}`);
  assert.deepEqual(said, [], `axe finds faults in ${name} at ${width} (${locale}${dark ? ', dark' : ''}):\n  ${said.join('\n  ')}`);
  looked.set(`${name} ${width} ${locale}${dark ? ' dark' : ''}`, true);
}
export const lookedAt = () => looked.size;

export async function signIn(b, login = 'alice@demo.test') {
  await open(b, 'sign-in', 'form');
  await b.page.fill('[name=login]', login);
  await b.page.fill('[name=password]', 'demo-password');
  await b.page.click('[data-test=sign-in]');
  await b.page.locator('[data-test=balance]').waitFor();
  await b.page.waitForFunction(() => document.querySelector('[data-test=balance]').textContent !== '…');
}

export const number = async (b, selector) => Number((await b.page.locator(selector).first().textContent()).replace(/[^\d]/g, ''));

/** Asks the API as somebody; for what a story needs to know beside what the page shows. */
export async function ask(token, query, variables = {}) {
  const answer = await fetch(`${base}/graphql`, {
    method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` }, body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await answer.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}

/** A token of one of the demo's people. */
export async function tokenOf(login) {
  const answer = await fetch(`${base}/graphql`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query: 'mutation($i: SignInInput!) { signIn(input: $i) { accessToken } }', variables: { i: { login, password: 'demo-password' } } }),
  });
  return (await answer.json()).data.signIn.accessToken;
}
