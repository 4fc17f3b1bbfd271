import { createI18n } from 'vue-i18n';

export type Locale = 'zh-CN' | 'en';

export const locales: Record<Locale, string> = { 'zh-CN': '简体中文', en: 'English' };

const kept = 'pointsmall.locale';

/** What the member chose, else what the browser prefers, else Chinese. */
export function chosenLocale(): Locale {
  const own = localStorage.getItem(kept);
  if (own === 'zh-CN' || own === 'en') return own;
  const first = navigator.languages.find((l) => /^(zh|en)\b/i.test(l));
  return first?.toLowerCase().startsWith('en') ? 'en' : 'zh-CN';
}

/** Keeps the choice and loads the page anew, as every text of the API comes in one language. */
export function chooseLocale(locale: Locale): void {
  localStorage.setItem(kept, locale);
  location.reload();
}

export type Texts = { [name: string]: string | Texts };

/** Makes vue-i18n of the kit's texts and the page's own. Both are loaded for one language alone. */
export async function createTexts(locale: Locale, own: (locale: Locale) => Promise<Texts>) {
  const [shared, texts] = await Promise.all([kitTexts[locale](), own(locale)]);
  document.documentElement.lang = locale;
  return createI18n({
    legacy: false,
    locale,
    messages: { [locale]: { kit: shared, ...texts } },
    missingWarn: import.meta.env.DEV,
    fallbackWarn: false,
  });
}

const kitTexts: Record<Locale, () => Promise<Texts>> = {
  'zh-CN': async () => (await import('./texts/zh-CN.json')).default,
  en: async () => (await import('./texts/en.json')).default,
};
