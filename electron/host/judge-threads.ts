import type { SessionConfig } from '../../shared/config/session.ts';
import type { Command } from '../../shared/events.ts';
import type { PolicySource } from '../../shared/policy.ts';
import type { OrderRegret } from '../../shared/regret.ts';
import type { CompareReport } from '../../shared/wire/compare.ts';
import type { ReportParts } from '../engine/compare/report.ts';
import type { SeedResultData } from '../engine/compare/seed-result.ts';
import type { Comparison } from '../engine/compare/seed-run.ts';
import type { EngineState } from '../engine/engine.ts';
import type { OrderInSession } from '../engine/oracle/judge-order.ts';
import { sharedTape } from './shared-tape.ts';
import { Threads } from './threads.ts';

/** What the threads that judge orders can be asked to do. */
export type JudgeTask =
  | { readonly type: 'pilot'; readonly config: SessionConfig }
  | { readonly type: 'seed'; readonly comparison: Comparison; readonly seed: number; readonly policies: Sources }
  | { readonly type: 'report'; readonly parts: ReportParts }
  | { readonly type: 'order'; readonly state: EngineState; readonly given: OrderInSession; readonly policies: Sources }
  | { readonly type: 'again'; readonly before: readonly Command[]; readonly given: OrderInSession; readonly policies: Sources };

/** Policies of users that whoever is judged may name. */
type Sources = readonly PolicySource[];

/** Threads that judge orders: for a comparison of strategies, and for the desk. */
export class JudgeThreads {
  readonly #threads: Threads<JudgeTask, unknown, number>;

  /** `most` at once; see `Threads`. */
  constructor(most: number, background = false) {
    this.#threads = new Threads('judge-worker', most, background);
  }

  /** See `pilot`. */
  pilot(config: SessionConfig): Promise<number | undefined> {
    return this.#threads.run({ type: 'pilot', config }) as Promise<number | undefined>;
  }

  /** See `runSeed`. */
  seed(comparison: Comparison, seed: number, policies: Sources, onOrder: (done: number) => void): Promise<SeedResultData> {
    return this.#threads.run({ type: 'seed', comparison, seed, policies }, onOrder) as Promise<SeedResultData>;
  }

  /** See `compareReport`: it takes seconds, and whoever waits for it has others to serve. */
  report(parts: ReportParts): Promise<CompareReport> {
    return this.#threads.run({ type: 'report', parts }) as Promise<CompareReport>;
  }

  /** See `judgeFrom`. */
  order(state: EngineState, given: OrderInSession, policies: Sources = []): Promise<OrderRegret | undefined> {
    return this.#threads.run({ type: 'order', state, given: sent(given), policies }) as Promise<OrderRegret | undefined>;
  }

  /** See `judgeAgain`. */
  again(before: readonly Command[], given: OrderInSession, policies: Sources = []): Promise<OrderRegret | undefined> {
    return this.#threads.run({ type: 'again', before, given: sent(given), policies }) as Promise<OrderRegret | undefined>;
  }

  /** See `Threads.close`. */
  close(reason?: unknown): Promise<void> {
    return this.#threads.close(reason);
  }
}

/** A day of quotes is not copied for every order. */
function sent(given: OrderInSession): OrderInSession {
  const { config, tape } = given.engine;
  return tape ? { ...given, engine: { config, tape: sharedTape(tape) } } : given;
}
