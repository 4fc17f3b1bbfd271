/**
 * What a member has set out to do, with the key that makes it safe to repeat (ruling R41). A key is made when the
 * confirm sheet opens, is kept with its input until a final answer came, and survives a reload: the page then asks what became of it.
 */
export interface Intent<I = unknown> {
  /** What is done, such as 'exchange'. */
  kind: string;
  /** The idempotency key. */
  key: string;
  /** What is sent, without the key. */
  input: I;
  /** What the page shows of it while nobody knows what became of it. */
  title: string;
  /** Whether it was ever sent. What was not can be forgotten. */
  sent: boolean;
  /** When it was opened, in milliseconds. */
  openedAt: number;
}

/** A new idempotency key: 128 random bits in hex. Pages without https have no crypto.randomUUID. */
export const newKey = (): string => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');

/** The longest time for which an unanswered intent is asked about. */
const keepFor = 24 * 60 * 60 * 1000;

/** Keeps a member's intents in storage, such as localStorage; owner is the member's id. */
export function createIntents(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>, app: string, owner: string, now: () => number = Date.now) {
  const place = `pointsmall.${app}.intents.${owner}`;

  function all(): Intent[] {
    try {
      const kept = JSON.parse(storage.getItem(place) ?? '[]') as Intent[];
      return kept.filter((i) => now() - i.openedAt < keepFor);
    } catch {
      return [];
    }
  }
  function keep(list: Intent[]): void {
    if (list.length > 0) storage.setItem(place, JSON.stringify(list));
    else storage.removeItem(place);
  }
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

  return {
    /** The intent of doing this: one that was sent and never answered, with the very same input, else a new one. */
    open<I>(kind: string, input: I, title = ''): Intent<I> {
      const list = all();
      const found = list.find((i) => i.kind === kind && i.sent && same(i.input, input));
      if (found) return found as Intent<I>;
      const intent: Intent<I> = { kind, key: newKey(), input, title, sent: false, openedAt: now() };
      keep([...list.filter((i) => i.sent || i.kind !== kind), intent]);
      return intent;
    },
    /** Notes that it goes out now. From here on it may have happened. */
    send(intent: Intent): void {
      intent.sent = true;
      keep([...all().filter((i) => i.key !== intent.key), intent]);
    },
    /** Throws it away: a final answer came, or the sheet was closed before anything was sent. */
    settle(intent: Intent): void {
      keep(all().filter((i) => i.key !== intent.key));
    },
    /** What was sent and never answered, the oldest first. */
    unanswered: (): Intent[] => all().filter((i) => i.sent),
  };
}

export type Intents = ReturnType<typeof createIntents>;
