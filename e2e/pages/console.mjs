// Staff work in the console, in a browser, against a mall with the demo: what each may see, every page at two
// widths in both languages, and the stories of goods, orders and points.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { ask as askAs, base, browser, close, look, lookedAt, noComplaints } from './lib.mjs';

const admin = process.env.ADMIN_TOKEN;
const alice = process.env.ALICE_TOKEN;
const password = 'demo-password';

/** Asks the API as somebody; null: as nobody. */
async function ask(token, query, variables = {}) {
  if (token) return askAs(token, query, variables);
  const answer = await fetch(`${base}/graphql`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query, variables }) });
  return (await answer.json()).data;
}

/** Opens the console's sign-in page and signs in. */
async function signIn(b, login, secret = password, wait = '.shell h1') {
  await b.page.goto(`${base}/console/sign-in`);
  await b.page.fill('#login', login);
  await b.page.fill('#secret', secret);
  await b.page.keyboard.press('Enter');
  await b.page.locator(wait).waitFor();
}

/** Goes to a page as a link would, without loading the console anew; waits until what it asked for is there. */
async function go({ page }, path) {
  await page.evaluate((to) => { history.pushState({}, '', to); dispatchEvent(new PopStateEvent('popstate', { state: {} })); }, `/console${path}`);
  await page.waitForURL(`${base}/console${path}`);
  await settled({ page });
}
const settled = async ({ page }) => {
  await page.locator('#content h1').waitFor();
  await page.waitForFunction(() => !document.querySelector('#content .el-skeleton, #content .table.busy, .el-loading-mask'));
};

const button = ({ page }, name) => page.getByRole('button', { name, exact: true });
const dialog = ({ page }) => page.getByRole('dialog').last();
const done = async ({ page }, text) => {
  await page.locator('.el-message', { hasText: text }).first().waitFor();
};

/** Makes a staff user with some permissions, by an invitation. */
async function hire(name, permissions) {
  const login = `${name.toLowerCase()}@staff.test`;
  const { inviteStaff } = await ask(admin, 'mutation($i: InviteStaffInput!) { inviteStaff(input: $i) { token userErrors { message } } }', { i: { name, login, permissions } });
  assert.deepEqual(inviteStaff.userErrors, []);
  return { login, token: inviteStaff.token };
}
async function hired(name, permissions) {
  const { login, token } = await hire(name, permissions);
  const { acceptStaffInvitation } = await ask(null, 'mutation($i: AcceptStaffInvitationInput!) { acceptStaffInvitation(input: $i) { accessToken userErrors { message } } }', { i: { token, password } });
  assert.ok(acceptStaffInvitation.accessToken);
  return { login, token: acceptStaffInvitation.accessToken };
}

/** What staff with one permission see in the menu, by the pages' paths. */
const seen = {
  EARN: ['/'],
  POINTS: ['/', '/adjustments', '/causes'],
  ORDERS: ['/', '/orders', '/after-sales', '/money-back'],
  MEMBERS: ['/', '/members', '/referrals'],
  CATALOG: ['/', '/products', '/categories', '/brands', '/shipping'],
  CATALOG_READ: ['/', '/products', '/categories', '/brands', '/shipping'],
  RULES: ['/', '/tiers', '/rules', '/simulate', '/explain', '/tasks', '/codes', '/games', '/settings'],
  PARTNERS: ['/', '/partners'],
  POLICY: ['/', '/currencies'],
  CAMPAIGNS: ['/', '/campaigns', '/coupons'],
  FINANCE: ['/'],
  STAFF: ['/', '/staff', '/roles', '/invitations'],
};

/** Pages, with what stands in them for the names in their paths. */
const pages = ['/', '/me', '/orders', '/orders/:order', '/after-sales', '/after-sales/:afterSale', '/money-back', '/products', '/products/new', '/products/:product', '/categories', '/brands', '/shipping',
  '/members', '/members/:member', '/adjustments', '/referrals', '/tiers', '/rules', '/rules/new', '/rules/purchase-cny', '/simulate', '/explain', '/tasks', '/tasks/new', '/codes', '/games', '/campaigns',
  '/campaigns/new-lottery', '/campaigns/:campaign', '/coupons', '/coupons/new', '/causes', '/partners', '/partners/:partner', '/currencies', '/settings', '/staff', '/staff/admin@demo.test', '/roles', '/invitations', '/nowhere'];

