import { inject, provide, type InjectionKey, type Ref } from 'vue';
import type { Draft, FieldErrors } from './model';

/** What the fields of a form share. */
export interface FormContext {
  /** Begins the ids of the form's controls. */
  id: string;
  errors: Ref<FieldErrors>;
  /** All that has been typed. */
  draft: Ref<Draft>;
  /** Fields that the form does not show, by path. */
  hidden: Ref<Set<string>>;
  /** The page's own choices for a field, by name: [value, label]. */
  choices: Record<string, () => [string, string][]>;
  /** Whether the form changes what is there: what is left alone stays. */
  partial: Ref<boolean>;
  /** What the form began with. */
  base: Ref<Draft>;
}

const key: InjectionKey<FormContext> = Symbol('form');

export function provideForm(context: FormContext): void { provide(key, context); }

export function useForm(): FormContext {
  const context = inject(key);
  if (!context) throw new Error('a field stands outside of a form');
  return context;
}
