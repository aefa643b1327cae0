import type { Command, Sink } from '../../shared/events.ts';
import { type Nanos, SECOND } from '../../shared/units.ts';
import type { LearningReport } from '../../shared/wire/learning.ts';
import { Engine } from '../engine/engine.ts';
import type { Store } from '../store/store-error.ts';
import { Digest } from './digest.ts';
import { type Opening, Session } from './session.ts';
import { UsageError } from './usage.ts';

export interface HeadlessOptions extends Opening {
  readonly store: Store;
  /** In time order. Those after `until` are not reached and are left out. */
  readonly commands: readonly Command[];
  /** Engine time at which the session is closed, if its own close does not come before. */
  readonly until: Nanos;
  /** Told of engine time and engine events so far. */
  readonly onProgress?: (now: Nanos, events: number) => void;
}

export interface HeadlessResult {
  readonly sessionID: string;
  readonly digest: string;
  readonly engineEvents: number;
  readonly from: Nanos;
  readonly to: Nanos;
  /** Commands whose time came. */
  readonly applied: number;
  /** How good its forecasts were. */
  readonly learning: LearningReport;
}

/** Between two flushes and two words of progress. */
const STRIDE = 30 * SECOND;

/** Runs one session from its open to `until` as fast as it goes, into the record. Throws StoreError when the record fails. */
export function runHeadless(options: HeadlessOptions): HeadlessResult {
  const { commands, store, until, onProgress } = options;
  const session = new Session(store, options);
  const { engine } = session;
  let applied = 0;
  while (!engine.ended && engine.now < until) {
    const next = Math.min(engine.now + STRIDE, until) as Nanos;
    for (; applied < commands.length && commands[applied]!.at <= next; applied++) session.submit(commands[applied]!);
    engine.advanceTo(next);
    session.commit();
    onProgress?.(engine.now, engine.eventCount);
  }
  session.close();
  const { sessionID, openAt } = session.info;
  const learning = engine.learning();
  return { sessionID, digest: session.digest, engineEvents: engine.eventCount, from: openAt, to: engine.now, applied, learning };
}

/** Runs a recorded session again, beside the record, and returns the digest it gives: equal to the record's if nothing has changed. */
export function rerun(opening: Opening, commands: readonly Command[], to: Nanos, onProgress?: (now: Nanos) => void): string {
  const digest = new Digest();
  runAgain(opening, commands, to, digest, onProgress);
  return digest.value();
}

/** Says a recorded session again, all of it, to `sink`. `to` is the time at which the session was ended. Returns the ended engine. */
export function runAgain(
  { config, tape, policies }: Opening,
  commands: readonly Command[],
  to: Nanos,
  sink: Sink,
  onProgress?: (now: Nanos) => void,
): Engine {
  const engine = new Engine({
    config,
    sink,
    ...(tape && { tape }),
    ...(policies && { policies: policies.asked }),
    stopped: ({ strategy, text }) => {
      throw new UsageError(`${strategy}: ${text}, as it did when it was recorded: this computer is too slow to run it again`);
    },
  });
  let applied = 0;
  while (engine.now < to) {
    const next = Math.min(engine.now + STRIDE, to) as Nanos;
    for (; applied < commands.length && commands[applied]!.at <= next; applied++) engine.submit(commands[applied]!);
    engine.advanceTo(next);
    onProgress?.(engine.now);
    // A session that its own close ended may have been asked more at that same time: those commands follow below.
    if (engine.ended) break;
  }
  for (; applied < commands.length; applied++) engine.submit(commands[applied]!);
  engine.advanceTo(to);
  engine.end();
  return engine;
}
