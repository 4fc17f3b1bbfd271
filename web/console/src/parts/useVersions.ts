import { computed, type Ref } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { useI18n } from 'vue-i18n';
import { ElMessage } from 'element-plus';
import type { Draft } from '../forms/model';

/** What has versions: drafts that are written, one active version, and those that were. */
export interface Versioned { code: string; version: number; revision: number; status: string }

/** The versions of one code, and the one that the URL names. */
export function useVersions<T extends Versioned>(options: { versions: () => T[]; page: string; reload: () => Promise<void>; input: (version: T) => Draft }) {
  const { t } = useI18n();
  const route = useRoute();
  const router = useRouter();
  const code = route.params.code as string | undefined;
  const versions = computed(options.versions);
  const current = computed(() => versions.value.find((v) => String(v.version) === route.query.version)
    ?? versions.value.find((v) => v.status === 'DRAFT') ?? versions.value.find((v) => v.status === 'ACTIVE') ?? versions.value[0]);
  const fixed = computed<Draft>(() => ({ code, version: current.value?.version, revision: current.value?.revision }));
  const base = computed<Draft>(() => (current.value ? options.input(current.value) : {}));
  return {
    code,
    versions,
    current: current as Readonly<Ref<T | undefined>>,
    fixed,
    base,
    id: computed(() => ({ code: code!, version: current.value!.version, revision: current.value!.revision })),
    /** After a conflict. */
    async anew() {
      await options.reload();
      return { base: base.value, fixed: fixed.value };
    },
    /** Shows the version that was made or changed. */
    async saved(made: { code: string; version: number }) {
      ElMessage.success(t('form.saved'));
      if (made.code !== code || made.version !== current.value?.version) await router.replace({ name: options.page, params: { code: made.code }, query: { version: String(made.version) } });
      await options.reload();
    },
  };
}
