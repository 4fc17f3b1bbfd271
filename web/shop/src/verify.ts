// The rules of docs/verify-draw.mjs, in the browser: what a lottery publishes is proved on the member's own device,
// without a call to the mall. docs/lottery.md says what each check means.

/** The campaign's promise, as far as it decides draws. */
interface Configuration {
  timeZone: string; startsAt: string; endsAt: string; budget: number | null; fallback: string | null;
  pity: { after: number; prizeKey: string; stock: number | null } | null;
  prizes: { key: string; points: number | null; oddsPpm: number; stock: number | null; stockPerDay: number | null }[];
}
export interface Draw {
  roll: number; outcome: string; drawnAt: string; nonce: number; sequence: number; clientSeed: string;
  serverSeedHash: string; configHash: string; drawer: string; missesBefore: number; prize: string; rolledPrize: string;
}
export interface Published {
  configuration: string; configHash: string;
  periods: { number: number; serverSeed: string; serverSeedHash: string; closedAt: string; draws: Draw[] }[];
}
export interface Fault { check: string; period: number; sequence: number }

const text = new TextEncoder();
const hex = (bytes: ArrayBuffer) => [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, '0')).join('');
const unhex = (s: string) => new Uint8Array((s.match(/../g) ?? []).map((b) => Number.parseInt(b, 16)));

/** SHA-256 in hex, of a text's UTF-8 bytes or of bytes. */
export const sha256 = async (data: string | Uint8Array<ArrayBuffer>) => hex(await crypto.subtle.digest('SHA-256', typeof data === 'string' ? text.encode(data) : data));
/** The hash of a seed that is given in hex. */
export const seedHash = (seed: string) => sha256(unhex(seed));
/** Stands for a member among the draws of a campaign. */
export const drawerOf = (campaign: string, member: string) => sha256(['pointsmall-drawer-1', campaign, member].join('\n'));

const sides = 1_000_000n;
const fair = (1n << 64n) - ((1n << 64n) % sides);

/** The first u that is fair, as a number from 0 to 999,999. */
export async function rollOf(u: (counter: number) => bigint | Promise<bigint>): Promise<number> {
  for (let n = 0; ; n++) {
    const x = await u(n);
    if (x < fair) return Number(x % sides);
  }
}

