// Verifies what a lottery publishes, without any code of the mall: node verify-draw.mjs FILE.json
// FILE is what `pointsmall verify-draw --export` writes; docs/lottery.md says what each check means.
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const sha256 = (data) => createHash("sha256").update(data).digest("hex");
const time = (text) => Date.parse(text);
const SIDES = 1_000_000n;
const FAIR = (1n << 64n) - ((1n << 64n) % SIDES);

/** The first u that is fair, as a number from 0 to 999,999. */
export const rollOf = (u) => { for (let n = 0; ; n++) { const x = u(n); if (x < FAIR) return Number(x % SIDES); } };
export const message = (d, n) => ["pointsmall-draw-1", d.drawer, d.clientSeed, d.nonce, d.configHash, n].join("\n");
export const roll = (seed, d) => rollOf((n) => createHmac("sha256", Buffer.from(seed, "hex")).update(message(d, n)).digest().readBigUInt64BE());
export const drawerOf = (campaign, member) => sha256(["pointsmall-drawer-1", campaign, member].join("\n"));

export function verify(published, receipts = []) {
  const faults = [], c = JSON.parse(published.configuration);
  let period = 0;
  const check = (ok, name, sequence = 0) => { if (!ok) faults.push({ check: name, period, sequence }); };
  const place = (key) => c.prizes.findIndex((p) => p.key === key);
  const fallback = place(c.fallback), pity = c.pity ? place(c.pity.prizeKey) : -1;
  const left = c.prizes.map((p) => p.stock), today = {}, misses = {}, seeds = new Set(), all = {};
  let given = 0, pityLeft = c.pity?.stock ?? null;
  const dayOf = (at) => new Date(at).toLocaleDateString("en-CA", { timeZone: c.timeZone });
  const pays = (i) => c.budget === null || given + (c.prizes[i].points ?? 0) <= c.budget;
  const holds = (i, day) => pays(i) && left[i] !== 0 && (c.prizes[i].stockPerDay === null || (today[day + i] ?? 0) < c.prizes[i].stockPerDay);

  /** What must come of a roll of prize i; null: the draw had to be refused. */
  function judge(i, missed, day) {
    if (c.pity && missed + 1 >= c.pity.after) {
      if (!pays(pity) || pityLeft === 0) return null;
      return i <= pity && holds(i, day) ? [i, "ROLLED"] : [pity, "PITY"];
    }
    if ((fallback < 0 || !holds(fallback, day)) && c.prizes.some((p, n) => p.oddsPpm > 0 && !holds(n, day))) return null;
    return holds(i, day) ? [i, "ROLLED"] : [fallback, "FALLBACK"];
  }

  check(sha256(published.configuration) === published.configHash, "configuration");
  for (const p of published.periods) {
    period = p.number;
    const hash = sha256(Buffer.from(p.serverSeed, "hex")), nonces = {};
    check(hash === p.serverSeedHash, "seed");
    check(!seeds.has(hash), "seed reused");
    seeds.add(hash);
    p.draws.forEach((d, n) => {
      const day = dayOf(d.drawnAt), missed = misses[d.drawer] ?? 0, i = place(d.prize);
      nonces[d.drawer] = (nonces[d.drawer] ?? 0) + 1;
      check(d.sequence === n + 1, "sequence", d.sequence);
      check(d.nonce === nonces[d.drawer], "nonce", d.sequence);
      check(d.configHash === published.configHash && d.serverSeedHash === p.serverSeedHash, "commitment", d.sequence);
      check(time(d.drawnAt) >= time(c.startsAt) && time(d.drawnAt) < time(c.endsAt) && time(d.drawnAt) <= time(p.closedAt), "time", d.sequence);
      check(!c.period || ((c.period.draws === null || n < c.period.draws) && (!c.period.midnight || day === dayOf(p.draws[0].drawnAt))), "period", d.sequence);
      check(roll(p.serverSeed, { ...d, configHash: published.configHash }) === d.roll, "roll", d.sequence);
      let sum = 0;
      const rolled = c.prizes.findIndex((x) => d.roll < (sum += x.oddsPpm)), must = judge(rolled, missed, day);
      check(c.prizes[rolled].key === d.rolledPrize, "rolled prize", d.sequence);
      check(d.missesBefore === missed, "misses", d.sequence);
      check(must && must[0] === i && must[1] === d.outcome, "outcome", d.sequence);
      if (i < 0) return;
      given += c.prizes[i].points ?? 0;
      if (d.outcome === "PITY") pityLeft = pityLeft === null ? null : pityLeft - 1;
      else { if (left[i] !== null) left[i]--; today[day + i] = (today[day + i] ?? 0) + 1; }
      misses[d.drawer] = !c.pity || (d.outcome !== "FALLBACK" && i <= pity) ? 0 : missed + 1;
      all[[d.serverSeedHash, d.drawer, d.nonce]] = d;
    });
  }
  period = 0;
  for (const r of receipts) check(JSON.stringify(all[[r.serverSeedHash, r.drawer, r.nonce]]) === JSON.stringify(r) && r.configHash === published.configHash, "receipt", r.sequence);
  return faults;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const faults = verify(JSON.parse(readFileSync(process.argv[2], "utf8")));
  faults.forEach((f) => console.log(`period ${f.period}, draw ${f.sequence}: ${f.check}`));
  console.log(faults.length ? `${faults.length} faults` : "every draw is as it was promised");
  process.exitCode = faults.length ? 3 : 0;
}
