import { availableParallelism } from 'node:os';
import type { Command, EngineEvent, Sink } from '../../shared/events.ts';
import { isTerminal } from '../../shared/fix.ts';
import type { OrderRegret } from '../../shared/regret.ts';
import type { Nanos } from '../../shared/units.ts';
import { Engine } from '../engine/engine.ts';
import { horizonOf } from '../engine/oracle/judge-order.ts';
import { JudgeThreads } from './judge-threads.ts';
import type { Opening } from './session.ts';

export interface JudgeSessionOptions extends Opening {
  /** All that the session was given, in time order. */
  readonly commands: readonly Command[];
  /** When it was ended. */
  readonly to: Nanos;
  /** When each parent order was done, by its orderID; those that are not in it are not judged. */
  readonly doneAt: ReadonlyMap<string, Nanos>;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Judges every order of a session that is over: it is run once more, and at each order a thread is sent what it was then. */
export async function judgeSession(options: JudgeSessionOptions): Promise<OrderRegret[]> {
  const { config, tape, policies, commands, to, doneAt, onProgress } = options;
  const most = availableParallelism();
  const threads = new JudgeThreads(most);
  const ears = new Ears();
  const engine = new Engine({ config, sink: ears, ...(tape && { tape }), ...(policies && { policies: policies.asked }) });
  const judged: Promise<OrderRegret | undefined>[] = [];
  let done = 0;
  try {
    for (const [i, command] of commands.entries()) {
      if (command.at > to) break;
      engine.advanceTo(command.at);
      const state = command.type === 'NewOrderSingle' && !engine.ended ? engine.save() : undefined;
      ears.orderID = undefined;
      engine.submit(command);
      const orderID = ears.orderID as string | undefined;
      if (!state || command.type !== 'NewOrderSingle' || orderID === undefined || !doneAt.has(orderID)) continue;
      const horizon = horizonOf(command.at, doneAt.get(orderID)!);
      const later = commands.slice(i + 1).filter(({ at }) => at <= Math.min(to, command.at + horizon));
      const given = { engine: { config, ...(tape && { tape }) }, orderID, order: command, later, horizon, end: to };
      const judging = threads.order(state, given, policies?.current).finally(() => onProgress?.(++done, doneAt.size));
      // What fails is heard below, where the first failure is; the others say the same again.
      judging.catch(() => {});
      judged.push(judging);
      // No more states wait than there is work for.
      if (judged.length >= 2 * most) await judged[judged.length - 2 * most];
    }
    const regrets = await Promise.all(judged);
    return regrets.filter((regret) => regret !== undefined);
  } finally {
    await threads.close();
  }
}

/** Hears which order a command became. */
class Ears implements Sink {
  /** Of the order that was accepted last; undefined from where it is set so until the next one. */
  orderID: string | undefined;

  event(event: EngineEvent): void {
    if (event.type !== 'ExecutionReport' || event.parentID !== undefined || isTerminal(event.ordStatus)) return;
    this.orderID ??= event.orderID;
  }

  level(): void {}
  nbbo(): void {}
  trade(): void {}
}
