import { describe, expect, it } from 'vitest';
import { createIntents } from '../src/intents';

function storage() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
}

describe('intents', () => {
  it('give the same key again after a reload, until an answer came', () => {
    const s = storage();
    const first = createIntents(s, 'shop', 'mem_1').open('exchange', { skuId: 'a' }, 'Bag');
    createIntents(s, 'shop', 'mem_1').send(first);
    const reloaded = createIntents(s, 'shop', 'mem_1');
    expect(reloaded.unanswered().map((i) => i.key)).toEqual([first.key]);
    expect(reloaded.open('exchange', { skuId: 'a' }).key).toBe(first.key);
    reloaded.settle(first);
    expect(reloaded.unanswered()).toEqual([]);
    expect(reloaded.open('exchange', { skuId: 'a' }).key).not.toBe(first.key);
  });

  it('are never of another member, nor of another input', () => {
    const s = storage();
    const mine = createIntents(s, 'shop', 'mem_1');
    const first = mine.open('exchange', { skuId: 'a', quantity: 1 });
    mine.send(first);
    expect(mine.open('exchange', { skuId: 'a', quantity: 2 }).key).not.toBe(first.key);
    expect(createIntents(s, 'shop', 'mem_2').unanswered()).toEqual([]);
  });

  it('that were never sent are forgotten by the next', () => {
    const s = storage();
    const intents = createIntents(s, 'shop', 'mem_1');
    intents.open('exchange', { skuId: 'a' });
    expect(intents.unanswered()).toEqual([]);
    intents.open('exchange', { skuId: 'b' });
    expect(JSON.parse(s.kept.get('pointsmall.shop.intents.mem_1')!)).toHaveLength(1);
  });

  it('are not asked about for ever', () => {
    let now = 0;
    const intents = createIntents(storage(), 'shop', 'mem_1', () => now);
    intents.send(intents.open('exchange', {}));
    now = 25 * 3_600_000;
    expect(intents.unanswered()).toEqual([]);
  });

  it('survive a storage that somebody has spoiled', () => {
    const s = storage();
    s.kept.set('pointsmall.shop.intents.mem_1', '{no');
    expect(createIntents(s, 'shop', 'mem_1').unanswered()).toEqual([]);
  });
});
