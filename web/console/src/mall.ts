import { shallowRef } from 'vue';
import type { Client } from '@urql/core';
import { askOnce } from './api';
import { MallDocument, type MallQuery } from './gql/graphql';

/** The mall's money and zone. */
const mall = shallowRef<Omit<MallQuery['mall'], '__typename'>>({ currency: 'CNY', timeZone: 'Asia/Shanghai' });

export const useMall = () => mall;

/** Reads them once, when the page begins. Throws Unanswered. */
export async function readMall(client: Client): Promise<typeof mall.value> {
  mall.value = (await askOnce(client, MallDocument, {})).mall;
  return mall.value;
}
