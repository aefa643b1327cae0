import { Engine } from '../../electron/engine/engine.ts';
import { Stream } from '../../electron/engine/random.ts';
import { FAULT_KINDS } from '../../shared/config/fault.ts';
import type { SessionConfig } from '../../shared/config/session.ts';
import type { Command } from '../../shared/events.ts';
import type { Side } from '../../shared/fix.ts';
import { pxText, qtyText, timeOfDay } from '../../shared/format.ts';
import type { Dispatch, Strategy } from '../../shared/routing.ts';
import { MILLISECOND, type Nanos, type Px, type Qty, SECOND } from '../../shared/units.ts';
import { type JudgedFill, ProtectionChecker } from './protection-checker.ts';
import { randomFault } from './random-faults.ts';

export interface ProtectionRun {
  readonly strategy: Strategy;
  readonly dispatch: Dispatch;
  readonly seed: number;
  /** Only such orders; both where absent, and then our own may stand in each other's way. */
  readonly side?: Side;
  /** Simulated time from the open on. */
  readonly span: number;
  /** Mean time between orders of one symbol, and between faults of the session. */
  readonly orderEvery: number;
  readonly faultEvery?: number;
}

/** The least and the most shares of an order, drawn evenly on a scale of ratios. */
const SIZES = [50, 5000] as const;

/**
 * One long session in which every symbol gets a stream of orders of one strategy and dispatch, both sides, at the market or with a limit
 * near it, immediate or for the day and then mostly cancelled; and, where asked for, a stream of random faults. `told` hears of every
 * fill. Returns the sweeps that were left open.
 */
export function protectionRun(scenario: SessionConfig, run: ProtectionRun, told: (judged: JudgedFill) => void): readonly string[] {
  const closeAt = Math.min(scenario.closeAt, scenario.openAt + run.span) as Nanos;
  const config: SessionConfig = { ...scenario, seed: run.seed, closeAt };
  const checker = new ProtectionChecker(config, told);
  const engine = new Engine({ config, sink: checker, witness: checker });
  const stream = new Stream(run.seed, 'protection soak');
  const cancels: { readonly at: number; readonly clOrdID: string }[] = [];
  let count = 0;

  const orderFor = (at: number, symbol: number): Command => {
    const { symbol: name, tick, openPx } = config.symbols[symbol]!;
    const { bidPx, askPx } = engine.view.nbbo('direct', symbol, at as Nanos);
    const side = run.side ?? (stream.chance(0.5) ? 'buy' : 'sell');
    const far = (side === 'buy' ? (askPx ?? bidPx) : (bidPx ?? askPx)) ?? openPx;
    const market = stream.chance(0.4);
    const price = Math.max(tick, Math.round(far / tick + stream.below(7) - 3) * tick) as Px;
    const day = stream.chance(0.4);
    const clOrdID = `o-${++count}`;
    if (day && stream.chance(0.9)) cancels.push({ at: at + stream.below(10 * SECOND), clOrdID });
    return {
      type: 'NewOrderSingle',
      at: at as Nanos,
      clOrdID,
      symbol: name,
      side,
      orderQty: Math.round(SIZES[0] * (SIZES[1] / SIZES[0]) ** stream.uniform()) as Qty,
      ordType: market ? 'market' : 'limit',
      ...(!market && { price }),
      timeInForce: day ? 'day' : stream.chance(0.1) ? 'fok' : 'ioc',
      strategy: run.strategy,
      dispatch: run.dispatch,
    };
  };
  const faultAt = (at: number): Command => {
    const kind = FAULT_KINDS[stream.below(FAULT_KINDS.length)]!;
    return { type: 'InjectFault', at: at as Nanos, faultID: `f-${++count}`, fault: randomFault(config, kind, stream) };
  };

  const wait = (mean: number) => Math.ceil(-mean * Math.log(1 - stream.uniform()));
  const nextOrder = config.symbols.map(() => config.openAt + SECOND + wait(run.orderEvery));
  let nextFault = run.faultEvery === undefined ? Number.POSITIVE_INFINITY : config.openAt + SECOND + wait(run.faultEvery);
  for (;;) {
    const at = Math.min(nextFault, ...nextOrder);
    for (const { at: time, clOrdID } of cancels.filter((cancel) => cancel.at <= at).sort((a, b) => a.at - b.at))
      engine.submit({
        type: 'OrderCancelRequest',
        at: Math.max(time, engine.now) as Nanos,
        clOrdID: `x-${clOrdID}`,
        origClOrdID: clOrdID,
      });
    cancels.splice(0, cancels.length, ...cancels.filter((cancel) => cancel.at > at));
    if (at >= closeAt - MILLISECOND) break;
    engine.advanceTo(at as Nanos);
    const symbol = nextOrder.indexOf(at);
    if (symbol < 0) {
      engine.submit(faultAt(at));
      nextFault = at + wait(run.faultEvery!);
    } else {
      engine.submit(orderFor(at, symbol));
      nextOrder[symbol] = at + wait(run.orderEvery);
    }
  }
  engine.advanceTo(closeAt);
  engine.end();
  return checker.openSweeps;
}

