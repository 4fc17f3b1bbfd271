// Runs docs/verify-draw.mjs on vectors.json.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { drawerOf, rollOf, verify } from "../../../../docs/verify-draw.mjs";

const v = JSON.parse(readFileSync(new URL("vectors.json", import.meta.url), "utf8"));
for (const d of v.drawers) assert.equal(drawerOf(d.campaign, d.member), d.drawer);
for (const { u, roll } of v.us) assert.equal(rollOf((n) => BigInt(u[n])), roll);
assert.deepEqual(verify(v.published, v.published.periods[0].draws), []);
for (const { period, place, draw, check } of v.altered) {
  const altered = structuredClone(v.published);
  altered.periods[period - 1].draws[place] = draw;
  assert.equal(verify(altered)[0]?.check, check);
}
const receipt = v.published.periods[0].draws[20];
const without = structuredClone(v.published);
without.periods[0].draws.splice(20, 1);
assert.ok(verify(without, [receipt]).some((f) => f.check === "receipt"));
