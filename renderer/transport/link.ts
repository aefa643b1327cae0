import type { Transport } from '../../shared/wire/contract.ts';

export type LinkState =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  | { readonly state: 'closed'; readonly reason: string };

/** A transport that outlives its line: when the line ends it makes another, and says so. */
export interface Link extends Transport {
  /** Called at once with the state as it is, then at each change. An `open` after a `closed` is a new line: say hello again. */
  watch(listener: (state: LinkState) => void): () => void;
}
