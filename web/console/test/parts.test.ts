// Small parts of the console: clocks, exports, lists, keys, draws.
import { describe, expect, it } from 'vitest';
import { instantOf, wallOf } from '../src/forms/zone';
import { humanize, sentence } from '../src/forms/labels';
import { cell, csvOf } from '../src/lists/csv';
import { pagingOf, placeOf } from '../src/lists/place';
import { ownPath } from '../src/pages/access/openid';
import { prizeOf, rollOf } from '../src/pages/campaign/verify';
import { keysOf } from '../src/shell/commands';

describe("the mall's clock", () => {
  it('is not the clock of the machine', () => {
    expect(wallOf('2026-11-22T08:30:00Z', 'Asia/Shanghai')).toBe('2026-11-22T16:30');
    expect(instantOf('2026-11-22T16:30', 'Asia/Shanghai')).toBe('2026-11-22T08:30:00Z');
  });

  it('goes there and back on both sides of a change of the clock', () => {
    for (const at of ['2026-03-29T00:59:00Z', '2026-03-29T01:00:00Z', '2026-10-25T02:00:00Z', '2026-07-01T12:00:00Z']) {
      expect(instantOf(wallOf(at, 'Europe/Berlin'), 'Europe/Berlin')).toBe(at);
    }
  });
});

describe('an export', () => {
  it('quotes, and makes formulas text', () => {
    expect(cell('a "b", c')).toBe('"a ""b"", c"');
    expect(cell('=HYPERLINK("x")')).toBe('"\'=HYPERLINK(""x"")"');
    expect(cell('@x')).toBe("'@x");
    expect(cell('-1,200')).toBe('"-1,200"');
    expect(csvOf([{ key: 'a', title: '名称', text: (r: { n: number }) => String(r.n) }], [{ n: 1 }])).toBe('\uFEFF名称\r\n1\r\n');
  });
});

describe("a list's place", () => {
  it('is what the URL says', () => {
    expect(placeOf({ status: 'PAID', size: '50', after: 'x', other: 'y' }, ['status', 'number'])).toEqual({ filters: { status: 'PAID' }, size: 50, after: 'x', before: undefined });
    expect(placeOf({ size: '7' }, []).size).toBe(20);
    expect(pagingOf({ filters: {}, size: 20, before: 'b', after: 'a' })).toEqual({ last: 20, before: 'b' });
  });
});

describe('names', () => {
  it('are read as words', () => {
    expect(humanize('drawsPerMemberPerDay')).toBe('Draws per member per day');
    expect(humanize('skuId')).toBe('SKU');
    expect(sentence('PENDING_PAYMENT')).toBe('Pending payment');
  });
});

describe('a link to go on to', () => {
  it('is never another site', () => {
    expect(ownPath('/orders/1')).toBe('/orders/1');
    for (const to of ['//evil.test', '/\\evil.test', 'https://evil.test', undefined]) expect(ownPath(to)).toBeNull();
  });
});

describe('keys', () => {
  it('are named alike on every machine', () => {
    expect(keysOf({ key: 'k', metaKey: true, ctrlKey: false, altKey: false, shiftKey: false })).toBe('Ctrl+K');
    expect(keysOf({ key: 'PageDown', metaKey: false, ctrlKey: false, altKey: true, shiftKey: false })).toBe('Alt+PageDown');
  });
});

describe('a draw', () => {
  it('is rolled as docs/lottery.md says', async () => {
    // Reckoned by docs/verify-draw.mjs's rules with Node's own HMAC.
    const { createHmac } = await import('node:crypto');
    const draw = { drawer: 'd'.repeat(64), clientSeed: 'my own words', nonce: 3, configHash: 'c'.repeat(64) };
    const seed = '0f'.repeat(32);
    const mac = createHmac('sha256', Buffer.from(seed, 'hex')).update(['pointsmall-draw-1', draw.drawer, draw.clientSeed, 3, draw.configHash, 0].join('\n')).digest();
    expect(await rollOf(seed, draw)).toBe(Number(mac.readBigUInt64BE(0) % 1_000_000n));
  });

  it('is the first prize whose odds reach it', () => {
    const prizes = [{ key: 'a', oddsPpm: 10 }, { key: 'b', oddsPpm: 999_990 }];
    expect([prizeOf(9, prizes), prizeOf(10, prizes), prizeOf(999_999, prizes)]).toEqual(['a', 'b', 'b']);
  });
});