/** In a few words, to count them: what kind of leg went through what the router knew of the quotes that it went through. */
export function causeKind({ fill, decision, better }: JudgedFill): string {
  const binding = better.filter(({ selfHelp, lasted }) => !selfHelp && lasted >= SECOND);
  const kinds = (binding.length > 0 ? binding : better).map(({ mic, px, qty, ours }) => {
    if (ours >= qty) return 'our own order';
    const candidate = decision.candidates.find((one) => one.mic === mic);
    const shown = decision.protected.find((quote) => quote.mic === mic);
    const leg = decision.legs.find((one) => one.mic === mic && one.action === 'take');
    const known = shown && (fill.side === 'buy' ? shown.px <= px : shown.px >= px);
    if (known)
      return leg ? (leg.orderQty < shown.qty ? 'seen, swept in part' : 'seen, swept') : `seen, sent nothing (${candidate?.why})`;
    return shown ? 'seen worse' : `not in the snapshot (${candidate?.why})`;
  });
  const leg = `${fill.action}${fill.iso ? ' ISO' : ''}${fill.lastLiquidityInd === 1 ? ' added' : ''}`;
  return `${leg}${fill.transactTime! - decision.at > SECOND ? ' over a second late' : ''}: ${[...new Set(kinds)].sort().join(' + ')}`;
}

/** A fill with what it went through and why the router sent it there, in a few lines. */
export function causeText({ fill, decision, label, better }: JudgedFill): string {
  const seen = (mic: string) => {
    const candidate = decision.candidates.find((one) => one.mic === mic);
    const shown = decision.protected.find((quote) => quote.mic === mic);
    const leg = decision.legs.find((one) => one.mic === mic);
    return [
      candidate?.px === undefined ? 'the router saw no price' : `the router saw ${pxText(candidate.px)}`,
      candidate?.age !== undefined && `${candidate.age / MILLISECOND} ms old`,
      candidate && `${candidate.why}: ${candidate.text}`,
      shown ? `snapshot ${qtyText(shown.qty)}@${pxText(shown.px)}` : 'not in the snapshot',
      leg ? `sent ${qtyText(leg.orderQty)}@${pxText(leg.px)}${leg.iso ? ' ISO' : ''} ${leg.action}` : 'sent nothing',
    ]
      .filter((text) => text !== false && text !== undefined)
      .join(', ');
  };
  const late = (fill.transactTime! - decision.at) / MILLISECOND;
  const kind = `${fill.action}${fill.iso ? ' ISO' : ''} ${fill.timeInForce} ${fill.lastLiquidityInd === 1 ? 'added' : 'removed'}`;
  return [
    `${label} (engine: ${fill.tradeThrough}) ${fill.orderID} ${fill.side} ${qtyText(fill.lastQty!)} ${fill.symbol}@${pxText(fill.lastPx!)} on ${fill.lastMkt} at ${timeOfDay(fill.transactTime!)}, ${kind}, ` +
      `${decision.strategy} ${decision.dispatch} ${decision.decisionID} round ${decision.round}, ${late.toFixed(3)} ms after the decision; there ${seen(fill.lastMkt!)}`,
    ...better.map(
      ({ mic, px, qty, lasted, selfHelp, ours }) =>
        `    ${qtyText(qty)}@${pxText(px as Px)} on ${mic}${ours > 0 ? `, ${qtyText(ours)} of them ours,` : ''} for ${(lasted / SECOND).toFixed(3)} s${selfHelp ? ' (self-help)' : ''}: ${seen(mic)}`,
    ),
  ].join('\n');
}
