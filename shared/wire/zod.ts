import { z } from 'zod';

const MISSING = 'is missing';

// zod compiles schemas with `new Function` where it may. A page under a strict CSP may not, and even the probe is reported as a violation.
// A field that is not there is missing, whatever else it would have had to be; a schema with words of its own takes them through `rule`.
z.config({ jitless: true, customError: (issue) => (isMissing(issue) ? MISSING : undefined) });

/** Words of a schema's own, said of what is there: `z.string(rule('must be text'))`. */
export function rule(text: string): { readonly error: (issue: z.core.$ZodRawIssue) => string } {
  return { error: (issue) => (isMissing(issue) ? MISSING : text) };
}

function isMissing({ code, input, discriminator }: z.core.$ZodRawIssue): boolean {
  if (code !== 'invalid_union' || typeof discriminator !== 'string') return input === undefined;
  return typeof input === 'object' && input !== null && (input as Record<string, unknown>)[discriminator] === undefined;
}

export { z };
