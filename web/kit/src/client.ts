import { cacheExchange, Client, fetchExchange, mapExchange, subscriptionExchange } from '@urql/core';
import { authExchange } from '@urql/exchange-auth';
import { createClient } from 'graphql-sse';
import { graphqlUrl } from './places';
import type { Session } from './session';

/** The API's client of a page: documents by their ids, tokens renewed, subscriptions by event streams. */
export function createApi(session: Session, language: string, onEnded: () => void) {
  const authorization = (): Record<string, string> => {
    const token = session.token();
    return token ? { Authorization: `Bearer ${token}` } : {};
  };
  const events = createClient({
    url: graphqlUrl,
    headers: () => ({ 'Accept-Language': language, ...authorization() }),
    retryAttempts: 1_000_000, // for as long as the page is open
    retry: (retries) => online(Math.min(1000 * 2 ** retries, 15_000)),
    fetchFn: async (address: string, init: RequestInit) => {
      if (session.stale()) await session.refresh();
      const send = () => fetch(address, { ...init, headers: { ...(init.headers as Record<string, string>), ...authorization() } });
      const answer = await send();
      if (answer.status !== 401 || !(await session.refresh())) return answer;
      return send();
    },
  });
  const client = new Client({
    url: graphqlUrl,
    requestPolicy: 'cache-and-network', // what was kept is shown at once, and put right when the mall has answered
    preferGetMethod: true, // guests' answers of the catalog may be kept: see Cache-Control
    fetchOptions: () => ({ headers: { 'Accept-Language': language, Accept: 'application/graphql-response+json' } }),
    exchanges: [
      cacheExchange,
      mapExchange({
        onResult({ error }) {
          if (error?.graphQLErrors.some((e) => e.extensions?.code === 'UNAUTHENTICATED') && session.signedIn.value) onEnded();
        },
      }),
      authExchange(async ({ appendHeaders }) => ({
        addAuthToOperation: (operation) => appendHeaders(operation, authorization()),
        // While it is not known who looks, nothing is asked as a guest that a member would be answered otherwise.
        willAuthError: () => session.stale() || (session.state.value === 'starting' && session.mayHaveSession()),
        didAuthError: (error) => error.response?.status === 401,
        refreshAuth: async () => {
          const began = session.signedIn.value;
          // Where nobody answers the operation goes out all the same, and says so.
          if (!(await session.refresh().catch(() => true)) && began) onEnded();
        },
      })),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: (body) => ({
          subscribe: (sink) => ({ unsubscribe: events.subscribe(body as { query: string; variables?: Record<string, unknown> }, sink as never) }),
        }),
      }),
    ],
  });
  return { client, events };
}

/** Waits so many milliseconds, or until the device is online again, whatever comes first. */
function online(milliseconds: number): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(go, milliseconds);
    function go() {
      clearTimeout(timer);
      removeEventListener('online', go);
      done();
    }
    addEventListener('online', go);
  });
}
