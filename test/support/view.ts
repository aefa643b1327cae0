import { Conditions } from '../../electron/engine/conditions.ts';
import { ConsolidatedView } from '../../electron/engine/view/consolidated.ts';
import type { SessionConfig } from '../../shared/config/session.ts';

/** The router's view of a market in which nothing is out of order. */
export function viewOf(config: SessionConfig): ConsolidatedView {
  return new ConsolidatedView(config, new Conditions(config));
}
