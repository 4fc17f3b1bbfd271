import type { DrawPartsFragment } from './gql/graphql';

/** What the member holds the mall to: draws as they were answered, kept on this device. */
const place = (campaign: string, member: string) => `pointsmall.shop.draws.${campaign}.${member}`;

export function receiptsOf(campaign: string, member: string): DrawPartsFragment[] {
  if (!member) return [];
  try {
    return JSON.parse(localStorage.getItem(place(campaign, member)) ?? '[]') as DrawPartsFragment[];
  } catch {
    return [];
  }
}

export function keepReceipt(campaign: string, member: string, draw: DrawPartsFragment): void {
  const others = receiptsOf(campaign, member).filter((d) => d.id !== draw.id);
  localStorage.setItem(place(campaign, member), JSON.stringify([draw, ...others].slice(0, 200)));
}
