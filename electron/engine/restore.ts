/** A part of a session that keeps state. */
interface Keeps<State> {
  restore(state: State): void;
}

/** Restores a part that not every session has. Throws where only one of the two sessions has it. */
export function restorePart<State>(what: string, part: Keeps<State> | undefined, state: State | undefined): void {
  if ((part === undefined) !== (state === undefined)) throw new RangeError(`${what} is not the saved one`);
  if (part !== undefined && state !== undefined) part.restore(state);
}

/** Restores parts in their order. Throws where the states are of other parts. */
export function restoreParts<State>(
  what: string,
  parts: readonly (Keeps<State> | undefined)[],
  states: readonly (State | undefined)[],
): void {
  if (states.length !== parts.length) throw new RangeError(`${what}: ${states.length} into ${parts.length}`);
  parts.forEach((part, i) => {
    restorePart(`${what}: ${i}`, part, states[i]);
  });
}
