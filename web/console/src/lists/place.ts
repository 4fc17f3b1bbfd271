import type { LocationQuery } from 'vue-router';

/** Where a list stands: what the URL says. */
export interface Place { filters: Record<string, string>; size: number; after?: string; before?: string }

/** Page sizes that can be chosen. */
export const sizes = [20, 50, 100];

/** Reads a list's place from the URL. What is not understood is left out. */
export function placeOf(query: LocationQuery, names: readonly string[], offered: readonly number[] = sizes): Place {
  const text = (name: string) => (typeof query[name] === 'string' && query[name] !== '' ? query[name] : undefined);
  const filters: Record<string, string> = {};
  for (const name of names) {
    const value = text(name);
    if (value !== undefined) filters[name] = value;
  }
  const size = Number(text('size'));
  return { filters, size: offered.includes(size) ? size : sizes[0]!, after: text('after'), before: text('before') };
}

/** The arguments of a page: forwards, or backwards from a cursor. */
export function pagingOf({ size, after, before }: Place) {
  return before ? { last: size, before } : { first: size, after };
}
