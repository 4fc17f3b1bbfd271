import { computed, watch, type ComputedRef } from 'vue';
import { useRoute, useRouter, type LocationQuery } from 'vue-router';
import type { TypedDocumentNode } from '@urql/core';
import { useAsk } from '../api';
import { pagingOf, placeOf, sizes } from './place';

/** A page of a connection, as the API gives them. */
export interface Page<T> {
  nodes: T[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor?: string | null; endCursor?: string | null };
  totalCount?: number;
}

/**
 * A list whose filters, page and size stand in the URL, so that a link or a reload shows the same. A change of a
 * filter begins at the first page.
 */
export function useList<R, V extends Record<string, unknown>, T>(options: {
  document: TypedDocumentNode<R, V>;
  /** Names of the filters in the URL. */
  filters: readonly string[];
  variables: (filters: Record<string, string>) => Partial<V> | null;
  page: (data: R) => Page<T> | null | undefined;
  /** Stands before the names in the URL, where a page has two lists. */
  prefix?: string;
  /** Page sizes, where the API has a page of 100 cost too much. */
  sizes?: readonly number[];
}) {
  const route = useRoute();
  const router = useRouter();
  const prefix = options.prefix ?? '';
  const own = computed<LocationQuery>(() => Object.fromEntries(Object.entries(route.query).filter(([k]) => k.startsWith(prefix)).map(([k, v]) => [k.slice(prefix.length), v])));
  const place = computed(() => placeOf(own.value, options.filters, options.sizes));
  const asked = useAsk(options.document, () => {
    const variables = options.variables(place.value.filters);
    return variables ? ({ ...variables, ...pagingOf(place.value) } as unknown as V) : null;
  });
  const page = computed(() => (asked.data.value ? options.page(asked.data.value) : undefined));
  const rows = computed(() => page.value?.nodes ?? []) as ComputedRef<T[]>;

  function go(change: Record<string, string | undefined>, replace = false) {
    const query: LocationQuery = { ...route.query };
    for (const [name, value] of Object.entries(change)) {
      if (value === undefined || value === '') delete query[prefix + name];
      else query[prefix + name] = value;
    }
    void router[replace ? 'replace' : 'push']({ query });
  }
  const start = { after: undefined, before: undefined };

  // A cursor of a page that has gone leads back to the first one.
  watch(asked.problem, (problem) => {
    if (problem?.code === 'INVALID_CURSOR' || (problem?.kind === 'broken' && (place.value.after || place.value.before))) go(start, true);
  });

  return {
    ...asked,
    rows,
    place,
    total: computed(() => page.value?.totalCount),
    hasNext: computed(() => page.value?.pageInfo.hasNextPage ?? false),
    hasPrevious: computed(() => page.value?.pageInfo.hasPreviousPage ?? false),
    next: () => go({ after: page.value?.pageInfo.endCursor ?? undefined, before: undefined }),
    previous: () => go({ before: page.value?.pageInfo.startCursor ?? undefined, after: undefined }),
    first: () => go(start),
    setFilter: (name: string, value: string | undefined) => go({ [name]: value, ...start }),
    clear: () => go({ ...Object.fromEntries(options.filters.map((f) => [f, undefined])), ...start }),
    setSize: (size: number) => go({ size: size === sizes[0] ? undefined : String(size), ...start }),
  };
}

export type List<T> = Omit<ReturnType<typeof useList<unknown, Record<string, unknown>, T>>, 'data'>;
