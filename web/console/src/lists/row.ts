/**
 * The rows of the list that was looked at last, so that a page of one of them leads to the one before and after.
 * They live as long as the browser's tab.
 */
const place = (kind: string) => `pointsmall.console.rows.${kind}`;

export function keepRows(kind: string, ids: string[]): void {
  sessionStorage.setItem(place(kind), JSON.stringify(ids));
}

export function neighbours(kind: string, id: string): { previous?: string; next?: string } {
  try {
    const ids = JSON.parse(sessionStorage.getItem(place(kind)) ?? '[]') as string[];
    const at = ids.indexOf(id);
    return at < 0 ? {} : { previous: ids[at - 1], next: ids[at + 1] };
  } catch {
    return {};
  }
}
