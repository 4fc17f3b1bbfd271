/** What the page keeps to itself while the browser is at the provider's. */
export interface Ticket { ticket: string; link: boolean }

const place = 'pointsmall.console.openid';

export const rememberTicket = (ticket: Ticket): void => sessionStorage.setItem(place, JSON.stringify(ticket));

/** The ticket, once. */
export function takeTicket(): Ticket | null {
  const kept = sessionStorage.getItem(place);
  sessionStorage.removeItem(place);
  return kept ? (JSON.parse(kept) as Ticket) : null;
}

/** A path of the console's own, from a link: never another site's. */
export function ownPath(to: unknown): string | null {
  return typeof to === 'string' && /^\/(?![/\\])/.test(to) ? to : null;
}
