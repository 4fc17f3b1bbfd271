import { clean, copy, isObject, same, type Draft } from './model';

/** A field of which three states are known: what was read, what is stored now, what was typed. */
export interface Difference {
  /** The way to the field: ["rule", "caps"]. */
  path: string[];
  base: unknown;
  theirs: unknown;
  mine: unknown;
  /** Whether both sides changed it, each otherwise. */
  both: boolean;
}

/**
 * The fields that somebody changed since base was read: they, I, or both. Objects are compared
 * field by field, lists as a whole.
 */
export function differences(base: unknown, theirs: unknown, mine: unknown, path: string[] = []): Difference[] {
  if (path.length < 3 && [base, theirs, mine].every((v) => v === undefined || v === null || isPlain(v)) && [base, theirs, mine].some(isPlain)) {
    const parts = [base, theirs, mine].map((v) => (isPlain(v) ? v : {}));
    const names = [...new Set(parts.flatMap((p) => Object.keys(p)))];
    return names.flatMap((name) => differences(parts[0]![name], parts[1]![name], parts[2]![name], [...path, name]));
  }
  const [b, t, m] = [clean(base), clean(theirs), clean(mine)];
  if (same(b, t) && same(b, m)) return [];
  return [{ path, base, theirs, mine, both: !same(b, t) && !same(b, m) && !same(t, m) }];
}

/** An amount of money and a text in two languages are one value to those who read them. */
function isPlain(value: unknown): value is Draft {
  return isObject(value) && !('amount' in value) && !('en' in value) && !('zhCN' in value);
}

/** Whose value a field gets where nobody has chosen: mine if I changed it, else theirs. */
export function choiceOf(difference: Difference): 'mine' | 'theirs' {
  return same(clean(difference.mine), clean(difference.base)) ? 'theirs' : 'mine';
}

/** Theirs, with my values where they were chosen. */
export function merged(theirs: Draft, chosen: { path: string[]; value: unknown }[]): Draft {
  const draft = copy(theirs);
  for (const { path, value } of chosen) {
    let at = draft;
    for (const name of path.slice(0, -1)) {
      if (!isObject(at[name])) at[name] = {};
      at = at[name] as Draft;
    }
    at[path[path.length - 1]!] = copy(value);
  }
  return draft;
}
