import type { Grant } from '../gql/graphql';

/** A page of the menu, and who sees it: staff with one of the permissions; none: all of them. */
export interface Entry { name: string; needs: Grant[] }
export interface Group { name: string; entries: Entry[] }

export const groups: Group[] = [
  { name: 'today', entries: [{ name: 'home', needs: [] }] },
  { name: 'sales', entries: [
    { name: 'orders', needs: ['ORDERS'] },
    { name: 'afterSales', needs: ['ORDERS'] },
    { name: 'moneyBack', needs: ['ORDERS'] },
  ] },
  { name: 'goods', entries: [
    { name: 'products', needs: ['CATALOG_READ'] },
    { name: 'categories', needs: ['CATALOG_READ'] },
    { name: 'brands', needs: ['CATALOG_READ'] },
    { name: 'shipping', needs: ['CATALOG_READ'] },
  ] },
  { name: 'people', entries: [
    { name: 'members', needs: ['MEMBERS'] },
    { name: 'adjustments', needs: ['POINTS'] },
    { name: 'referrals', needs: ['MEMBERS'] },
    { name: 'tiers', needs: ['RULES'] },
  ] },
  { name: 'earning', entries: [
    { name: 'rules', needs: ['RULES'] },
    { name: 'simulate', needs: ['RULES'] },
    { name: 'explain', needs: ['RULES'] },
    { name: 'tasks', needs: ['RULES'] },
    { name: 'codes', needs: ['RULES'] },
    { name: 'games', needs: ['RULES'] },
  ] },
  { name: 'marketing', entries: [
    { name: 'campaigns', needs: ['CAMPAIGNS'] },
    { name: 'coupons', needs: ['CAMPAIGNS'] },
    { name: 'causes', needs: ['POINTS'] },
  ] },
  { name: 'partners', entries: [{ name: 'partners', needs: ['PARTNERS'] }] },
  { name: 'mall', entries: [
    { name: 'currencies', needs: ['POLICY'] },
    { name: 'settings', needs: ['RULES'] },
    { name: 'staff', needs: ['STAFF'] },
    { name: 'roles', needs: ['STAFF'] },
    { name: 'invitations', needs: ['STAFF'] },
  ] },
];

/** The groups and pages that somebody sees. */
export function menuOf(can: (...any: Grant[]) => boolean): Group[] {
  return groups.map((g) => ({ ...g, entries: g.entries.filter((e) => can(...e.needs)) })).filter((g) => g.entries.length > 0);
}
