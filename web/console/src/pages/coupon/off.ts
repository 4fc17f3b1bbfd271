import { useI18n } from 'vue-i18n';
import { useValues } from '../../forms/words';
import type { CouponKindWholeFragment } from '../../gql/graphql';
import { useFormats } from '../../parts/useFormats';

/** What a kind of coupon takes off, in a line. */
export function useOff() {
  const { t } = useI18n();
  const formats = useFormats();
  const { valueLabel } = useValues();
  return (c: CouponKindWholeFragment): string => {
    const off = c.amountOff ? formats.money(c.amountOff) : c.percentOff ? `${c.percentOff} %` : '';
    const minimum = c.minimum ? t('coupon.from', { amount: formats.money(c.minimum) }) : '';
    return [valueLabel('CouponKind', c.kind), off, minimum].filter(Boolean).join(' · ');
  };
}

/** A version of a kind as CouponTemplateInput would have it. */
export function couponInput(c: CouponKindWholeFragment) {
  return {
    name: c.names, description: c.descriptions, kind: c.kind, amountOff: c.amountOff ?? undefined, percentOff: c.percentOff ?? undefined, atMost: c.atMost ?? undefined, minimum: c.minimum ?? undefined,
    skuIds: c.skuIds, categoryIds: c.categoryIds, requiresTier: c.requiresTier ?? undefined, firstOrder: c.firstOrder, stacking: { mode: c.stacking.mode, group: c.stacking.group ?? undefined }, priority: c.priority,
    startsAt: c.startsAt ?? undefined, endsAt: c.endsAt ?? undefined, days: c.days ?? undefined, total: c.total ?? undefined, perMember: c.perMember ?? undefined, claimable: c.claimable, publicCode: c.publicCode ?? undefined,
  };
}
