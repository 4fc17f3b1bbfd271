// Every field and value of the console's forms has a Chinese label, and no word is there for nothing.
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import en from '../src/texts/en.fields.json';
import zh from '../src/texts/zh-CN.fields.json';

const made = new URL('../src/gql/forms.ts', import.meta.url).pathname;

describe.runIf(existsSync(made))('words of forms', async () => {
  const { inputs, enums } = existsSync(made) ? await import(/* @vite-ignore */ made) : { inputs: {}, enums: {} };
  /** What no form shows: what pages send by themselves, filters, and files. */
  const unseen = /Filter$|^ProductSort$|^(Finish|Begin|Add)Staff|^(FinishSignIn|UploadPicture|EndStaffSessions|DeleteStaffRole|DeleteCategory|RevokeStaffInvitation|CreateStaffPasswordReset|UnlinkStaffOpenId|RemoveStaffPasskey|RefundPreview|RefundPoints|ReleaseHold|RevokePartnerKey|SetCauseOpen|SetSkuArchived|SetProductArchived|SetProductShelf|SetProductImages|ProductImage|VoidQuotes|CampaignVersion|EarningRuleVersion|TaskVersion|CouponTemplateVersion|AcceptStaffInvitation|ResetStaffPassword)Input$/;
  const own = new Set(['version', 'revision', 'idempotencyKey', 'en', 'zhCN', 'approve', 'addressId', 'staffId']);
  const names = new Set<string>();
  const paths = new Set<string>();
  for (const [type, input] of Object.entries(inputs as Record<string, { fields: { name: string }[] }>)) {
    for (const { name } of input.fields) {
      paths.add(`${type}.${name}`).add(name);
      if (!unseen.test(type) && !own.has(name) && !/Id$/.test(name)) names.add(name);
    }
  }

  it('are there for every field that a form shows', () => {
    const fields = new Set(Object.keys(zh.fields));
    expect([...names].filter((n) => !fields.has(n))).toEqual([]);
  });

  it('are there for every value of an enum', () => {
    const lacking = Object.entries(enums as Record<string, { value: string }[]>).flatMap(([type, values]) => values.filter((v) => !(`${type}.${v.value}` in zh.values) && !(v.value in zh.values)).map((v) => `${type}.${v.value}`));
    expect(lacking).toEqual([]);
  });

  it('are about fields that there are', () => {
    for (const words of [en, zh]) {
      for (const key of [...Object.keys(words.fields), ...Object.keys(words.helps)]) expect([...paths], key).toContain(key);
    }
  });
});
