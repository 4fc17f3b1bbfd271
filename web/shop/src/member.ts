import { reactive, watch } from 'vue';
import type { Kit } from '@kit';
import { BalanceDocument, MeDocument } from './gql/graphql';
import type { AccountFragment } from './gql/graphql';

/** Who looks at the page; id is empty for guests. The points are live while the page is seen. */
export const member = reactive({
  id: '', name: '', login: '', tier: '', rank: 0, loaded: false,
  available: 0, pending: 0, held: 0, debt: 0, lifetimeEarned: 0, expiringSoon: 0,
});

const nobody = { id: '', name: '', login: '', tier: '', rank: 0, available: 0, pending: 0, held: 0, debt: 0, lifetimeEarned: 0, expiringSoon: 0 };

/** Takes over what an answer says of the account, before the stream does. */
export function takeAccount(account: AccountFragment | null | undefined): void {
  if (!account) return;
  const { available, pending, held, debt, lifetimeEarned } = account;
  Object.assign(member, { available, pending, held, debt, lifetimeEarned });
}

/** Follows who is signed in, and their account. */
export function followMember({ session, client }: Kit): void {
  let stop: (() => void) | null = null;

  async function load(): Promise<void> {
    const { data } = await client.query(MeDocument, {}, { requestPolicy: 'network-only' }).toPromise();
    if (!data?.me || !session.signedIn.value) return;
    const { id, displayName, login, tier, points } = data.me;
    Object.assign(member, { id, name: displayName, login: login ?? '', tier: tier.name, rank: tier.rank, expiringSoon: points.expiringWithin, loaded: true });
    takeAccount(points);
  }
  function listen(): void {
    const wanted = session.signedIn.value && document.visibilityState === 'visible';
    if (wanted && !stop) {
      const { unsubscribe } = client.subscription(BalanceDocument, {}).subscribe(({ data }) => takeAccount(data?.pointsBalance));
      stop = unsubscribe;
    } else if (!wanted && stop) {
      stop();
      stop = null;
    }
  }

  document.addEventListener('visibilitychange', listen);
  watch(session.state, (state) => {
    if (state === 'signedIn') void load();
    else if (state === 'guest') Object.assign(member, nobody, { loaded: true });
    listen();
  }, { immediate: true });
}
