import type { PushName, WireError } from './contract.ts';
import { z } from './zod.ts';

/**
 * What travels on a channel. Text is one JSON envelope; binary is a frame and goes to the client only.
 * Client to host: `Request`. Host to client: `Reply` (of a request's id) or `Push`.
 */

/** Longest text a host reads, in UTF-16 units: an order is under 400, so this is room enough and no more. */
export const MAX_MESSAGE = 64 * 1024;

export const requestMessage = z.strictObject({
  id: z.number().int('must be a whole number').min(1, 'must be 1 or more').max(Number.MAX_SAFE_INTEGER),
  name: z.string().max(40),
  params: z.unknown().optional(),
});
export type RequestMessage = z.infer<typeof requestMessage>;

const wireError = z.strictObject({
  code: z.enum(['badRequest', 'unknownRequest', 'forbidden', 'notFound', 'busy', 'internal']),
  field: z.string().optional(),
  text: z.string(),
}) satisfies z.ZodType<WireError>;

const pushName = z.enum([
  'frame',
  'events',
  'scores',
  'learning',
  'tuning',
  'clock',
  'kill',
  'protection',
  'progress',
  'regret',
  'notice',
  'resync',
] satisfies PushName[]) satisfies z.ZodType<PushName>;

/** `reply` 0 answers a message whose id could not be read. */
export const hostMessage = z.union([
  z.strictObject({ push: pushName, data: z.unknown() }),
  z.strictObject({ reply: z.number().int().min(0), error: wireError }),
  z.strictObject({ reply: z.number().int().min(0), data: z.unknown() }),
]);
export type HostMessage = z.infer<typeof hostMessage>;

/** The first broken rule of a failed parse as a `WireError`; `field` is the dotted path, as `params.orderQty` without its `params`. */
export function firstIssue(error: z.ZodError, root = 'message'): WireError {
  return allIssues(error, root)[0] ?? { code: 'badRequest', field: root, text: `${root}: is not valid` };
}

/** Every broken rule of a failed parse, in the order of the fields. */
export function allIssues(error: z.ZodError, root = 'message'): WireError[] {
  return error.issues.map((issue) => {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    const path = [...issue.path, ...(unknown === undefined ? [] : [unknown])].map(String);
    const field = path.length === 0 ? root : path.join('.');
    return {
      code: 'badRequest',
      field,
      text: `${field}: ${unknown === undefined ? lower(issue.message) : 'is not a field of this'}`,
    };
  });
}

/** Zod's sentences begin with a capital, as a rule after a colon does not; names such as NYSE stay as they are. */
function lower(message: string): string {
  return /^[A-Z][a-z]+\b/.test(message) ? message.charAt(0).toLowerCase() + message.slice(1) : message;
}
