import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import type { AnyVariables, Client, TypedDocumentNode } from '@urql/core';
import { problemOf, useKit, type Problem } from '@kit';
import type { Refused } from './forms/model';

/** What every payload of a mutation has. */
export interface Payload { userErrors: Refused[] }

/** A request that was not answered: nobody knows whether it did anything, where problem.unsure says so. */
export class Unanswered extends Error {
  constructor(readonly problem: Problem) { super(problem.message || problem.kind); }
}

/** Asks once, past the cache: what operators see is what is stored. Throws Unanswered. */
export async function askOnce<R, V extends AnyVariables>(client: Client, document: TypedDocumentNode<R, V>, variables: V): Promise<R> {
  const answer = await client.query(document, variables, { requestPolicy: 'network-only', preferGetMethod: false }).toPromise();
  if (answer.error || !answer.data) throw new Unanswered(problemOf(answer.error));
  return answer.data;
}

/** Runs a mutation of one field and returns what the field answered. Throws Unanswered. */
export async function act<P extends Payload, V extends AnyVariables>(client: Client, document: TypedDocumentNode<Record<string, P> | { [name: string]: unknown }, V>, variables: V): Promise<P> {
  const answer = await client.mutation(document, variables).toPromise();
  if (answer.error || !answer.data) throw new Unanswered(problemOf(answer.error));
  const fields = Object.entries(answer.data).filter(([name]) => name !== '__typename');
  return fields[0]![1] as P;
}

/** The payload of the only field of a mutation's answer. */
export type PayloadOf<R> = Exclude<R[Exclude<keyof R, '__typename'> & keyof R], string | undefined> & Payload;

/** Runs mutations within a component. */
export function useAct() {
  const { client } = useKit();
  return <R, V extends AnyVariables>(document: TypedDocumentNode<R, V>, variables: V) =>
    act<PayloadOf<R>, V>(client, document as never, variables);
}

export interface Asked<R> {
  data: Ref<R | undefined>;
  problem: Ref<Problem | undefined>;
  /** Whether an answer is awaited. */
  busy: Ref<boolean>;
  /** Asks again; resolves when the answer is there. */
  reload: () => Promise<void>;
}

/**
 * Asks whenever the variables change; null: not now. What came last stays until the next answer, and an answer
 * that was overtaken is dropped.
 */
export function useAsk<R, V extends AnyVariables>(document: TypedDocumentNode<R, V>, variables: () => V | null): Asked<R> {
  const { client } = useKit();
  const data = shallowRef<R>();
  const problem = ref<Problem>();
  const busy = ref(false);
  let turn = 0;

  async function reload(): Promise<void> {
    const asked = variables();
    if (!asked) { turn++; busy.value = false; return; }
    const mine = ++turn;
    busy.value = true;
    try {
      const answer = await askOnce(client, document, asked);
      if (mine !== turn) return;
      data.value = answer;
      problem.value = undefined;
    } catch (error) {
      if (mine === turn) problem.value = error instanceof Unanswered ? error.problem : problemOf(error);
    } finally {
      if (mine === turn) busy.value = false;
    }
  }
  watch(() => JSON.stringify(variables()), () => void reload(), { immediate: true });
  onScopeDispose(() => { turn++; });
  return { data, problem, busy, reload };
}