/** Somebody has ordered, and asks for the money back: so that pages have something to show. */
async function happened() {
  const { me } = await ask(alice, '{ me { id } }');
  await ask(admin, 'mutation($i: AdjustPointsInput!) { adjustPoints(input: $i) { userErrors { message } } }', { i: { memberId: me.id, points: 60000, reason: 'For the stories', idempotencyKey: 'console-points' } });
  const { products } = await ask(alice, '{ products(first: 60) { nodes { id kind skus { id prices { id points cash { amount } } } } } }');
  const goods = products.nodes.find((p) => p.kind === 'PHYSICAL' && p.skus[0].prices.some((x) => !x.cash));
  const { exchange } = await ask(alice, 'mutation($i: ExchangeInput!) { exchange(input: $i) { order { id lines { id } } userErrors { message } } }', { i: { skuId: goods.skus[0].id, quantity: 1, idempotencyKey: 'console-1' } });
  assert.deepEqual(exchange.userErrors, []);
  const { requestAfterSale } = await ask(alice, 'mutation($i: RequestAfterSaleInput!) { requestAfterSale(input: $i) { afterSale { id } userErrors { message } } }', {
    i: { orderId: exchange.order.id, kind: 'REFUND_ONLY', reason: 'CHANGED_MIND', lines: [{ orderLineId: exchange.order.lines[0].id, quantity: 1 }], idempotencyKey: 'console-2' },
  });
  assert.deepEqual(requestAfterSale.userErrors, []);
  const { createPartner } = await ask(admin, 'mutation { createPartner(input: {name: "tea-house", displayName: {en: "Tea house", zhCN: "茶馆"}}) { partner { id } userErrors { message } } }');
  const { campaigns } = await ask(admin, '{ campaigns(first: 1) { nodes { id } } }');
  return { order: exchange.order.id, afterSale: requestAfterSale.afterSale.id, product: goods.id, member: me.id, partner: createPartner.partner.id, campaign: campaigns.nodes[0].id };
}

/** Every page, looked over by axe, in one language at one width. */
async function lookAtAll(b, ids) {
  await signIn(b, 'admin@demo.test');
  const faults = [];
  for (const pattern of pages) {
    const path = pattern.replace(/:(\w+)/, (_, name) => ids[name]);
    try {
      await go(b, path);
      assert.equal(await b.page.locator('#content .note.bad').count(), 0, `${path} tells of a problem`);
      await look(b, `console${pattern.replace(/\W+/g, '-')}`);
    } catch (error) {
      faults.push(error.message);
    }
  }
  await b.context.close();
  assert.deepEqual(faults, [], faults.join('\n'));
}

