import { computed, ref } from 'vue';

/** A column of a list. */
export interface Column<T> {
  key: string;
  title: string;
  /** What stands in the cell, and in an export. A slot of the table may show it otherwise. */
  text: (row: T) => string;
  /** Numbers stand at the right. */
  number?: boolean;
  /** Hidden until it is chosen. */
  hidden?: boolean;
}

/** Which columns of a list are shown; remembered by this browser. */
export function useColumns<T>(list: string, columns: () => Column<T>[]) {
  const place = `pointsmall.console.columns.${list}`;
  const kept = ref<string[] | null>(read(place));
  const shown = computed(() => {
    const all = columns();
    const chosen = kept.value?.filter((key) => all.some((c) => c.key === key));
    return chosen?.length ? all.filter((c) => chosen.includes(c.key)) : all.filter((c) => !c.hidden);
  });
  return {
    shown,
    keys: computed(() => shown.value.map((c) => c.key)),
    choose(keys: string[]) {
      if (keys.length === 0) return;
      kept.value = keys;
      localStorage.setItem(place, JSON.stringify(keys));
    },
    reset() {
      kept.value = null;
      localStorage.removeItem(place);
    },
  };
}

function read(place: string): string[] | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? 'null');
    return Array.isArray(kept) && kept.every((k) => typeof k === 'string') ? kept : null;
  } catch {
    return null;
  }
}
