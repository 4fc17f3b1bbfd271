import { useKit } from '@kit';
import { inputs } from '../gql/forms';
import { humanize, sentence } from './labels';

/** Words for what the SDL names, in one language. */
export interface Words {
  /** Labels of fields, by "Type.field" or by "field" wherever it stands. */
  fields: Record<string, string>;
  /** Labels of values of enums, by "Type.VALUE" or by "VALUE". */
  values: Record<string, string>;
  /** What helps to fill a field in, by "Type.field" or "field". In English the SDL's descriptions are shown. */
  helps: Record<string, string>;
}

let words: Words = { fields: {}, values: {}, helps: {} };

/** Takes the words of the page's language. */
export function setWords(own: Words): void { words = own; }

export function useValues() {
  return {
    valueLabel: (type: string, value: string) => words.values[`${type}.${value}`] ?? words.values[value] ?? sentence(value),
  };
}

/** Labels and helps of the fields of input types. */
export function useFields() {
  const { locale } = useKit();
  return {
    label: (type: string, name: string) => words.fields[`${type}.${name}`] ?? words.fields[name] ?? humanize(name),
    help(type: string, name: string): string {
      const own = words.helps[`${type}.${name}`] ?? words.helps[name];
      if (own !== undefined || locale !== 'en') return own ?? '';
      const said = inputs[type]?.fields.find((f) => f.name === name)?.help ?? '';
      return said.replace(/\bnull\b/g, 'empty').replace(/\bNull\b/g, 'Empty'); // the API's word for what a form leaves empty
    },
  };
}
