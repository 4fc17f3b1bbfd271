import { useKit } from '@kit';
import { askOnce } from '../api';
import {
  CategoriesDocument, FindMembersDocument, FindSkusDocument, PartnersDocument, PointsCurrenciesDocument, ProductBrandsDocument, ShippingTemplatesDocument, SkuOneDocument,
  StaffRolesDocument, TiersDocument, OrderMemberDocument,
} from '../gql/graphql';
import { useStaff } from '../session';

type Found = [value: string, label: string][];

/** Finds what fields name: members, goods, categories and the rest. What is listed whole is filtered here. */
export function useFind() {
  const { client } = useKit();
  const { can } = useStaff();
  const filtered = (all: Found, search: string) => {
    const wanted = search.trim().toLowerCase();
    return wanted ? all.filter(([value, label]) => `${value} ${label}`.toLowerCase().includes(wanted)) : all;
  };

  const categories = async () => (await askOnce(client, CategoriesDocument, {})).categories;
  /** A category's way from the top. */
  async function wayOf(): Promise<{ id: string; slug: string; way: string }[]> {
    const all = await categories();
    const byId = new Map(all.map((c) => [c.id, c]));
    return all.map((c) => {
      const way = [c.name];
      for (let up = c.parent ?? null; up; up = byId.get(up.id)?.parent ?? null) way.unshift(byId.get(up.id)?.name ?? '');
      return { id: c.id, slug: c.slug, way: way.join(' / ') };
    });
  }
  const skus = async (search: string) => (await askOnce(client, FindSkusDocument, { search: search || null })).products.nodes
    .flatMap((p) => p.skus.map((s) => ({ ...s, label: `${p.name} · ${s.code}` })));

  return {
    members: async (search: string): Promise<Found> => (can('MEMBERS')
      ? (await askOnce(client, FindMembersDocument, { search: search || null })).members.nodes.map((m) => [m.id, [m.displayName, m.login ?? m.externalRef].filter(Boolean).join(' · ')])
      : search ? [[search.trim(), search.trim()]] : []),
    memberName: async (id: string) => (can('MEMBERS') ? (await askOnce(client, OrderMemberDocument, { id })).member?.displayName ?? null : null),
    skus: async (search: string): Promise<Found> => (await skus(search)).map((s) => [s.id, s.label]),
    skuName: async (id: string) => {
      const { node } = await askOnce(client, SkuOneDocument, { id });
      return node?.__typename === 'Sku' ? `${node.product.name} · ${node.code}` : null;
    },
    skuCodes: async (search: string): Promise<Found> => {
      const found: Found = (await skus(search)).map((s) => [s.code, s.label]);
      return search && !found.some(([code]) => code === search) ? [...found, [search, search]] : found;
    },
    categories: async (search: string): Promise<Found> => filtered((await wayOf()).map((c) => [c.id, c.way]), search),
    categoryName: async (id: string) => (await wayOf()).find((c) => c.id === id)?.way ?? null,
    categorySlugs: async (search: string): Promise<Found> => filtered((await wayOf()).map((c) => [c.slug, c.way]), search),
    slugName: async (slug: string) => (await wayOf()).find((c) => c.slug === slug)?.way ?? null,
    brands: async (search: string): Promise<Found> => filtered((await askOnce(client, ProductBrandsDocument, {})).productBrands.map((b) => [b.id, b.name]), search),
    shipping: async (search: string): Promise<Found> => filtered((await askOnce(client, ShippingTemplatesDocument, {})).shippingTemplates.map((s) => [s.id, s.name]), search),
    partners: async (search: string): Promise<Found> => (can('PARTNERS')
      ? filtered((await askOnce(client, PartnersDocument, { first: 100 })).partners.nodes.map((p) => [p.id, p.displayName]), search)
      : search ? [[search.trim(), search.trim()]] : []),
    tiers: async (search: string): Promise<Found> => filtered((await askOnce(client, TiersDocument, {})).tiers.map((t) => [t.code, t.name]), search),
    currencies: async (search: string): Promise<Found> => filtered((await askOnce(client, PointsCurrenciesDocument, {})).pointsCurrencies.map((c) => [c.code, c.name]), search),
    roles: async (search: string): Promise<Found> => filtered((await askOnce(client, StaffRolesDocument, {})).staffRoles.map((r) => [r.name, r.name]), search),
  };
}

/** The name of a value among what a search finds. */
export const named = (find: (search: string) => Promise<Found>) => async (value: string) => (await find('')).find(([v]) => v === value)?.[1] ?? null;
