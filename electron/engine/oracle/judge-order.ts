import type { Command, NewOrderSingle } from '../../../shared/events.ts';
import type { OrderRegret } from '../../../shared/regret.ts';
import { STRATEGIES } from '../../../shared/routing.ts';
import { MINUTE, type Nanos, SECOND } from '../../../shared/units.ts';
import { Engine, type EngineOptions, type EngineState } from '../engine.ts';
import { SILENT } from '../silent.ts';
import { judge } from './judge.ts';
import { orderRegret } from './order-regret.ts';
import type { Contestant } from './trial.ts';
import { Window } from './window.ts';

/** An order is judged over so long at least, and over the whole of its life at most up to so long. */
export const SHORTEST_HORIZON = (10 * SECOND) as Nanos;
const LONGEST_HORIZON = (5 * MINUTE) as Nanos;

/** Over how long an order is judged that came and was done at these times. */
export function horizonOf(cameAt: Nanos, doneAt: Nanos): Nanos {
  return Math.min(LONGEST_HORIZON, Math.max(SHORTEST_HORIZON, doneAt - cameAt)) as Nanos;
}

/** An order of a session, and all that its judge must know of what came after it. */
export interface OrderInSession {
  readonly engine: Pick<EngineOptions, 'config' | 'tape' | 'policies'>;
  /** As its session knows it. */
  readonly orderID: string;
  readonly order: NewOrderSingle;
  /** What the session was given after the order, in its order; nothing beyond the horizon is needed. */
  readonly later: readonly Command[];
  readonly horizon: Nanos;
  /** When the session was ended, where that was before its close. */
  readonly end?: Nanos;
}

/** Judges an order from the session as it was right before the order came. Undefined where its own strategy cannot be given it again. */
export function judgeFrom(state: EngineState, given: OrderInSession): OrderRegret | undefined {
  const window = new Window();
  return judged(Engine.restore({ ...given.engine, sink: SILENT, witness: window }, state), window, given);
}

/** The same by running the session again from its open: `before` is what it was given until the order came. */
export function judgeAgain(before: readonly Command[], given: OrderInSession): OrderRegret | undefined {
  const window = new Window();
  const base = new Engine({ ...given.engine, sink: SILENT, witness: window });
  for (const command of before) base.submit(command);
  base.advanceTo(given.order.at);
  return judged(base, window, given);
}

function judged(base: Engine, window: Window, { orderID, ...given }: OrderInSession): OrderRegret | undefined {
  const { strategy, dispatch } = given.order;
  const others = STRATEGIES.filter((one) => one !== strategy);
  const contestants = [strategy, ...others].map((one): Contestant => ({ name: one, strategy: one, dispatch }));
  const judgement = judge({ ...given, base, window, contestants });
  const own = judgement?.trials.find(({ contestant }) => contestant.name === strategy);
  return judgement && own && orderRegret(judgement, own, orderID, given.engine.config);
}
