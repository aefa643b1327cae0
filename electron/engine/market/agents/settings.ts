import type { SymbolActors } from '../../../../shared/config/actors.ts';
import type { SymbolSpec } from '../../../../shared/market.ts';

/** A symbol and the numbers of those who trade in it. */
export interface SymbolSettings extends SymbolActors {
  readonly spec: SymbolSpec;
}