/** The code of an authenticator's app now (RFC 6238). */
function codeOf(secret, step = 0) {
  const bits = [...secret.replace(/\s/g, '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + step));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

const stories = {
  async 'every page holds at two widths, in both languages'() {
    const ids = await happened();
    await Promise.all([
      lookAtAll(await browser({ width: 1440, height: 900, locale: 'zh-CN' }), ids),
      lookAtAll(await browser({ width: 375, height: 800, locale: 'en' }), ids),
    ]);
  },

  async 'staff see what they may, and no more'() {
    const all = [...new Set(Object.values(seen).flat())];
    const b = await browser({ width: 1440, height: 900, locale: 'en' });
    for (const [permission, paths] of Object.entries(seen)) {
      const { login } = await hired(permission, [permission]);
      await signIn(b, login);
      const menu = await b.page.locator('#menu a').evaluateAll((links) => links.map((l) => new URL(l.href).pathname.replace(/^\/console/, '') || '/'));
      assert.deepEqual(menu, paths, `the menu of ${permission}`);
      for (const path of paths) {
        await go(b, path);
        assert.equal(await b.page.locator('.note.bad, .el-message--error').count(), 0, `${permission} may see all of ${path}`);
      }
      const other = all.find((p) => !paths.includes(p));
      await b.page.evaluate((to) => { history.pushState({}, '', to); dispatchEvent(new PopStateEvent('popstate', { state: {} })); }, `/console${other}`);
      await b.page.getByRole('heading', { name: 'You may not see this page' }).waitFor();
      await b.page.getByRole('button', { name: permission, exact: true }).click();
      await b.page.getByRole('menuitem', { name: 'Sign out' }).click();
      await b.page.locator('#login').waitFor();
    }
    // Who may only read goods is offered no change of them.
    await signIn(b, 'catalog_read@staff.test');
    await go(b, '/products');
    assert.equal(await b.page.getByRole('link', { name: 'Add a product' }).count(), 0);
    // A member is no staff.
    await b.context.clearCookies();
    await b.page.evaluate(() => localStorage.clear());
    await signIn(b, 'alice@demo.test', password, '[role=alert]');
    assert.match(b.page.url(), /sign-in/);
    await b.context.close();
  },

  async 'an invitation becomes an account with a second factor'() {
    const b = await browser({ width: 1440, height: 900, locale: 'en' });
    const { login, token } = await hire('Newcomer', ['ORDERS']);
    await b.page.goto(`${base}/console/invitation#${token}`);
    await b.page.locator('#new').waitFor();
    assert.doesNotMatch(b.page.url(), new RegExp(token), 'the token leaves the address at once');
    await look(b, 'console-invitation');
    await b.page.fill('#new', 'a long password');
    await b.page.fill('#again', 'another password');
    await b.page.keyboard.press('Enter');
    await b.page.getByText('The two passwords are not the same.').waitFor();
    await b.page.fill('#again', 'a long password');
    await b.page.keyboard.press('Enter');
    await b.page.locator('.shell h1').waitFor();
    await go(b, '/me');
    await button(b, 'Turn on').click();
    const secret = await dialog(b).locator('.secret').textContent();
    await look(b, 'console-two-factor');
    await dialog(b).getByLabel('Code').fill(codeOf(secret, -1));
    await dialog(b).getByRole('button', { name: 'Turn on' }).click();
    await b.page.getByRole('dialog', { name: 'Recovery codes' }).waitFor();
    await b.page.getByRole('dialog', { name: 'Recovery codes' }).getByRole('button', { name: 'Close', exact: true }).click();
    await b.page.getByRole('button', { name: 'Newcomer' }).click();
    await b.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await signIn(b, login, 'a long password', '#code');
    await look(b, 'console-code');
    await b.page.fill('#code', codeOf(secret));
    await b.page.keyboard.press('Enter');
    await b.page.locator('.shell h1').waitFor();
    const kept = await b.page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
    assert.doesNotMatch(kept, /eyJ|ses_/, 'no token is where scripts could find it');
    await b.page.reload();
    await b.page.locator('.shell h1').waitFor(); // the cookie that scripts cannot read signs in again
    await b.context.close();
  },

  async 'goods are made, put on the shelf, ordered, sent and given back'() {
    const b = await browser({ width: 1440, height: 900, locale: 'en' });
    await signIn(b, 'admin@demo.test');
    await go(b, '/products/new');
    const field = (path) => b.page.locator(`[data-path="${path}"]`);
    await field('slug').locator('input').fill('Not A Slug');
    await field('kind').locator('.el-select').click();
    await b.page.getByRole('option', { name: 'Goods that are sent' }).click();
    await field('name').locator('input').first().fill('青花瓷杯');
    await field('name').locator('input').last().fill('Blue porcelain cup');
    await field('skus.0.code').locator('input').fill('CUP-BLUE');
    await field('skus.0.stock').locator('input').fill('10');
    await b.page.keyboard.press('Control+s');
    await field('skus.0.prices.0.points').locator('.field-error').waitFor(); // needed, and said at its field
    await field('skus.0.prices.0.points').locator('input').fill('1,200');
    await b.page.keyboard.press('Control+s');
    await field('slug').locator('.field-error').waitFor(); // refused by the API, at its field
    await look(b, 'console-refused');
    await field('slug').locator('input').fill('blue-cup');
    await b.page.keyboard.press('Control+s');
    await b.page.waitForURL(/products\/prd_/);
    await settled(b);
    const product = b.page.url().split('/').at(-1);
    await button(b, 'Put on the shelf').click();
    await done(b, 'On the shelf.');

    // Somebody else saves meanwhile: both changes are kept, by choice.
    await field('name').locator('input').last().fill('Blue cup');
    const { product: now } = await ask(admin, `{ product(id: "${product}") { version skus { id } } }`);
    const { updateProduct } = await ask(admin, 'mutation($i: UpdateProductInput!) { updateProduct(input: $i) { userErrors { message } } }', {
      i: { productId: product, version: now.version, description: { en: 'Holds 200 ml.', zhCN: '容量 200 毫升。' } },
    });
    assert.deepEqual(updateProduct.userErrors, []);
    await b.page.keyboard.press('Control+s');
    await b.page.getByRole('alertdialog').waitFor();
    await look(b, 'console-conflict');
    await button(b, 'Take these over').click();
    await button(b, 'Save').click();
    await done(b, 'Saved.');
    const { product: kept } = await ask(admin, `{ product(id: "${product}") { names { en } descriptions { en } } }`);
    assert.deepEqual([kept.names.en, kept.descriptions.en], ['Blue cup', 'Holds 200 ml.']);

    await button(b, 'Stock of CUP-BLUE').click();
    await dialog(b).locator('[data-path=delta] input').fill('-3');
    await dialog(b).locator('[data-path=reason] textarea').fill('broken');
    await look(b, 'console-stock');
    await dialog(b).getByRole('button', { name: 'Save' }).click();
    await b.page.getByText('7 available').first().waitFor();

    const { exchange } = await ask(alice, 'mutation($i: ExchangeInput!) { exchange(input: $i) { order { id number lines { id } } userErrors { message } } }', { i: { skuId: now.skus[0].id, quantity: 2, idempotencyKey: 'console-cup' } });
    assert.deepEqual(exchange.userErrors, []);
    // By the keyboard: the palette finds the order by its number.
    await b.page.keyboard.press('Control+k');
    await b.page.keyboard.type(exchange.order.number);
    await b.page.getByRole('option', { name: exchange.order.number }).waitFor();
    await look(b, 'console-palette');
    await b.page.keyboard.press('Enter');
    await b.page.waitForURL(new RegExp(exchange.order.id));
    await settled(b);
    await button(b, 'Set the address').click();
    for (const [path, text] of Object.entries({ name: '王芳', phone: '13800000000', province: '上海市', city: '上海市', street: '世纪大道 1 号' })) await dialog(b).locator(`[data-path="address.${path}"] input`).fill(text);
    await dialog(b).getByRole('button', { name: 'Save' }).click();
    await done(b, 'Saved.');
    await button(b, 'Ship').click();
    await dialog(b).locator('[data-path=carrier] input').fill('SF Express');
    await look(b, 'console-ship');
    await dialog(b).getByRole('button', { name: 'Ship' }).click();
    await done(b, 'The parcel is on its way.');
    await b.page.locator('.page-head .tag', { hasText: 'Shipped' }).waitFor();
    await button(b, 'Refund').click();
    await dialog(b).locator('.preview dd', { hasText: '2,400' }).first().waitFor();
    await dialog(b).locator('[data-path=reason] textarea').fill('came broken');
    await look(b, 'console-refund');
    await dialog(b).getByRole('button', { name: 'Refund' }).click();
    await done(b, 'The refund is made');
    await b.page.locator('.page-head .tag', { hasText: 'Refunded' }).waitFor();
    const { order } = await ask(admin, `{ order(id: "${exchange.order.id}") { status refunds { pricePoints } } }`);
    assert.deepEqual([order.status, order.refunds[0].pricePoints], ['REFUNDED', 2400]);
    await b.context.close();
  },

  async 'a large change of points takes two of staff'() {
    const { pointsCurrencies } = await ask(admin, '{ pointsCurrencies { code version } }');
    await ask(admin, 'mutation($i: UpdatePointsPolicyInput!) { updatePointsPolicy(input: $i) { userErrors { message } } }', { i: { currency: pointsCurrencies[0].code, version: pointsCurrencies[0].version, adjustmentLimit: 100 } });
    const { me } = await ask(alice, '{ me { id points { available } } }');
    const first = await browser({ width: 375, height: 800, locale: 'zh-CN' });
    const { login } = await hired('First', ['POINTS', 'MEMBERS']);
    await signIn(first, login);
    await go(first, `/members/${me.id}`);
    await button(first, '调整积分').click();
    await dialog(first).locator('[data-path=points] input').fill('5000');
    await dialog(first).locator('[data-path=reason] textarea').fill('补偿');
    await look(first, 'console-adjust');
    await dialog(first).getByRole('button', { name: '调整积分' }).click();
    await done(first, '正在等待第二位员工审批');
    await go(first, '/adjustments');
    assert.equal(await button(first, '批准').count(), 0, 'nobody approves their own');
    await first.context.close();

    const second = await browser({ width: 1440, height: 900, locale: 'zh-CN' });
    await signIn(second, 'admin@demo.test');
    await go(second, '/adjustments');
    await button(second, '批准').click();
    await dialog(second).getByRole('button', { name: '批准' }).click();
    await done(second, '已批准');
    const { me: after } = await ask(alice, '{ me { points { available } } }');
    assert.equal(after.points.available, me.points.available + 5000);
    await second.context.close();
  },

  async 'a list keeps its filters, columns and rows'() {
    const b = await browser({ width: 1440, height: 900, locale: 'en' });
    await signIn(b, 'admin@demo.test');
    await go(b, '/products');
    await b.page.getByLabel('Kind').selectOption('PHYSICAL');
    await b.page.waitForURL(/kind=PHYSICAL/);
    await settled(b);
    await button(b, 'Next page').click();
    await b.page.waitForURL(/after=/);
    await settled(b);
    const names = await b.page.locator('td.lead').allTextContents();
    await b.page.reload();
    await settled(b);
    await b.page.locator('td.lead').first().waitFor();
    assert.deepEqual(await b.page.locator('td.lead').allTextContents(), names, 'a reload shows the same page');
    await b.page.keyboard.press('Alt+PageUp');
    await b.page.waitForURL(/before=/);
    await settled(b);
    await button(b, 'Columns').click();
    await b.page.locator('.el-popover').getByText('Brand', { exact: true }).click();
    await b.page.getByRole('columnheader', { name: 'Brand' }).waitFor();
    const saved = b.page.waitForEvent('download');
    await button(b, 'Export CSV').click();
    assert.equal((await saved).suggestedFilename(), 'products.csv');
    await b.page.locator('.lead-link').first().click();
    await b.page.waitForURL(/products\/prd_/);
    await settled(b);
    const at = b.page.url();
    await b.page.keyboard.press('Alt+PageDown');
    await b.page.waitForFunction((was) => location.href !== was && /prd_/.test(location.href), at);
    await b.context.close();
  },
};

const only = process.argv[2]; // words of the name of the only story to play
for (const [name, story] of Object.entries(stories)) {
  if (only && !name.includes(only)) continue;
  const began = Date.now();
  try {
    await story();
    console.log(`ok    ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    console.log(`FAIL  ${name}: ${error.stack ?? error}`);
    process.exitCode = 1;
  }
}
try { noComplaints(); } catch (error) { console.log(`FAIL  ${error.message}`); process.exitCode = 1; }
await close();
if (!process.exitCode) console.log(`the console works, ${lookedAt()} views looked at`);
