import { computed, shallowRef } from 'vue';
import type { Client } from '@urql/core';
import { askOnce } from './api';
import { StaffMeDocument, type Grant, type StaffMeQuery } from './gql/graphql';

/** Who is signed in. */
export type Staff = StaffMeQuery['staffMe'];

const staff = shallowRef<Staff>();

/** Permissions that are a part of another. */
const parts: Partial<Record<Grant, Grant>> = { CATALOG_READ: 'CATALOG', CATALOG_WRITE: 'CATALOG' };

/** Whether permissions include one. */
export function includes(permissions: readonly Grant[], wanted: Grant): boolean {
  const whole = parts[wanted];
  return permissions.includes('ALL') || permissions.includes(wanted) || (whole !== undefined && permissions.includes(whole));
}

/** The staff user of this page, and what they may do. What the console hides, the server refuses all the same. */
export function useStaff() {
  return {
    staff,
    permissions: computed(() => staff.value?.permissions ?? []),
    can: (...any: Grant[]) => any.length === 0 || any.some((g) => includes(staff.value?.permissions ?? [], g)),
    set: (me: Staff | undefined) => { staff.value = me; },
  };
}

/** Reads who is signed in. Throws Unanswered. */
export async function readStaff(client: Client): Promise<Staff> {
  const { staffMe } = await askOnce(client, StaffMeDocument, {});
  staff.value = staffMe;
  return staffMe;
}
