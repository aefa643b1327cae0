import type { Fault, FaultKind } from '../../../shared/config/fault.ts';
import type { Nanos } from '../../../shared/units.ts';

/** A fault that is in force. Plain data. */
export interface Standing {
  readonly number: number;
  readonly faultID: string;
  readonly fault: Fault;
  readonly scripted: boolean;
  readonly from: Nanos;
  /** Absent: until it is cleared. */
  readonly until?: Nanos;
  /** How often it has acted, and the number of the order it has resting somewhere, 0 without one. */
  acts: number;
  order: number;
  /** Side and price of that order. */
  side: 'buy' | 'sell';
  px: number;
}

export type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>;

/** Those of one kind, in the order in which they began. */
export function ofKind<K extends FaultKind>(standing: readonly Standing[], kind: K): (Standing & { readonly fault: FaultOf<K> })[] {
  return standing.filter((one): one is Standing & { readonly fault: FaultOf<K> } => one.fault.kind === kind);
}
