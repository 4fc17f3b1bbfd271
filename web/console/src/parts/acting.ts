import { ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { ElMessage, ElMessageBox } from 'element-plus';
import type { AnyVariables, TypedDocumentNode } from '@urql/core';
import { useAct, type PayloadOf } from '../api';

/** Runs mutations that need no form: asks first where it is said, tells what was refused, and what was done. */
export function useActing() {
  const act = useAct();
  const { t } = useI18n();
  const acting = ref(false);

  /** Asks whether to go on. */
  async function sure(question: string, title: string, danger = false): Promise<boolean> {
    return ElMessageBox.confirm(question, title, {
      confirmButtonText: t('kit.confirm'), cancelButtonText: t('kit.cancel'), type: danger ? 'warning' : 'info', confirmButtonType: danger ? 'danger' : 'primary', appendTo: '#app',
    }).then(() => true, () => false);
  }

  /** Null where it was refused; the reason is shown. */
  async function done<R, V extends AnyVariables>(document: TypedDocumentNode<R, V>, variables: V, said?: string): Promise<PayloadOf<R> | null> {
    if (acting.value) return null;
    acting.value = true;
    try {
      const payload = await act(document, variables);
      if (payload.userErrors.length > 0) {
        ElMessage.error({ message: payload.userErrors.map((e) => e.message).join(' '), duration: 8000, showClose: true });
        return null;
      }
      if (said) ElMessage.success(said);
      return payload;
    } finally { acting.value = false; }
  }
  return { act, acting, sure, done };
}
