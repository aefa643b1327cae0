import type { KnowledgeFile } from '../../../shared/config/knowledge.ts';
import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Dispatch, StrategyName } from '../../../shared/routing.ts';
import { type Nanos, SECOND } from '../../../shared/units.ts';
import { inMood } from '../compare/moods.ts';
import { type Comparison, entries } from '../compare/seed-run.ts';
import { Engine } from '../engine.ts';
import { Knowledge, type KnowledgeState } from '../route/knowledge.ts';
import { SILENT } from '../silent.ts';

/** After an order's horizon: its last fill's markout has been read. */
const SETTLES = 2 * SECOND;

/** What a router is schooled by: the standard order set, as a comparison gives it. */
export interface Course {
  readonly comparison: Omit<Comparison, 'contestants'>;
  readonly strategy: StrategyName;
  readonly dispatch: Dispatch;
}

/**
 * What a router has learned of the venues after the standard orders of some seeds, one after the other: what it knows goes with it from
 * order to order and from seed to seed. It begins with what the config gives it. `onOrder` is told how many orders are done.
 */
export function school(course: Course, seeds: readonly number[], onOrder?: (done: number) => void): KnowledgeFile {
  const { comparison, strategy, dispatch } = course;
  let known: KnowledgeState | undefined;
  let done = 0;
  for (const seed of seeds)
    comparison.moods.forEach((mood, m) => {
      const config: SessionConfig = { ...inMood(comparison.config, mood), seed };
      const engine = new Engine({ config, sink: SILENT, ...(known && { knowledge: known }) });
      for (const { order, troubled } of entries(comparison, config, seed, m)) {
        if (troubled) {
          const at = (order.at - troubled.lead) as Nanos;
          engine.submit({ type: 'InjectFault', at, faultID: `f-${order.at}`, fault: troubled.fault });
        }
        engine.submit({ ...order, strategy, dispatch });
        engine.advanceTo((order.at + comparison.horizon) as Nanos);
        // What is left would go on into the next order.
        engine.submit({ type: 'OrderMassCancelRequest', at: engine.now, clOrdID: `x-${order.at}` });
        onOrder?.(++done);
      }
      engine.advanceTo((engine.now + SETTLES) as Nanos);
      known = engine.knowledge();
    });
  const knowledge = new Knowledge(comparison.config);
  if (known) knowledge.restore(known);
  return knowledge.file('school', seeds);
}
