import { computed, readonly, ref } from 'vue';
import type { TypedDocumentNode } from '@urql/core';
import { FinishSignInDocument, RefreshSessionDocument, SignInDocument, SignOutDocument, SignUpDocument } from './gql/graphql';
import type { BegunFragment, FinishSignInInput, RefusalFragment, SignInInput, SignUpInput } from './gql/graphql';
import { sessionUrl } from './places';

/** How the page stands: 'starting' until it is known whether the browser has a session. */
export type SessionState = 'starting' | 'guest' | 'signedIn';

type Begun = { begun: BegunFragment };

/**
 * The session of one page. The access token lives in memory alone; the refresh token is a cookie that scripts
 * cannot read, which the browser sends to sessionUrl alone.
 */
export function createSession(app: string, language: string) {
  const marker = `pointsmall.${app}.session`; // says that there may be a cookie; guests then ask for nothing
  const token = ref<string | null>(null);
  const state = ref<SessionState>('starting');
  const memberId = ref<string | null>(null);
  const tabs = new BroadcastChannel(marker);
  let expiresAt = 0;
  let refreshing: Promise<boolean> | null = null;

  async function send<R, V>(document: TypedDocumentNode<R, V>, variables: V, keepalive = false): Promise<R> {
    const answer = await fetch(sessionUrl, {
      method: 'POST',
      credentials: 'same-origin',
      keepalive,
      headers: {
        'Content-Type': 'application/json', Accept: 'application/graphql-response+json', 'Accept-Language': language, 'X-Session': 'cookie',
        ...(token.value ? { Authorization: `Bearer ${token.value}` } : {}),
      },
      body: JSON.stringify({ documentId: (document as unknown as { documentId: string }).documentId, variables }),
    });
    const { data, errors } = await answer.json();
    if (!data || errors) throw Object.assign(new Error(errors?.[0]?.message ?? 'no answer'), { code: errors?.[0]?.extensions?.code, status: answer.status });
    return data;
  }

  function take(begun: BegunFragment): RefusalFragment | null {
    if (!begun.accessToken) return begun.userErrors[0] ?? null;
    token.value = begun.accessToken;
    expiresAt = expiryOf(begun.accessToken);
    memberId.value = begun.member?.id ?? null;
    state.value = 'signedIn';
    localStorage.setItem(marker, memberId.value ?? '1');
    return null;
  }

  function forget(): void {
    token.value = null;
    memberId.value = null;
    state.value = 'guest';
    localStorage.removeItem(marker);
  }

  /** Begins a session. Answers with the refusal; null: it has begun. */
  async function begin<V>(document: TypedDocumentNode<Begun, V>, variables: V): Promise<RefusalFragment | null> {
    token.value = null;
    const refusal = take((await send(document, variables)).begun);
    if (!refusal) tabs.postMessage('begun');
    return refusal;
  }

  /** Gets a new access token by the cookie. False: the session is over. Throws where nobody answers. */
  function refresh(): Promise<boolean> {
    refreshing ??= locked(marker, async () => {
      const used = token.value;
      token.value = null;
      try {
        const { begun } = await send(RefreshSessionDocument, { input: {} });
        if (take(begun)) forget();
        return token.value !== null;
      } catch (error) {
        token.value = used;
        throw error;
      }
    }).finally(() => { refreshing = null; });
    return refreshing;
  }

  /** Finds out whether the browser has a session. Where nobody answers, the page goes on as a guest's until it is asked again. */
  async function start(): Promise<void> {
    if (localStorage.getItem(marker) === null) { state.value = 'guest'; return; }
    try { await refresh(); } catch { state.value = 'guest'; }
  }

  /** Ends the session, or all of the caller's. */
  async function signOut(everywhere = false): Promise<void> {
    if (token.value && Date.now() > expiresAt - 20_000) await refresh().catch(() => false);
    try { await send(SignOutDocument, { input: { everywhere } }, true); } finally {
      forget();
      tabs.postMessage('ended');
    }
  }

  // Who could not be asked when the page was loaded is asked as soon as somebody can be.
  addEventListener('online', () => { if (state.value === 'guest' && localStorage.getItem(marker) !== null) void start(); });
  tabs.onmessage = ({ data }) => {
    if (data === 'ended') forget();
    if (data === 'begun') void refresh().catch(() => undefined);
  };

  return {
    state: readonly(state),
    signedIn: computed(() => state.value === 'signedIn'),
    /** Whose session it is, where it is a member's. */
    memberId: readonly(memberId),
    token: () => token.value,
    /** Whether the token is over, or about to be. */
    stale: () => token.value !== null && Date.now() > expiresAt - 20_000,
    mayHaveSession: () => localStorage.getItem(marker) !== null,
    start,
    refresh,
    forget,
    /** Begins a session by another way in: its operation's field is called begun, and gives the fragment Begun. */
    begin,
    signIn: (input: SignInInput) => begin(SignInDocument, { input }),
    finishSignIn: (input: FinishSignInInput) => begin(FinishSignInDocument, { input }),
    signUp: (input: SignUpInput) => begin(SignUpDocument, { input }),
    signOut,
  };
}

export type Session = ReturnType<typeof createSession>;

/** Runs f when no other tab does: two tabs must not use one refresh token at once. */
function locked<T>(name: string, f: () => Promise<T>): Promise<T> {
  return navigator.locks ? (navigator.locks.request(name, f) as Promise<T>) : f();
}

/** When an access token ends, in milliseconds by this device's clock, which may be wrong: its lifetime counts. */
function expiryOf(token: string): number {
  try {
    const { exp, iat } = JSON.parse(atob(token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/')));
    return Date.now() + (exp - iat) * 1000;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
