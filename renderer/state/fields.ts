import { decimal } from '../../shared/format.ts';

/** What is wrong with the fields of a form, in words. */
export type FieldErrors<Form> = Readonly<Partial<Record<keyof Form & string, string>>>;
/** What a typed field holds, or what is wrong with it. */
export type FieldRead<Form> = { readonly value: Partial<Form> } | { readonly error: string };

/** A typed number; commas between its thousands are none of it. */
export function numberField<Form>(
  text: string,
  { low, high, whole = true }: { readonly low: number; readonly high: number; readonly whole?: boolean },
  make: (value: number) => Partial<Form>,
): FieldRead<Form> {
  const value = plainNumber(text.trim().replaceAll(',', ''));
  if (value === undefined || value < low || value > high || (whole && !Number.isInteger(value)))
    return { error: `${whole ? 'Whole number' : 'Number'}, ${decimal(low, 0)} to ${decimal(high, 0)}` };
  return { value: make(value) };
}

export function plainNumber(text: string): number | undefined {
  return /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : undefined;
}

/**
 * Which field a refusal is about, and its words without the field's name; undefined where it is about none. `words`: the fields by the
 * words that the host begins with.
 */
export function refusedField<Field extends string>(
  words: Readonly<Record<string, Field>>,
  text: string,
  field?: string,
): { readonly field: Field; readonly text: string } | undefined {
  const at = text.indexOf(': ');
  const head = at < 0 ? text : text.slice(0, at);
  const named = words[(field ?? head).split('.')[0]!];
  if (!named) return undefined;
  return { field: named, text: at >= 0 && /^[A-Za-z.\d]+$/.test(head) ? text.slice(at + 2) : text };
}
