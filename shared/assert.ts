/** Ends a switch over a union: a new member fails to compile here before it can fail at run time. */
export function assertNever(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`);
}

/** A broken invariant is a bug: it throws with its name and what was seen. */
export function invariant(holds: boolean, name: string, seen?: unknown): asserts holds {
  if (!holds) throw new Error(`${name}${seen === undefined ? '' : `: ${JSON.stringify(seen)}`}`);
}
