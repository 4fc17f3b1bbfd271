// Plays the storefront's stories in a browser, against a mall with the demo.
import assert from 'node:assert/strict';
import { ask, base, browser, close, look, lookedAt, noComplaints, number, open, signIn, tokenOf } from './lib.mjs';

const [admin, alice, bob] = await Promise.all(['admin', 'alice', 'bob'].map((name) => tokenOf(`${name}@demo.test`)));
const orders = async () => (await ask(alice, '{ me { orders(first: 1) { totalCount } } }')).me.orders.totalCount;

const stories = {
  async 'a guest looks around'() {
    const b = await browser({ width: 320 });
    await open(b, '', '.goods');
    await look(b, 'home');
    await open(b, 'search', '.goods');
    await b.page.fill('input[type=search]', '手提包');
    await b.page.keyboard.press('Enter');
    await b.page.waitForURL(/q=/);
    await b.page.waitForFunction(() => document.querySelectorAll('.goods').length === 1);
    await b.page.getByRole('button', { name: '筛选' }).click();
    await b.page.locator('dialog[open] .chip').first().waitFor();
    await look(b, 'filter');
    await b.page.keyboard.press('Escape');
    await b.page.locator('.goods').click();
    await b.page.getByText('登录后兑换').waitFor();
    await look(b, 'product-guest');
    await b.page.getByRole('button', { name: '加入购物车' }).click();
    await b.page.locator('.count').waitFor();
    await open(b, 'cart', '[data-test=checkout]');
    await look(b, 'cart');
    // What a guest has put aside is there after signing in, and the way leads back.
    await b.page.click('[data-test=checkout]');
    await b.page.waitForURL(/sign-in\?to=/);
    await look(b, 'sign-in');
    await b.page.fill('[name=login]', 'bob@demo.test');
    await b.page.fill('[name=password]', 'wrong-password');
    await b.page.click('[data-test=sign-in]');
    await b.page.locator('[aria-invalid]').waitFor();
    await b.page.fill('[name=password]', 'demo-password');
    await b.page.click('[data-test=sign-in]');
    await b.page.locator('[data-test=to-pay]').waitFor();
    await look(b, 'checkout');
    const kept = await b.page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
    assert.doesNotMatch(kept, /eyJ[\w-]+\.[\w-]+\.[\w-]+|ses_[0-9a-f]{32}/, 'no token is where scripts could find it after a reload');
    await b.context.close();
  },

  async 'a member exchanges in three taps, and taps twice'() {
    const b = await browser({ width: 375 });
    await signIn(b);
    await look(b, 'home-member');
    const before = await number(b, '[data-test=balance]');
    const had = await orders();
    await open(b, 'goods/hand-cream', '[data-test=exchange]:not([disabled])');
    await look(b, 'product');
    await b.page.click('[data-test=exchange]');
    await b.page.locator('dialog[open] [data-test=confirm]').waitFor();
    await look(b, 'exchange');
    await b.page.locator('[data-test=confirm]').dblclick();
    await b.page.waitForURL(/orders\/ord_/);
    await b.page.locator('[data-test=status]').waitFor();
    await look(b, 'order');
    assert.equal(await orders(), had + 1);
    await open(b, 'points', '.list li');
    assert.equal(await number(b, '[data-test=balance]'), before - 900);
    await look(b, 'points');
    // Somewhere else points come in: the page shows them by itself.
    const { me: { id } } = await ask(alice, '{ me { id } }');
    const { adjustPoints } = await ask(admin, 'mutation($i: AdjustPointsInput!) { adjustPoints(input: $i) { userErrors { message } } }', { i: { memberId: id, points: 7, reason: 'live', idempotencyKey: 'live' } });
    assert.deepEqual(adjustPoints.userErrors, []);
    await b.page.waitForFunction((want) => document.querySelector('[data-test=balance]').textContent.replace(/\D/g, '') === String(want), before - 893);
    await b.context.close();
  },

  async 'the answer is cut after the commit, and the page is loaded anew'() {
    const b = await browser({ width: 375 });
    await signIn(b);
    const had = await orders();
    await open(b, 'goods/paper-towels', '[data-test=exchange]:not([disabled])');
    await b.page.click('[data-test=exchange]');
    await b.page.locator('[data-test=confirm]').waitFor();
    let sent = 0;
    await b.page.route('**/graphql**', async (route) => {
      if (!route.request().postData()?.includes('idempotencyKey')) { await route.abort(); return; } // nor does anything else come through
      sent++;
      await route.fetch(); // the mall has done it
      await route.abort(); // nobody hears of it
    });
    await b.page.click('[data-test=confirm]');
    await b.page.locator('[data-test=unsure]').waitFor();
    await look(b, 'unsure');
    assert.equal(sent, 1);
    assert.equal(await orders(), had + 1);
    await b.page.unroute('**/graphql**');
    await b.page.reload();
    const row = b.page.locator('dialog[open] li[data-state=happened]');
    await row.waitFor();
    await look(b, 'unanswered');
    await row.getByRole('button').dblclick();
    await b.page.waitForURL(/orders\/ord_/);
    assert.equal(await orders(), had + 1, 'one order, and it is shown');
    await b.page.reload();
    await b.page.locator('[data-test=status]').waitFor();
    assert.equal(await b.page.locator('dialog[open]').count(), 0, 'what was answered is not asked about again');
    await b.context.close();
  },

  async 'the connection is gone before anything is sent'() {
    const b = await browser({ width: 375 });
    await signIn(b);
    const had = await orders();
    await open(b, 'goods/paper-towels', '[data-test=exchange]:not([disabled])');
    await b.page.click('[data-test=exchange]');
    await b.page.locator('[data-test=confirm]').waitFor();
    await b.context.setOffline(true);
    await b.page.click('[data-test=confirm]');
    await b.page.locator('[data-test=unsure]').waitFor();
    await b.context.setOffline(false); // the page asks by itself, learns that nothing has happened, and offers to try again
    await b.page.getByRole('button', { name: '重试' }).click();
    await b.page.waitForURL(/orders\/ord_/);
    assert.equal(await orders(), had + 1);
    await b.context.close();
  },

  async 'a quote is paid with points and money, and another page sees it live'() {
    const b = await browser({ width: 375 });
    await signIn(b);
    await open(b, 'goods/phone-credit', 'fieldset .chip');
    await b.page.locator('fieldset .chip').nth(0).click();
    await b.page.locator('[data-test=buy]').click();
    await b.page.locator('[data-test=offset-all]').click();
    await b.page.waitForFunction(() => /\+/.test(document.querySelector('[data-test=to-pay]')?.textContent ?? ''));
    await look(b, 'checkout-offset');
    await b.page.locator('[data-test=place-order]').dblclick();
    await b.page.waitForURL(/orders\/ord_/);
    await b.page.locator('[data-test=payment]').waitFor();
    await look(b, 'pay');
    const other = await b.context.newPage();
    await other.goto(b.page.url());
    await other.getByText('待支付').first().waitFor();
    await b.page.click('[data-test=pay]');
    await b.page.getByRole('heading', { name: '已支付' }).waitFor();
    await other.getByRole('heading', { name: '已支付' }).waitFor();
    await other.close();
    await b.page.click('[data-test=cancel]');
    await b.page.locator('[data-test=cancel-sure]').waitFor();
    await look(b, 'cancel');
    await b.page.click('[data-test=cancel-sure]');
    await b.page.getByRole('heading', { name: /已取消/ }).waitFor();
    await b.context.close();
  },

  async 'a member checks in, draws and verifies the draw'() {
    const b = await browser({ width: 320 });
    await signIn(b, 'bob@demo.test');
    await open(b, 'check-in', '.days .today');
    await b.page.click('[data-test=check-in]');
    await b.page.locator('.days .made').waitFor();
    await look(b, 'check-in');
    await open(b, 'lottery/lucky-wheel', '[data-test=draw]');
    await b.page.fill('[name=seed]', 'my own words');
    await b.page.locator('[data-test=draw]').dblclick();
    await b.page.locator('[data-test=won]').waitFor();
    const { campaigns: { nodes: [{ lottery }] } } = await ask(bob, '{ campaigns(filter: {slug: "lucky-wheel"}) { nodes { lottery { freeDrawsLeft } } } }');
    assert.equal(lottery.freeDrawsLeft, 2, 'two taps, one draw');
    await look(b, 'lottery');
    await b.page.click('[data-test=verify]');
    await b.page.locator('[data-test=checks] [data-ok=true]').nth(2).waitFor();
    assert.equal(await b.page.locator('[data-test=checks] [data-ok=false]').count(), 0);
    await look(b, 'receipt');
    await b.page.keyboard.press('Escape');
    await b.page.click('[data-test=verify-all]');
    await b.page.locator('[data-test=verified]').waitFor();
    // The operator ends the lottery: its seed is shown, and the roll is repeated here.
    const { campaigns } = await ask(admin, '{ campaigns(filter: {slug: "lucky-wheel"}) { nodes { id version } } }');
    await ask(admin, 'mutation($i: CampaignVersionInput!) { endCampaign(input: $i) { userErrors { message } } }', { i: { campaignId: campaigns.nodes[0].id, version: campaigns.nodes[0].version } });
    await b.page.waitForFunction(async (url) => {
      const answer = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query: '{ campaigns(filter: {slug: "lucky-wheel"}) { nodes { lottery { periods { serverSeed } } } } }' }) });
      return (await answer.json()).data.campaigns.nodes[0].lottery.periods[0].serverSeed !== null;
    }, `${base}/graphql`, { polling: 300, timeout: 20_000 });
    await b.page.reload();
    await b.page.locator('[data-test=verify]').click();
    await b.page.locator('[data-test=checks] [data-ok=true]').nth(4).waitFor();
    await b.page.keyboard.press('Escape');
    await b.page.click('[data-test=verify-all]');
    await b.page.locator('[data-test=verified]').waitFor();
    await b.context.close();
  },

  async 'every other page is sound in English, in the dark and on a desktop'() {
    const b = await browser({ width: 1280, locale: 'en', dark: true });
    await signIn(b);
    const pages = {
      '': '.goods', categories: '.tree', search: '.goods', 'goods/green-tea': 'article', 'goods/cabin-suitcase': 'article', me: '.links', tasks: '.page > *', invite: '.code',
      coupons: '.card', addresses: '.page > *', rules: 'table', orders: '.page > *', points: '.list li', 'sign-up': 'form', 'no/such/page': '.empty',
    };
    for (const [path, selector] of Object.entries(pages)) {
      await open(b, path, selector);
      await look(b, `en-${path.replaceAll('/', '-') || 'home'}`);
    }
    await open(b, 'addresses', '.page > *');
    await b.page.getByRole('button', { name: 'Add an address' }).click();
    await b.page.locator('dialog[open] form').waitFor();
    await look(b, 'en-address');
    for (const [name, value] of Object.entries({ name: 'Alice', phone: '13800000000', province: '上海市', city: '上海市', street: '1 Fuxing Road' })) await b.page.fill(`dialog [name=${name}]`, value);
    await b.page.getByRole('button', { name: 'Save' }).click();
    await b.page.getByText('1 Fuxing Road').first().waitFor();
    await look(b, 'en-addresses');
    await open(b, 'me', '.links');
    await b.page.getByRole('button', { name: 'Sign out' }).click();
    await b.page.getByRole('link', { name: 'Sign in' }).first().waitFor();
    await b.page.reload();
    await b.page.getByRole('link', { name: 'Sign in' }).first().waitFor();
    await b.context.close();
  },

  async 'from sign-in to exchange by the keyboard alone'() {
    const b = await browser({ width: 1280, locale: 'en' });
    await b.page.goto(`${base}/shop/sign-in?to=/goods/essay-book`);
    await b.page.locator('[name=login]').waitFor();
    const tabTo = async (selector) => {
      for (let n = 0; n < 60; n++) {
        if (await b.page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return;
        await b.page.keyboard.press('Tab');
      }
      assert.fail(`the keyboard does not reach ${selector}`);
    };
    await tabTo('[name=login]');
    await b.page.keyboard.type('alice@demo.test');
    await tabTo('[name=password]');
    await b.page.keyboard.type('demo-password');
    await b.page.keyboard.press('Enter');
    await b.page.locator('[data-test=exchange]:not([disabled])').waitFor();
    await tabTo('[data-test=exchange]');
    await b.page.keyboard.press('Enter');
    await b.page.locator('dialog[open]').waitFor();
    await tabTo('[data-test=confirm]');
    await b.page.keyboard.press('Enter');
    await b.page.waitForURL(/orders\/ord_/);
    await b.context.close();
  },
};

// Two at a time: those that count what Alice has, one after another, and beside them the others.
const others = /^(a guest|a member checks in|every other)/;
const only = process.argv[2] ?? '';
let failed = 0;
async function play(names) {
  for (const name of names) {
    const began = Date.now();
    try {
      await stories[name]();
      console.log(`${name}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
    } catch (error) {
      failed++;
      console.log(`FAIL ${name}: ${(error.stack ?? error.message).replace(/\n/g, '\n     ')}`);
    }
  }
}
const names = Object.keys(stories).filter((name) => name.includes(only));
await Promise.all([play(names.filter((name) => !others.test(name))), play(names.filter((name) => others.test(name)))]);
await close();
try { noComplaints(); } catch (error) { failed++; console.log(`FAIL ${error.message}`); }
console.log(`${Object.keys(stories).length} stories, ${lookedAt()} looks, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
