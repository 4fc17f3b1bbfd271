import { useKit } from '@kit';

interface Amount { amount: string; currency: string }

/** How figures and times are written; null is a dash. */
export function useFormats() {
  const { formats } = useKit();
  const time = (at: string | null | undefined) => (at ? formats.time(at) : '—');
  return {
    ...formats,
    time,
    money: (m: Amount | null | undefined) => (m ? formats.money(m) : '—'),
    points: (n: number | null | undefined) => (n === null || n === undefined ? '—' : formats.points(n)),
    /** Points and money together, as prices have them. */
    price: (points: number, cash: Amount | null | undefined, unit: string) => [points > 0 || !cash ? `${formats.points(points)} ${unit}` : '', cash ? formats.money(cash) : ''].filter(Boolean).join(' + '),
  };
}
