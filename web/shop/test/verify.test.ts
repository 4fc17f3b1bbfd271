// The page's verifier finds what docs/verify-draw.mjs and the Go one find, on the same vectors.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { drawerOf, prizeOf, rollOf, verify } from '../src/verify';

const v = JSON.parse(readFileSync(new URL('../../../mall/campaign/lottery/testdata/vectors.json', import.meta.url), 'utf8'));

it('names members as the mall does', async () => {
  for (const d of v.drawers) expect(await drawerOf(d.campaign, d.member)).toBe(d.drawer);
});

it('rolls anew where a roll would not be fair', async () => {
  for (const { u, roll } of v.us) expect(await rollOf((n) => BigInt(u[n]))).toBe(roll);
});

it('finds nothing where nothing is wrong', async () => {
  expect(await verify(v.published, v.published.periods[0].draws)).toEqual([]);
  for (const d of v.published.periods[0].draws) expect(prizeOf(v.published.configuration, d.roll)).toBe(d.rolledPrize);
});

it('finds whatever was altered', async () => {
  for (const { period, place, draw, check } of v.altered) {
    const altered = structuredClone(v.published);
    altered.periods[period - 1].draws[place] = draw;
    expect((await verify(altered))[0]?.check).toBe(check);
  }
});

it('finds a draw left out whose receipt the member holds', async () => {
  const without = structuredClone(v.published);
  const [receipt] = without.periods[0].draws.splice(20, 1);
  expect((await verify(without, [receipt])).some((f) => f.check === 'receipt')).toBe(true);
});

it('finds a configuration that was changed after the start', async () => {
  const altered = structuredClone(v.published);
  altered.configuration = altered.configuration.replace('"cost":100', '"cost":50');
  expect((await verify(altered))[0]?.check).toBe('configuration');
});
