import { describe, expect, test } from 'vitest';
import { Engine } from '../../electron/engine/engine.ts';
import type { Witness } from '../../electron/engine/market/witness.ts';
import { Digest } from '../../electron/host/digest.ts';
import type { Command } from '../../shared/events.ts';
import { type Money, type Nanos, qty, SECOND } from '../../shared/units.ts';
import { agents, quiet } from '../support/agents.ts';
import { limit, Record } from '../support/run.ts';

const SEEDS = Array.from({ length: 12 }, (_, i) => 30_000 + i);
const ORDERS = 12;
/** How long each order rests, and how long nothing rests after it. */
const RESTS = 10 * SECOND;
const APART = 12 * SECOND;

interface Luck {
  /** Part of the shares that filled. */
  readonly fill: number;
  /** Seconds to the last fill, or until it was taken back. */
  readonly wait: number;
}

/** The same order rests again and again at the market's best bid, at one venue. Prices stand still: whether it fills is the flow's doing. */
function rest(mic: string, feeAware: number, seed: number): Luck {
  const config = quiet({ takers: { rate: 2, newsTicks: 0, feeAware }, makers: { flickerRate: 0.5, impactTicks: 0 } }, { seed });
  const record = new Record();
  const engine = new Engine({ config, sink: record });
  const ends: number[] = [];
  for (let i = 0; i < ORDERS; i++) {
    const at = (config.openAt + 10 * SECOND + i * APART) as Nanos;
    const until = (at + RESTS) as Nanos;
    engine.advanceTo(at);
    const terms = { symbol: 'ALTO', clOrdID: `r${i}`, orderQty: qty(100), timeInForce: 'day', exDestination: mic } as const;
    engine.submit(limit(at, engine.view.direct[0]!.bestBidPx / 10_000, { ...terms, strategy: 'single_venue' }));
    engine.advanceTo(until);
    const done = record.parents.find(({ clOrdID, ordStatus }) => clOrdID === `r${i}` && ordStatus === '2');
    ends.push(((done?.at ?? until) - at) / SECOND);
    engine.submit({ type: 'OrderCancelRequest', at: until, clOrdID: `c${i}`, origClOrdID: `r${i}` } satisfies Command);
  }
  engine.end();
  const cums = [...record.latest(record.parents).values()].map(({ cumQty }) => cumQty as number);
  return { fill: mean(cums) / 100, wait: mean(ends) };
}

function mean(list: readonly number[]): number {
  return list.reduce((a, b) => a + b, 0) / list.length;
}

/** Mean of the paired differences, BATY less BATS, and half the width of its 95 % interval. */
function difference(feeAware: number, of: keyof Luck): readonly [mean: number, half: number] {
  const pairs = SEEDS.map((seed) => rest('BATY', feeAware, seed)[of] - rest('BATS', feeAware, seed)[of]);
  const middle = mean(pairs);
  const variance = pairs.reduce((sum, d) => sum + (d - middle) ** 2, 0) / (pairs.length - 1);
  return [middle, 1.96 * Math.sqrt(variance / pairs.length)];
}

describe('an order that rests at the same price at two venues (domain 5.8)', () => {
  test('fills more often and sooner where takers pay less, as far as they mind the fee', () => {
    const { feeAware } = agents().actors.takers;
    const [more, moreHalf] = difference(feeAware!, 'fill');
    const [sooner, soonerHalf] = difference(feeAware!, 'wait');
    expect(more - moreHalf).toBeGreaterThan(0);
    expect(sooner + soonerHalf).toBeLessThan(0);
  });

  test('does not where nobody minds it', () => {
    const [more, moreHalf] = difference(0, 'fill');
    expect(more - moreHalf).toBeLessThan(0);
    expect(more).toBeLessThan(0.05);
  });
});

test('who minds the fee goes by the fee in force', () => {
  const config = agents({ takers: { feeAware: 1 } });
  const bats = config.venues.findIndex(({ mic }) => mic === 'BATS');
  const shares = (commands: readonly Command[]) => {
    let at = 0;
    const witness: Witness = {
      matched: (_at, venue, _symbol, _side, _px, traded) => {
        if (venue === bats) at += traded;
      },
    };
    const engine = new Engine({ config, sink: new Record(), witness });
    for (const command of commands) engine.submit(command);
    engine.advanceTo((config.openAt + 60 * SECOND) as Nanos);
    return at;
  };
  const fault = { kind: 'feeChange', mic: 'BATS', takerFee: -3000 as Money, makerFee: 3500 as Money } as const;
  expect(shares([{ type: 'InjectFault', at: config.openAt, faultID: 'free', fault }])).toBeGreaterThan(2 * shares([]));
});

test('who minds the fee is drawn apart: a share of 0 is the same day as none', () => {
  const digest = (feeAware: number | undefined) => {
    const { takers, ...others } = agents().actors;
    const config = { ...agents(), actors: { ...others, takers: { ...takers, feeAware } } };
    const sink = new Digest();
    new Engine({ config, sink }).advanceTo((config.openAt + 20 * SECOND) as Nanos);
    return sink.value();
  };
  expect(digest(0)).toBe(digest(undefined));
  expect(digest(0.3)).not.toBe(digest(undefined));
});
