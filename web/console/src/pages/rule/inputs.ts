import type { Draft } from '../../forms/model';
import type { RuleWholeFragment, TaskWholeFragment } from '../../gql/graphql';

/** A version of a rule as EarningRuleInput would have it. */
export function ruleInput(r: RuleWholeFragment): Draft {
  const effect = Object.fromEntries(Object.entries(r.effect).filter(([name, value]) => name !== '__typename' && value)) as Draft;
  const { schedule, audience } = r;
  return {
    name: r.names, trigger: r.trigger, event: r.event ?? undefined, condition: r.condition ?? undefined, effect,
    schedule: filled({ from: schedule.from, until: schedule.until, weekdays: schedule.weekdays, timeFrom: schedule.timeFrom, timeUntil: schedule.timeUntil, dates: schedule.dates }),
    audience: filled({ tiers: audience.tiers, tags: audience.tags }),
    priority: r.priority, stacking: { mode: r.stacking.mode, group: r.stacking.group ?? undefined },
    caps: r.caps.map((c) => ({ period: c.period, scope: c.scope, points: c.points ?? undefined, times: c.times ?? undefined })),
    pending: { days: r.pending.days, untilReturnWindowCloses: r.pending.untilReturnWindowCloses },
    expiry: r.expiry ? { kind: r.expiry.kind, n: r.expiry.n } : undefined,
    campaign: r.campaign ?? undefined, qualifying: r.qualifying ?? undefined,
  };
}

/** A version of a task as TaskInput would have it. */
export function taskInput(x: TaskWholeFragment): Draft {
  return {
    name: x.names, description: x.descriptions, from: x.from ?? undefined, until: x.until ?? undefined, audience: filled({ tiers: x.audience.tiers, tags: x.audience.tags }),
    period: x.period, inSequence: x.inSequence,
    steps: x.steps.map((s) => ({ code: s.code, name: s.name ? { zhCN: s.name, en: s.name } : undefined, trigger: s.trigger, event: s.event ?? undefined, condition: s.condition ?? undefined, times: s.times, partnerId: s.partnerId ?? undefined })),
  };
}

/** An object without what is null or an empty list; undefined where nothing is left. */
function filled(given: Record<string, unknown>): Draft | undefined {
  const entries = Object.entries(given).filter(([, v]) => v !== null && v !== undefined && !(Array.isArray(v) && v.length === 0));
  return entries.length ? Object.fromEntries(entries) : undefined;
}
