import { CombinedError } from '@urql/core';

/** Why something did not work, for the reader to act on. */
export type ProblemKind = 'offline' | 'expired' | 'busy' | 'limited' | 'forbidden' | 'broken';

export interface Problem {
  kind: ProblemKind;
  /** The API's code; empty without an answer. */
  code: string;
  /** What the API said, in the language of the page; empty without an answer. */
  message: string;
  /** After how many seconds to try again; 0: nobody said. */
  retryAfter: number;
  /** Whether a mutation may have happened all the same: ask before repeating it. */
  unsure: boolean;
}

/** Says what a failed operation means. A refusal in userErrors is none: the request was answered. */
export function problemOf(error: unknown): Problem {
  const problem = (kind: ProblemKind, more: Partial<Problem> = {}): Problem => ({ kind, code: '', message: '', retryAfter: 0, unsure: false, ...more });
  if (!(error instanceof CombinedError)) return problem('offline', { unsure: true });
  const status: number = error.response?.status ?? 0;
  const [first] = error.graphQLErrors;
  const code = String(first?.extensions?.code ?? '');
  const retryAfter = Number(first?.extensions?.retryAfter ?? error.response?.headers?.get?.('Retry-After') ?? 0);
  const more = { code, message: first?.message ?? '', retryAfter };
  if (code === 'UNAUTHENTICATED' || status === 401) return problem('expired', more);
  if (code === 'FORBIDDEN') return problem('forbidden', more);
  if (code === 'RATE_LIMITED' || code === 'QUOTA_EXCEEDED' || status === 429) return problem('limited', more);
  if (code === 'TIMEOUT') return problem('busy', { ...more, unsure: true });
  if (status >= 500) return problem('busy', { ...more, unsure: status !== 503 });
  if (error.networkError && !first) return problem('offline', { ...more, unsure: true });
  return problem('broken', more);
}

/** The name of the problem's text, with what it speaks of. */
export function problemText(problem: Problem): [key: string, named: Record<string, string | number>] {
  return [`kit.${problem.kind}`, { code: problem.code || '?', seconds: problem.retryAfter || 1 }];
}
