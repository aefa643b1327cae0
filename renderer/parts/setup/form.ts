import { tick } from 'svelte';

/** A run as the parts of its setup form see it. */
export interface FormRun<Field extends string> {
  readonly id: string;
  readonly errors: Readonly<Partial<Record<Field, string>>>;
  type(field: Field, text: string): void;
}

/** Puts the focus on a field that was refused. */
export async function focusField(id: string, field: string): Promise<void> {
  await tick();
  document.querySelector<HTMLElement>(`[data-testid="${id}-fields"] [data-field="${field}"]`)?.focus();
}