/** The roll of a draw, by the seed in hex. */
export async function roll(seed: string, d: Pick<Draw, 'drawer' | 'clientSeed' | 'nonce' | 'configHash'>): Promise<number> {
  const key = await crypto.subtle.importKey('raw', unhex(seed), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return rollOf(async (n) => {
    const message = ['pointsmall-draw-1', d.drawer, d.clientSeed, d.nonce, d.configHash, n].join('\n');
    return new DataView(await crypto.subtle.sign('HMAC', key, text.encode(message))).getBigUint64(0);
  });
}

/** The key of the prize that a roll stands for. */
export function prizeOf(configuration: string, rolled: number): string {
  let sum = 0;
  return (JSON.parse(configuration) as Configuration).prizes.find((p) => rolled < (sum += p.oddsPpm))?.key ?? '';
}

/** Repeats every draw of closed periods, in their order from the first. None is right that is not named. */
export async function verify(published: Published, receipts: Draw[] = []): Promise<Fault[]> {
  const faults: Fault[] = [];
  const c = JSON.parse(published.configuration) as Configuration;
  let period = 0;
  const check = (ok: unknown, name: string, sequence = 0) => { if (!ok) faults.push({ check: name, period, sequence }); };
  const place = (key: string | null) => c.prizes.findIndex((p) => p.key === key);
  const fallback = place(c.fallback);
  const pity = c.pity ? place(c.pity.prizeKey) : -1;
  const left = c.prizes.map((p) => p.stock);
  const today = new Map<string, number>();
  const misses = new Map<string, number>();
  const seeds = new Set<string>();
  const all = new Map<string, Draw>();
  let given = 0;
  let pityLeft = c.pity?.stock ?? null;
  const days = new Intl.DateTimeFormat('en-CA', { timeZone: c.timeZone });
  const pays = (i: number) => c.budget === null || given + (c.prizes[i]!.points ?? 0) <= c.budget;
  const holds = (i: number, day: string) => pays(i) && left[i] !== 0 && (c.prizes[i]!.stockPerDay === null || (today.get(day + i) ?? 0) < c.prizes[i]!.stockPerDay!);

  /** What must come of a roll of prize i; null: the draw had to be refused. */
  function judge(i: number, missed: number, day: string): [number, string] | null {
    if (c.pity && missed + 1 >= c.pity.after) {
      if (!pays(pity) || pityLeft === 0) return null;
      return i <= pity && holds(i, day) ? [i, 'ROLLED'] : [pity, 'PITY'];
    }
    if ((fallback < 0 || !holds(fallback, day)) && c.prizes.some((p, n) => p.oddsPpm > 0 && !holds(n, day))) return null;
    return holds(i, day) ? [i, 'ROLLED'] : [fallback, 'FALLBACK'];
  }

  check((await sha256(published.configuration)) === published.configHash, 'configuration');
  for (const p of published.periods) {
    period = p.number;
    const hash = await seedHash(p.serverSeed);
    const nonces = new Map<string, number>();
    check(hash === p.serverSeedHash, 'seed');
    check(!seeds.has(hash), 'seed reused');
    seeds.add(hash);
    for (const [n, d] of p.draws.entries()) {
      const at = Date.parse(d.drawnAt);
      const day = days.format(at);
      const missed = misses.get(d.drawer) ?? 0;
      const i = place(d.prize);
      nonces.set(d.drawer, (nonces.get(d.drawer) ?? 0) + 1);
      check(d.sequence === n + 1, 'sequence', d.sequence);
      check(d.nonce === nonces.get(d.drawer), 'nonce', d.sequence);
      check(d.configHash === published.configHash && d.serverSeedHash === p.serverSeedHash, 'commitment', d.sequence);
      check(at >= Date.parse(c.startsAt) && at < Date.parse(c.endsAt) && at <= Date.parse(p.closedAt), 'time', d.sequence);
      check((await roll(p.serverSeed, { ...d, configHash: published.configHash })) === d.roll, 'roll', d.sequence);
      let sum = 0;
      const rolled = c.prizes.findIndex((x) => d.roll < (sum += x.oddsPpm));
      const must = judge(rolled, missed, day);
      check(c.prizes[rolled]?.key === d.rolledPrize, 'rolled prize', d.sequence);
      check(d.missesBefore === missed, 'misses', d.sequence);
      check(must && must[0] === i && must[1] === d.outcome, 'outcome', d.sequence);
      if (i < 0) continue;
      given += c.prizes[i]!.points ?? 0;
      if (d.outcome === 'PITY') pityLeft = pityLeft === null ? null : pityLeft - 1;
      else {
        if (left[i] !== null) left[i]! -= 1;
        today.set(day + i, (today.get(day + i) ?? 0) + 1);
      }
      misses.set(d.drawer, !c.pity || (d.outcome !== 'FALLBACK' && i <= pity) ? 0 : missed + 1);
      all.set([d.serverSeedHash, d.drawer, d.nonce].join(), d);
    }
  }
  period = 0;
  const fields = ['roll', 'outcome', 'drawnAt', 'nonce', 'sequence', 'clientSeed', 'serverSeedHash', 'configHash', 'drawer', 'missesBefore', 'prize', 'rolledPrize'] as const;
  for (const r of receipts) {
    const d = all.get([r.serverSeedHash, r.drawer, r.nonce].join());
    check(d && fields.every((f) => d[f] === r[f]) && r.configHash === published.configHash, 'receipt', r.sequence);
  }
  return faults;
}
