// Somebody else saved meanwhile.
import { describe, expect, it } from 'vitest';
import { choiceOf, differences, merged } from '../src/forms/conflict';

describe('three versions of one thing', () => {
  const base = { name: { en: 'Cup', zhCN: '杯' }, rule: { priority: 1, caps: [{ times: 1 }] }, note: 'a' };

  it('differ only where somebody changed something', () => {
    expect(differences(base, base, base)).toEqual([]);
  });

  it('tell who changed what, text and money as one value', () => {
    const theirs = { ...base, name: { en: 'Mug', zhCN: '杯' }, rule: { ...base.rule, priority: 2 } };
    const mine = { ...base, rule: { ...base.rule, priority: 3 }, note: 'b' };
    const found = differences(base, theirs, mine);
    expect(found.map((d) => [d.path.join('.'), d.both, choiceOf(d)])).toEqual([['name', false, 'theirs'], ['rule.priority', true, 'mine'], ['note', false, 'mine']]);
  });

  it('are no conflict where both made the same change', () => {
    const same = { ...base, note: 'c' };
    expect(differences(base, same, same).map((d) => d.both)).toEqual([false]);
  });

  it('become one by what was chosen', () => {
    const theirs = { ...base, note: 'theirs', rule: { priority: 2, caps: [] } };
    expect(merged(theirs, [{ path: ['rule', 'priority'], value: 3 }])).toEqual({ ...theirs, rule: { priority: 3, caps: [] } });
    expect(theirs.rule.priority).toBe(2);
  });
});
