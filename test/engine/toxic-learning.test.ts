import { describe, expect, test } from 'vitest';
import { alone } from '../../electron/engine/realism/alone.ts';
import { loadScenario } from '../../electron/host/scenario.ts';
import type { Command } from '../../shared/events.ts';
import { ExecType, LastLiquidityInd } from '../../shared/fix.ts';
import type { RoutingDecision, Strategy } from '../../shared/routing.ts';
import { MINUTE, type Nanos, qty, SECOND } from '../../shared/units.ts';
import { order, run } from '../support/run.ts';

/** Small orders, four a second; halfway through, someone faster comes to the venue that is cheapest to take from. */
const MIC = 'BATY';
const BEFORE = 300;
const ORDERS = 800;
const FILLS = 300;
const config = { ...alone(loadScenario('us2026'), 'ALTO'), seed: 7 };
const from = config.openAt + MINUTE;
const at = (i: number) => (from + (i * SECOND) / 4) as Nanos;
const turns = at(BEFORE);

/** Of what was taken while the venue showed the best price, by what was sent or filled: the part that it got, before the turn and after. */
interface Shares {
  readonly sent: readonly [before: number, after: number];
  readonly filled: readonly [before: number, after: number];
}

function shares(strategy: Strategy, toxic: boolean): Shares {
  const orders = Array.from({ length: ORDERS }, (_, i) =>
    order(at(i), { symbol: 'ALTO', side: i % 2 === 0 ? 'buy' : 'sell', orderQty: qty(200), strategy }),
  );
  const fault: Command = { type: 'InjectFault', at: turns, faultID: 'toxic', fault: { kind: 'toxicVenue', mic: MIC, chance: 0.8 } };
  const commands = toxic ? [...orders.slice(0, BEFORE), fault, ...orders.slice(BEFORE)] : orders;
  const { record } = run({ config }, commands, at(ORDERS) + 5 * SECOND);
  const decisions = new Map(record.decisions.map((decision) => [decision.decisionID, decision]));
  const taken = record.children.filter(
    ({ execType, lastLiquidityInd, decisionID, orderID }) =>
      execType === ExecType.trade &&
      lastLiquidityInd === LastLiquidityInd.removed &&
      decisions.get(decisionID!)!.legs.some((leg) => leg.orderID === orderID && leg.action === 'take'),
  );
  const after = taken.filter(({ at }) => at >= turns).slice(0, FILLS);
  expect(after).toHaveLength(FILLS);
  const until = after.at(-1)!.at;
  // The first half of those fills is for learning, the second shows what was learned.
  const learnt = after.slice(FILLS / 2);
  const later = [...decisions.values()].filter((decision) => decision.at >= learnt[0]!.at && decision.at <= until);
  const earlier = [...decisions.values()].filter((decision) => decision.at < turns);
  const showing = (fills: typeof taken) => fills.filter(({ decisionID }) => showsBest(decisions.get(decisionID!)!));
  return {
    sent: [sentThere(earlier), sentThere(later)],
    filled: [filledThere(showing(taken.filter(({ at }) => at < turns))), filledThere(showing(learnt))],
  };
}

function showsBest({ side, direct }: RoutingDecision): boolean {
  return (side === 'buy' ? direct.askMics : direct.bidMics).includes(MIC);
}

function sentThere(decisions: readonly RoutingDecision[]): number {
  const legs = decisions.filter(showsBest).flatMap(({ legs }) => legs.filter(({ action }) => action === 'take'));
  return part(legs.map(({ mic, orderQty }) => [mic, orderQty]));
}

function filledThere(fills: readonly { readonly lastMkt?: string; readonly lastQty?: number }[]): number {
  return part(fills.map(({ lastMkt, lastQty }) => [lastMkt, lastQty!]));
}

function part(pieces: readonly (readonly [mic: string | undefined, qty: number])[]): number {
  const sum = (some: typeof pieces) => some.reduce((total, [, shares]) => total + shares, 0);
  return sum(pieces.filter(([mic]) => mic === MIC)) / sum(pieces);
}

describe('a venue that turns toxic in the middle of a session', () => {
  for (const strategy of ['smart', 'learned'] as const)
    test(`${strategy} has moved away within 300 fills, by what it sends and not only by what it gets; else it stays`, () => {
      const toxic = shares(strategy, true);
      const well = shares(strategy, false);
      for (const kind of ['sent', 'filled'] as const) {
        const [before, after] = toxic[kind];
        expect(before).toBeGreaterThan(0.15);
        expect(after).toBeLessThan(before / 2);
        expect(well[kind][1]).toBeGreaterThan(0.8 * well[kind][0]);
      }
    });
});
