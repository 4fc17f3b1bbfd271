import type { FormField } from '../model';

/** Which control a field has. */
export type Control =
  | 'texts' | 'money' | 'number' | 'decimal' | 'time' | 'date' | 'clock' | 'switch' | 'yesNo' | 'choice' | 'choices'
  | 'text' | 'longText' | 'password' | 'tags' | 'numbers' | 'condition'
  | 'member' | 'sku' | 'skus' | 'category' | 'categories' | 'categorySlugs' | 'skuCodes' | 'brand' | 'shipping' | 'partner'
  | 'tier' | 'tiers' | 'currency' | 'roles' | 'form' | 'oneOf' | 'list';

/** Fields of a name, wherever they stand, that ask for more than their type says. */
const byName: Record<string, Control> = {
  memberId: 'member', toMemberId: 'member', skuId: 'sku', categoryId: 'category', parentId: 'category', beforeId: 'category',
  brandId: 'brand', shippingTemplateId: 'shipping', partnerId: 'partner',
  requiresTier: 'tier', tier: 'tier', condition: 'condition',
  currentPassword: 'password', newPassword: 'password', password: 'password',
  note: 'longText', reason: 'longText', timeFrom: 'clock', timeUntil: 'clock',
};

const listsByName: Record<string, Control> = {
  skuIds: 'skus', categoryIds: 'categories', categories: 'categorySlugs', skus: 'skuCodes', tiers: 'tiers', roles: 'roles',
};

const byType: Record<string, Control> = {
  LocalizedTextInput: 'texts', MoneyInput: 'money', EarningEffectInput: 'oneOf',
  Points: 'number', Int: 'number', Count: 'number', Decimal: 'decimal', DateTime: 'time', Date: 'date',
};

/** The control of a field of an input type. */
export function controlOf(type: string, field: FormField): Control {
  if (field.list) {
    if (field.kind === 'enum') return 'choices';
    if (field.kind === 'input') return 'list';
    if (field.type === 'Int' || field.type === 'Points') return 'numbers';
    return listsByName[field.name] ?? 'tags';
  }
  if (field.kind === 'enum') return 'choice';
  if (field.name === 'currency' && type !== 'CreatePointsCurrencyInput' && field.type === 'String') return 'currency';
  if (field.type === 'Boolean') return field.required ? 'switch' : 'yesNo';
  if (field.type === 'String' || field.type === 'ID') return byName[field.name] ?? 'text';
  return byType[field.type] ?? (field.kind === 'input' ? 'form' : 'text');
}

/** Controls of several parts: their label names a group. */
export const grouped = new Set<Control>(['texts', 'form', 'oneOf', 'list', 'choices']);

/** Texts in both languages that take more than a line. */
export const longTexts = new Set(['description', 'rules', 'notice', 'reason']);
