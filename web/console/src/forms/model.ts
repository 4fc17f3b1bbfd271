/** A field of an input type of the SDL, as codegen/forms.mjs describes it. */
export interface FormField {
  name: string;
  /** The named type, such as Points or MoneyInput. */
  type: string;
  kind: 'scalar' | 'enum' | 'input';
  required?: true;
  list?: true;
  /** The SDL's default. */
  fallback?: unknown;
  /** The SDL's description. */
  help?: string;
}

/** An input type of the SDL. */
export interface FormInput {
  help: string;
  fields: FormField[];
}

/** A value of an enum of the SDL. */
export interface EnumValue {
  value: string;
  help: string;
}

/** What a form holds: the input as it would be sent. undefined stands for "left out". */
export type Draft = Record<string, unknown>;

/** Input types of which exactly one field is given. */
export const oneOf = new Set(['EarningEffectInput']);

/** Whether two values are the same input. Left out, null and empty are told apart. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((x, i) => same(x, b[i]));
  if (isObject(a) && isObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((k) => same(a[k], b[k]));
  }
  return false;
}

export function isObject(value: unknown): value is Draft {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A copy that shares nothing with what it is of; what types are called is the API's own matter. */
export function copy<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copy) as T;
  if (isObject(value)) return Object.fromEntries(Object.entries(value).filter(([k]) => k !== '__typename').map(([k, v]) => [k, copy(v)])) as T;
  return value;
}

/** What a form begins with: what is there, else the SDL's defaults, else what must be given, empty. */
export function beginning(inputs: Record<string, FormInput>, type: string, base: Draft): Draft {
  const draft: Draft = {};
  for (const field of fieldsOf(inputs, type)) {
    const given = base[field.name];
    draft[field.name] = given === undefined ? emptyOf(inputs, field) : copy(given);
  }
  return draft;
}

/** An empty value of a field: what the SDL has by default, or what must be given. */
export function emptyOf(inputs: Record<string, FormInput>, field: FormField): unknown {
  if (field.fallback !== undefined) return copy(field.fallback);
  if (!field.required) return undefined;
  if (field.list) return [];
  if (field.kind === 'input' && field.type !== 'MoneyInput' && !oneOf.has(field.type)) return beginning(inputs, field.type, {});
  if (field.kind === 'input') return {};
  return field.type === 'Boolean' ? false : undefined;
}

/** A new item of a list. */
export function itemOf(inputs: Record<string, FormInput>, field: FormField): unknown {
  return emptyOf(inputs, { ...field, list: undefined, required: true });
}

export function fieldsOf(inputs: Record<string, FormInput>, type: string): FormField[] {
  const input = inputs[type];
  if (!input) throw new Error(`no input type ${type}: no operation of the console takes it`);
  return input.fields;
}

/** The fields of the top level that differ from what the form began with. */
export function changed(draft: Draft, base: Draft): string[] {
  return Object.keys(draft).filter((name) => !same(clean(draft[name]), clean(base[name])));
}

/**
 * What is sent: what must be given and what has changed. What was there and is emptied is sent
 * as null, which takes it away where the API says so.
 */
export function toInput(inputs: Record<string, FormInput>, type: string, draft: Draft, base: Draft, fixed: Draft): Draft {
  const altered = new Set(changed(draft, base));
  const input: Draft = {};
  for (const field of fieldsOf(inputs, type)) {
    if (field.name in fixed) {
      if (fixed[field.name] !== undefined) input[field.name] = fixed[field.name];
      continue;
    }
    if (!field.required && !altered.has(field.name)) continue;
    const value = clean(draft[field.name]);
    if (value === undefined) {
      if (!field.required && base[field.name] !== undefined && base[field.name] !== null) input[field.name] = null;
      continue;
    }
    input[field.name] = value;
  }
  return input;
}

/** Takes away what was left empty: texts without a letter, objects of which nothing is given. */
export function clean(value: unknown): unknown {
  if (value === undefined || value === null || value === '') return undefined;
  if (Array.isArray(value)) return value.map(clean).filter((v) => v !== undefined);
  if (isObject(value)) {
    const entries = Object.entries(value).map(([k, v]) => [k, clean(v)] as const).filter(([k, v]) => v !== undefined && k !== '__typename');
    // Money of which the currency alone is there was not typed.
    if (entries.every(([k]) => k === 'currency')) return undefined;
    return Object.fromEntries(entries);
  }
  return value;
}

/** The first field of a form that must be given and is not, as a path; null: none. */
export function lacking(inputs: Record<string, FormInput>, type: string, draft: Draft, fixed: Draft = {}): string[] | null {
  if (oneOf.has(type) && !clean(draft)) return [];
  for (const field of fieldsOf(inputs, type)) {
    if (field.name in fixed) continue;
    const value = draft[field.name];
    const given = clean(value);
    if (given === undefined) {
      if (field.required && !field.list && field.fallback === undefined) return [field.name];
      continue;
    }
    if (field.kind !== 'input') continue;
    if (field.list && Array.isArray(value)) {
      for (const [i, item] of value.entries()) {
        const path = isObject(item) ? lacking(inputs, field.type, item) : null;
        if (path) return [field.name, String(i), ...path];
      }
    } else if (isObject(value)) {
      const path = lacking(inputs, field.type, value);
      if (path) return [field.name, ...path];
    }
  }
  return null;
}

/** A refusal as the API tells it. */
export interface Refused {
  code: string;
  message: string;
  path: string[];
  current?: number | null;
}

/** Messages by the field that they are about: "rule.caps.0.points"; "" for the whole form. */
export type FieldErrors = Record<string, string>;

/** Brings each refusal to the nearest field that the form shows. */
export function errorsOf(refusals: Refused[], shown: (path: string) => boolean): FieldErrors {
  const errors: FieldErrors = {};
  for (const { path, message } of refusals) {
    const steps = path[0] === 'input' ? path.slice(1) : [...path];
    while (steps.length && !shown(steps.join('.'))) steps.pop();
    const at = steps.join('.');
    errors[at] = errors[at] ? `${errors[at]} ${message}` : message;
  }
  return errors;
}

/** Which paths a form shows: fields of nested inputs and of the items of lists, too. */
export function shownPaths(inputs: Record<string, FormInput>, type: string, draft: Draft, hidden: Set<string>, prefix = ''): Set<string> {
  const paths = new Set<string>();
  for (const field of fieldsOf(inputs, type)) {
    if (!prefix && hidden.has(field.name)) continue;
    const at = prefix + field.name;
    paths.add(at);
    const value = draft[field.name];
    if (field.kind !== 'input') continue;
    const items: [string, unknown][] = field.list && Array.isArray(value) ? value.map((v, i) => [`${at}.${i}`, v]) : [[at, value]];
    for (const [place, item] of items) {
      if (field.list) paths.add(place);
      if (isObject(item)) for (const p of shownPaths(inputs, field.type, item, hidden, `${place}.`)) paths.add(p);
    }
  }
  return paths;
}
