import { ask, read } from '@kit';
import type { Deed, Kit } from '@kit';
import {
  DrawLotteryDocument, ExchangeDocument, LotteryDrawByKeyDocument, OrderByKeyDocument, PlaceOrderDocument,
} from './gql/graphql';
import type { DrawLotteryInput, DrawPartsFragment, ExchangeInput, PlaceOrderInput, RefusedFragment } from './gql/graphql';
import { takeAccount } from './member';

/** What an order that was found or made is known by. */
export interface MadeOrder { id: string; number: string }

type Without<I> = Omit<I, 'idempotencyKey'>;

/** What can be done here once for each key, each with how to find out what became of it. */
export function deedsOf({ client }: Kit) {
  const orderByKey = async (key: string) => {
    const answer = await read(client, OrderByKeyDocument, { key });
    return answer.data ? { data: answer.data.orderByKey as MadeOrder | null, problem: null } : answer;
  };
  const exchange: Deed<Without<ExchangeInput>, MadeOrder> = {
    kind: 'exchange',
    find: orderByKey,
    async call(input, idempotencyKey) {
      const answer = await ask(client, ExchangeDocument, { input: { ...input, idempotencyKey } });
      if (!answer.data) return answer;
      const { order, account, userErrors } = answer.data.exchange;
      takeAccount(account);
      return { data: { result: order, refusal: userErrors[0] ?? null }, problem: null };
    },
  };
  const placeOrder: Deed<Without<PlaceOrderInput>, MadeOrder> = {
    kind: 'placeOrder',
    find: orderByKey,
    async call(input, idempotencyKey) {
      const answer = await ask(client, PlaceOrderDocument, { input: { ...input, idempotencyKey } });
      if (!answer.data) return answer;
      const { order, userErrors } = answer.data.placeOrder;
      return { data: { result: order, refusal: userErrors[0] ?? null }, problem: null };
    },
  };
  const drawLottery: Deed<Without<DrawLotteryInput>, DrawPartsFragment> = {
    kind: 'drawLottery',
    async find(key) {
      const answer = await read(client, LotteryDrawByKeyDocument, { key });
      return answer.data ? { data: answer.data.lotteryDrawByKey, problem: null } : answer;
    },
    async call(input, idempotencyKey) {
      const answer = await ask(client, DrawLotteryDocument, { input: { ...input, idempotencyKey } });
      if (!answer.data) return answer;
      const { draw, account, userErrors } = answer.data.drawLottery;
      takeAccount(account);
      return { data: { result: draw, refusal: userErrors[0] ?? null }, problem: null };
    },
  };
  return { exchange, placeOrder, drawLottery };
}

/** What a refusal carries beyond its message. */
export type Refusal = RefusedFragment;
