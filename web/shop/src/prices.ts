import type { CardFragment } from './gql/graphql';

interface Price { points: number; cash?: { amount: string; currency: string } | null; requiresTier?: { rank: number } | null }
interface Priced<P extends Price> { prices: P[] }

/** The prices of a SKU that a member of that rank can choose; rank 0 for guests. */
export const openPrices = <P extends Price>(sku: Priced<P>, rank: number): P[] => sku.prices.filter((p) => (p.requiresTier?.rank ?? 0) <= rank);

/** The price in points alone that an exchange takes: the lowest that is open. */
export function exchangePrice<P extends Price>(sku: Priced<P>, rank: number): P | null {
  const open = openPrices(sku, rank).filter((p) => !p.cash && p.points > 0);
  return open.reduce<P | null>((least, p) => (!least || p.points < least.points ? p : least), null);
}

/** What the price for everybody would be, where a member's tier pays less; null: no more. */
export function priceForAll<P extends Price>(sku: Priced<P>, rank: number): number | null {
  const now = exchangePrice(sku, rank);
  const all = exchangePrice(sku, 0);
  return now && all && all.points > now.points ? all.points : null;
}

/** The price that a list shows for a product: the lowest in points alone, else the first one. */
export function listPrice(product: CardFragment, rank: number): { price: Price; was: number | null; several: boolean } | null {
  const all = product.skus.flatMap((sku) => {
    const price = exchangePrice(sku, rank);
    return price ? [{ price, was: priceForAll(sku, rank) }] : [];
  });
  const first = all.sort((a, b) => a.price.points - b.price.points)[0];
  const other = product.skus.flatMap((sku) => openPrices(sku, rank))[0] ?? product.skus[0]?.prices[0];
  if (!first) return other ? { price: other, was: null, several: false } : null;
  return { ...first, several: all.some((a) => a.price.points > first.price.points) };
}
