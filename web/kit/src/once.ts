import { computed, reactive, ref } from 'vue';
import type { Client, TypedDocumentNode, AnyVariables } from '@urql/core';
import type { Intent, Intents } from './intents';
import { problemOf } from './problems';
import type { Problem } from './problems';

/** What a call came to: data, or why there is none. */
export type Answer<D> = { data: D; problem: null } | { data: null; problem: Problem };

/** Runs a mutation, and says what it means where it fails. */
export async function ask<D, V extends AnyVariables>(client: Client, document: TypedDocumentNode<D, V>, variables: V): Promise<Answer<D>> {
  const { data, error } = await client.mutation(document, variables).toPromise();
  return data && !error ? { data, problem: null } : { data: null, problem: problemOf(error) };
}

/** Reads anew, past whatever the page has kept. */
export async function read<D, V extends AnyVariables>(client: Client, document: TypedDocumentNode<D, V>, variables: V): Promise<Answer<D>> {
  const { data, error } = await client.query(document, variables, { requestPolicy: 'network-only' }).toPromise();
  return data && !error ? { data, problem: null } : { data: null, problem: problemOf(error) };
}

/** A refusal of the API, as far as every deed knows it. */
export interface Refused { code: string; message: string }

/** Something that may be done once for each key: how it is done, and how to find out what became of it. */
export interface Deed<I, R> {
  kind: string;
  call: (input: I, key: string) => Promise<Answer<{ result: R | null; refusal: Refused | null }>>;
  find: (key: string) => Promise<Answer<R | null>>;
}

/**
 * How far a deed is: 'ready' to be confirmed; 'sending'; 'unsure' whether it has happened, until somebody answers;
 * 'undone', when the API said that nothing has happened and the same key may be tried again; 'done'.
 */
export type DeedState = 'ready' | 'sending' | 'unsure' | 'undone' | 'done';

/** Does a deed once, however often the button is tapped, the page is reloaded or the connection is lost (ruling R41). */
export function useOnce<I, R>(intents: () => Intents, deed: Deed<I, R>) {
  const state = ref<DeedState>('ready');
  const refusal = ref<Refused | null>(null);
  const problem = ref<Problem | null>(null);
  const result = ref<R | null>(null);
  let intent: Intent<I> | null = null;

  /** Makes the key, or takes up the one that was never answered. Call it when the sheet opens, and when what it asks for changes. */
  function open(input: I, title: string): void {
    if (intent && !intent.sent) intents().settle(intent);
    intent = intents().open(deed.kind, input, title);
    state.value = intent.sent ? 'unsure' : 'ready';
    refusal.value = problem.value = result.value = null;
    if (intent.sent) void find();
  }

  function finish(found: R | null): R | null {
    if (intent) intents().settle(intent);
    intent = null;
    result.value = found as typeof result.value;
    state.value = 'done';
    return found;
  }

  /** Does it. Answers with what came of it; null while that is not known, or where it was refused. */
  async function confirm(): Promise<R | null> {
    if (!intent || state.value === 'sending' || state.value === 'unsure') return null;
    const doing = intent;
    state.value = 'sending';
    refusal.value = problem.value = null;
    intents().send(doing);
    const answer = await deed.call(doing.input, doing.key);
    if (answer.data) {
      if (answer.data.result) return finish(answer.data.result);
      intents().settle(doing); // a refusal is final: it leaves the key free
      doing.sent = false;
      refusal.value = answer.data.refusal;
      state.value = 'ready';
      return null;
    }
    problem.value = answer.problem;
    if (!answer.problem.unsure) { // nothing was executed
      state.value = 'ready';
      return null;
    }
    state.value = 'unsure';
    return find();
  }

  /** Finds out what became of it. */
  async function find(): Promise<R | null> {
    if (!intent) return null;
    const answer = await deed.find(intent.key);
    if (answer.problem) {
      problem.value = answer.problem;
      state.value = 'unsure';
      addEventListener('online', () => void find(), { once: true });
      return null;
    }
    problem.value = null;
    if (answer.data) return finish(answer.data);
    state.value = 'undone';
    return null;
  }

  /** Forgets what was never sent. What was sent stays, and the page asks about it later. */
  function close(): void {
    if (intent && !intent.sent) intents().settle(intent);
    intent = null;
  }

  return reactive({ state, refusal, problem, result, busy: computed(() => state.value === 'sending'), open, confirm, find, close });
}
