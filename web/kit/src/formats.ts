import { ref } from 'vue';
import type { Locale } from './locales';

export interface Amount { amount: string; currency: string }

const keptZone = 'pointsmall.zone';

/** Writes points, money and times as the reader's language has them; times in the mall's zone, which Query.mall tells. */
export function createFormats(locale: Locale) {
  const zone = ref(localStorage.getItem(keptZone) ?? 'Asia/Shanghai');
  const number = new Intl.NumberFormat(locale);
  const money = new Map<string, Intl.NumberFormat>();
  const dates = new Map<string, Intl.DateTimeFormat>();

  function date(instant: string, options: Intl.DateTimeFormatOptions): string {
    const name = zone.value + JSON.stringify(options);
    let format = dates.get(name);
    if (!format) {
      format = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone.value });
      dates.set(name, format);
    }
    return format.format(new Date(instant));
  }

  return {
    locale,
    zone,
    /** Takes the mall's zone, and remembers it for the next time. */
    setZone(name: string): void {
      zone.value = name;
      localStorage.setItem(keptZone, name);
    },
    points: (n: number) => number.format(n),
    /** With its sign: +20, −20. */
    change: (n: number) => (n > 0 ? `+${number.format(n)}` : number.format(n).replace('-', '−')),
    /** An exact amount: its decimals are never made a float. */
    money({ amount, currency }: Amount): string {
      let format = money.get(currency);
      if (!format) {
        format = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
        money.set(currency, format);
      }
      return format.format(amount as unknown as number);
    },
    day: (instant: string) => date(instant, { dateStyle: 'medium' }),
    time: (instant: string) => date(instant, { dateStyle: 'medium', timeStyle: 'short' }),
    clock: (instant: string) => date(instant, { timeStyle: 'medium' }),
    /** Parts of a million as percent. */
    ppm: (n: number) => `${new Intl.NumberFormat(locale, { maximumFractionDigits: 4 }).format(n / 10_000)}%`,
  };
}

export type Formats = ReturnType<typeof createFormats>;

/** Whether an exact amount is zero. */
export const isZero = ({ amount }: Amount) => /^-?0*(\.0*)?$/.test(amount);
