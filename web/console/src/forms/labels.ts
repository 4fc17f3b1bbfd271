/** "expectedPoints" as people read it: "Expected points". */
export function humanize(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/\bId(s?)\b/g, '').replace(/\b(sku|url)(s?)\b/gi, (_, w: string, s: string) => w.toUpperCase() + s).trim();
  const text = words.replace(/ ([A-Z])(?=[a-z])/g, (_, c: string) => ` ${c.toLowerCase()}`);
  return (text.charAt(0).toUpperCase() + text.slice(1)).trim();
}

/** "PENDING_PAYMENT" as people read it: "Pending payment". */
export function sentence(value: string): string {
  const text = value.toLowerCase().replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
