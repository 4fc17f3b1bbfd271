/**
 * Repeats draws of a lottery in the browser, by docs/lottery.md: the roll of a draw from the server's seed, the
 * member's seed, the nonce and the configuration's hash.
 */
export interface Draw {
  id: string;
  roll: number;
  outcome: string;
  nonce: number;
  sequence: number;
  clientSeed: string;
  serverSeedHash: string;
  configHash: string;
  drawer: string;
  rolledPrize: { key: string };
}

export interface Period { number: number; serverSeedHash: string; serverSeed?: string | null }

/** What is not as promised; null: all is. */
export type Fault = 'seed' | 'config' | 'roll' | 'prize' | 'sequence';

const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (b) => Number.parseInt(b, 16));
const hexOf = (bytes: ArrayBuffer) => Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, '0')).join('');
export const sha256 = async (bytes: Uint8Array<ArrayBuffer>) => hexOf(await crypto.subtle.digest('SHA-256', bytes));
const text = (s: string) => new TextEncoder().encode(s) as Uint8Array<ArrayBuffer>;

/** Below it every roll is equally likely. */
const fair = 18446744073709000000n;

/** The roll of a draw, 0 to 999,999. */
export async function rollOf(serverSeed: string, draw: Pick<Draw, 'drawer' | 'clientSeed' | 'nonce' | 'configHash'>): Promise<number> {
  const key = await crypto.subtle.importKey('raw', bytesOf(serverSeed), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  for (let counter = 0; ; counter++) {
    const message = ['pointsmall-draw-1', draw.drawer, draw.clientSeed, draw.nonce, draw.configHash, counter].join('\n');
    const mac = new DataView(await crypto.subtle.sign('HMAC', key, text(message)));
    const u = mac.getBigUint64(0);
    if (u < fair) return Number(u % 1_000_000n);
  }
}

/** The prize that a roll is, by the odds in their order. */
export function prizeOf(roll: number, prizes: readonly { key: string; oddsPpm: number }[]): string | undefined {
  let upTo = 0;
  for (const p of prizes) {
    upTo += p.oddsPpm;
    if (roll < upTo) return p.key;
  }
  return undefined;
}

/** Makes the check of the draws of one lottery; they come by period and sequence. */
export async function checker(configuration: string, configHash: string, prizes: readonly { key: string; oddsPpm: number }[], periods: readonly Period[]) {
  const seeds = new Map<string, string>();
  for (const p of periods) if (p.serverSeed && (await sha256(bytesOf(p.serverSeed))) === p.serverSeedHash) seeds.set(p.serverSeedHash, p.serverSeed);
  const configIsRight = (await sha256(text(configuration))) === configHash;
  const last = new Map<string, number>();
  return async (draw: Draw): Promise<Fault | null> => {
    const seed = seeds.get(draw.serverSeedHash);
    if (!seed) return 'seed';
    if (!configIsRight || draw.configHash !== configHash) return 'config';
    const before = last.get(draw.serverSeedHash) ?? 0;
    last.set(draw.serverSeedHash, draw.sequence);
    if (draw.sequence !== before + 1) return 'sequence';
    if ((await rollOf(seed, draw)) !== draw.roll) return 'roll';
    return prizeOf(draw.roll, prizes) === draw.rolledPrize.key ? null : 'prize';
  };
}
