// What a form sends, and where refusals go.
import { describe, expect, it } from 'vitest';
import { beginning, changed, clean, errorsOf, lacking, shownPaths, toInput, type FormInput } from '../src/forms/model';

const inputs: Record<string, FormInput> = {
  UpdateThingInput: {
    help: '',
    fields: [
      { name: 'thingId', type: 'ID', kind: 'scalar', required: true },
      { name: 'version', type: 'Int', kind: 'scalar', required: true },
      { name: 'name', type: 'LocalizedTextInput', kind: 'input' },
      { name: 'note', type: 'String', kind: 'scalar' },
      { name: 'parts', type: 'PartInput', kind: 'input', list: true },
      { name: 'count', type: 'Int', kind: 'scalar', required: true, fallback: 1 },
    ],
  },
  PartInput: { help: '', fields: [{ name: 'points', type: 'Points', kind: 'scalar', required: true }, { name: 'cash', type: 'MoneyInput', kind: 'input' }] },
  LocalizedTextInput: { help: '', fields: [{ name: 'en', type: 'String', kind: 'scalar' }, { name: 'zhCN', type: 'String', kind: 'scalar' }] },
  MoneyInput: { help: '', fields: [{ name: 'amount', type: 'Decimal', kind: 'scalar', required: true }, { name: 'currency', type: 'CurrencyCode', kind: 'scalar', required: true }] },
};
const type = 'UpdateThingInput';
const fixed = { thingId: 'thg_1', version: 3 };
const base = { name: { en: 'Cup', zhCN: '杯' }, note: 'old', parts: [{ points: 5 }] };

describe('a form', () => {
  it('sends what must be given and what was changed', () => {
    const began = beginning(inputs, type, base);
    expect(toInput(inputs, type, began, began, fixed)).toEqual({ thingId: 'thg_1', version: 3, count: 1 });
    expect(toInput(inputs, type, { ...began, name: { en: 'Mug', zhCN: '杯' } }, began, fixed)).toEqual({ ...fixed, count: 1, name: { en: 'Mug', zhCN: '杯' } });
  });

  it('sends null for what was there and is emptied', () => {
    const began = beginning(inputs, type, base);
    expect(toInput(inputs, type, { ...began, note: '' }, began, fixed)).toMatchObject({ note: null });
  });

  it('sends an empty list for one that is emptied', () => {
    const began = beginning(inputs, type, base);
    expect(toInput(inputs, type, { ...began, parts: [] }, began, fixed)).toMatchObject({ parts: [] });
  });

  it('never sends what it is told to hide', () => {
    const began = beginning(inputs, type, base);
    expect(toInput(inputs, type, { ...began, note: 'new' }, began, { ...fixed, note: undefined })).not.toHaveProperty('note');
  });

  it('takes money of which only the currency is there for none', () => {
    expect(clean({ points: 3, cash: { currency: 'CNY' } })).toEqual({ points: 3 });
    expect(clean({ points: 0, cash: { amount: '0', currency: 'CNY' } })).toEqual({ points: 0, cash: { amount: '0', currency: 'CNY' } });
  });

  it('does not share what it began with', () => {
    const began = beginning(inputs, type, base);
    (began.parts as { points: number }[])[0]!.points = 9;
    expect(base.parts[0]!.points).toBe(5);
    expect(changed(began, beginning(inputs, type, base))).toEqual(['parts']);
  });

  it('names the first field that lacks a value, within lists too', () => {
    const began = beginning(inputs, type, base);
    expect(lacking(inputs, type, began, fixed)).toBeNull();
    expect(lacking(inputs, type, { ...began, parts: [{ points: 5 }, { cash: { amount: '1', currency: 'CNY' } }] }, fixed)).toEqual(['parts', '1', 'points']);
    expect(lacking(inputs, type, { ...began, parts: [{ points: 5, cash: { amount: '1' } }] }, fixed)).toEqual(['parts', '0', 'cash', 'currency']);
  });

  it('takes refusals to the nearest field that it shows', () => {
    const began = beginning(inputs, type, base);
    const shown = shownPaths(inputs, type, began, new Set(['thingId', 'version']));
    const errors = errorsOf([
      { code: 'INVALID_INPUT', message: 'too few.', path: ['input', 'parts', '0', 'points'] },
      { code: 'INVALID_INPUT', message: 'no such part.', path: ['input', 'parts', '7'] },
      { code: 'NOT_FOUND', message: 'gone.', path: ['input', 'thingId'] },
      { code: 'INVALID_INPUT', message: 'too long.', path: ['input', 'name', 'en'] },
    ], (p) => shown.has(p));
    expect(errors).toEqual({ 'parts.0.points': 'too few.', parts: 'no such part.', '': 'gone.', 'name.en': 'too long.' });
  });
});
