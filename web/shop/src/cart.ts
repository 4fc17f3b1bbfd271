import { reactive } from 'vue';
import { ask, read } from '@kit';
import type { Kit } from '@kit';
import { AddToCartDocument, CartDocument, MergeCartDocument, SetCartLineDocument } from './gql/graphql';
import type { AddToCartInput, CartPartsFragment, RefusedFragment } from './gql/graphql';

/** Where a guest's cart is kept: whoever knows its id has it. */
const place = 'pointsmall.shop.cart';

/** The cart of the member, or of the guest. */
export const cart = reactive<{ loaded: boolean; count: number; cart: CartPartsFragment | null }>({ loaded: false, count: 0, cart: null });

function take(found: CartPartsFragment | null): void {
  cart.cart = found;
  cart.count = found?.lines.reduce((sum, line) => sum + line.quantity, 0) ?? 0;
  cart.loaded = true;
}

/** Reads the cart. A guest's becomes the member's at sign-in. */
export async function loadCart({ client, session }: Kit): Promise<void> {
  const guests = localStorage.getItem(place);
  if (session.signedIn.value && guests) {
    const merged = await ask(client, MergeCartDocument, { input: { cartId: guests } });
    if (merged.problem) return;
    localStorage.removeItem(place); // what could not be merged, such as a cart that is gone, is of no more use
    if (merged.data.mergeCart.cart) { take(merged.data.mergeCart.cart); return; }
  }
  if (!session.signedIn.value && !guests) { take(null); return; }
  const answer = await read(client, CartDocument, { id: session.signedIn.value ? null : guests });
  if (answer.data) take(answer.data.cart);
}

/** Puts pieces into the cart. Answers with the refusal; null: they are in it. */
export async function addToCart({ client, session }: Kit, input: AddToCartInput) {
  const cartId = session.signedIn.value ? null : localStorage.getItem(place);
  const answer = await ask(client, AddToCartDocument, { input: { ...input, cartId } });
  if (!answer.data) return answer;
  return kept(session.signedIn.value, answer.data.addToCart);
}

/** Changes how many pieces a line has; 0 takes it out. */
export async function setCartLine({ client, session }: Kit, lineId: string, quantity: number) {
  const cartId = session.signedIn.value ? null : localStorage.getItem(place);
  const answer = await ask(client, SetCartLineDocument, { input: { cartId, lineId, quantity } });
  if (!answer.data) return answer;
  return kept(session.signedIn.value, answer.data.setCartLine);
}

function kept(own: boolean, { cart: now, userErrors }: { cart: CartPartsFragment | null; userErrors: RefusedFragment[] }) {
  if (now) {
    if (!own) localStorage.setItem(place, now.id);
    take(now);
  }
  return { data: { refusal: userErrors[0] ?? null }, problem: null };
}
