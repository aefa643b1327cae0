import { describe, expect, test } from 'vitest';
import { Engine } from '../../electron/engine/engine.ts';
import type { Witness } from '../../electron/engine/market/witness.ts';
import { loadScenario } from '../../electron/host/scenario.ts';
import type { Fault } from '../../shared/config/fault.ts';
import type { SessionConfig } from '../../shared/config/session.ts';
import type { Command, NewOrderSingle } from '../../shared/events.ts';
import type { Side } from '../../shared/fix.ts';
import { millis, type Nanos, qty, SECOND } from '../../shared/units.ts';
import { agents, quiet } from '../support/agents.ts';
import { limit, order, Record, run, still } from '../support/run.ts';

const toxic = (mic: string, chance: number, duration?: number): Fault => ({
  kind: 'toxicVenue',
  mic,
  chance,
  ...(duration !== undefined && { duration: duration as Nanos }),
});
const inject = (at: number, fault: Fault, faultID = 'toxic'): Command => ({ type: 'InjectFault', at: at as Nanos, faultID, fault });

describe('the textbook’s table, with nobody who moves', () => {
  const table = still();
  const T = table.openAt + millis(10);
  const NASDAQ = table.venues.findIndex(({ mic }) => mic === 'NASDAQ');
  const at = (mic: string, change: Partial<NewOrderSingle> = {}) =>
    order(T + 2, { strategy: 'single_venue', exDestination: mic, orderQty: qty(400), ...change });
  const filled = (commands: readonly Command[]) =>
    run({ config: table }, commands, T + SECOND).record.parents.at(-1)!.cumQty as number;

  test('someone faster takes all that is displayed within our limit: an order that comes to take gets nothing, elsewhere all', () => {
    expect(filled([at('NASDAQ')])).toBe(400);
    expect(filled([inject(T, toxic('NASDAQ', 1)), at('NASDAQ')])).toBe(0);
    expect(filled([inject(T, toxic('NASDAQ', 1)), at('NYSE')])).toBe(400);
    expect(filled([inject(T, toxic('NASDAQ', 0)), at('NASDAQ')])).toBe(400);
  });

  test('what he takes is traded and gone, and what stands beyond our limit is not touched', () => {
    const takes = limit(T + 2, 100.01, { strategy: 'single_venue', exDestination: 'NASDAQ' });
    const { record, engine } = run({ config: table }, [inject(T, toxic('NASDAQ', 1)), takes], T + millis(5));
    const left = engine.displayed(NASDAQ, 0, 'buy');
    expect(record.trades).toBeGreaterThan(0);
    expect(left[0]!.px).toBeGreaterThan(1_000_100);
    expect(record.children.map(({ ordStatus }) => ordStatus).at(-1)).toBe('4');
  });

  test('an order that rests is let be, and so is everyone else', () => {
    const rests = limit(T + 2, 99.99, { strategy: 'single_venue', exDestination: 'NASDAQ', timeInForce: 'day' });
    const sweep: Command = inject(
      T + millis(5),
      { kind: 'fatFinger', symbol: 'ACME', side: 'sell', orderQty: qty(50_000) },
      'sweep',
    );
    const { record } = run({ config: table }, [inject(T, toxic('NASDAQ', 1)), rests, sweep], T + SECOND);
    expect(record.parents.at(-1)).toMatchObject({ ordStatus: '2', cumQty: 1000 });
  });

  test('it lasts as long as it is said to, else until it is cleared; of two that stand the worse counts', () => {
    const clear: Command = { type: 'ClearFault', at: (T + 1) as Nanos, faultID: 'toxic' };
    expect(filled([inject(T, toxic('NASDAQ', 1)), clear, at('NASDAQ')])).toBe(400);
    expect(filled([inject(T - millis(5), toxic('NASDAQ', 1, millis(5))), at('NASDAQ')])).toBe(400);
    expect(filled([inject(T, toxic('NASDAQ', 1)), inject(T + 1, toxic('NASDAQ', 0), 'b'), at('NASDAQ')])).toBe(0);
  });

  test('the efficient price follows there, too', () => {
    const ticks = (engine: Engine) => (engine as unknown as { source: { prices: { ticks: number }[] } }).source.prices[0]!.ticks;
    const after = (commands: readonly Command[]) => ticks(run({ config: table }, commands, T + millis(5)).engine);
    const turned = inject(T, toxic('NYSE', 0.01));
    expect(filled([turned, at('NYSE')])).toBe(400);
    expect(after([turned, at('NYSE')]) - after([at('NYSE')])).toBeCloseTo(-0.01, 9);
    expect(after([turned, at('NYSE', { side: 'sell' })]) - after([at('NYSE')])).toBeCloseTo(0.01, 9);
  });
});

describe('in a market of agents', () => {
  const config = quiet({ makers: { roomTicks: 0, skewTicks: 0, impactTicks: 0 } });
  const T = config.openAt + SECOND;
  const take = (i: number, side: Side, mic = 'BATS') =>
    order(T + i * SECOND, { symbol: 'ALTO', side, orderQty: qty(100), strategy: 'single_venue', exDestination: mic });

  /** Orders of 100 shares a second apart, and the efficient price before and well after each, ticks. */
  function orders(of: SessionConfig, commands: readonly Command[], count: number, side: Side) {
    let price = 0;
    const witness: Witness = { price: (_at, _symbol, ticks) => (price = ticks) };
    const record = new Record();
    const engine = new Engine({ config: of, sink: record, witness });
    for (const command of commands) engine.submit(command);
    const moves: number[] = [];
    for (let i = 1; i <= count; i++) {
      engine.advanceTo((T + i * SECOND - 1) as Nanos);
      const before = price;
      engine.submit(take(i, side));
      engine.advanceTo((T + (i + 0.5) * SECOND) as Nanos);
      moves.push(price - before);
    }
    const cums = [...record.latest(record.parents).values()].map(({ cumQty }) => cumQty as number);
    return { cums, moves };
  }

  test.each([0.3, 0.7])(
    'a chance of %f shows as so much fade, and as the price going against what fills by so many ticks',
    (chance) => {
      const n = 300;
      for (const side of ['buy', 'sell'] as const) {
        const { cums, moves } = orders(config, [inject(T, toxic('BATS', chance))], n, side);
        const fade = cums.filter((cum) => cum === 0).length / n;
        expect(Math.abs(fade - chance)).toBeLessThan(3.3 * Math.sqrt((chance * (1 - chance)) / n));
        moves.forEach((by, i) => expect(by).toBeCloseTo(cums[i] === 0 ? 0 : side === 'buy' ? -chance : chance, 9));
      }
    },
  );

  test('saved between two orders and restored, the session goes on the same', () => {
    const rest = new Record();
    const whole = new Record();
    const straight = new Engine({ config, sink: whole });
    straight.submit(inject(T, toxic('BATS', 0.5)));
    for (let i = 1; i <= 5; i++) straight.submit(take(i, 'buy'));
    straight.advanceTo((T + 5.5 * SECOND) as Nanos);
    const resumed = Engine.restore({ config, sink: rest }, straight.save());
    const before = whole.events.length;
    for (let i = 6; i <= 30; i++)
      for (const engine of [straight, resumed]) engine.submit({ ...take(i, 'buy'), clOrdID: `later-${i}` });
    for (const engine of [straight, resumed]) engine.end();
    expect(rest.events).toEqual(whole.events.slice(before));
    const cums = new Set([...rest.latest(rest.parents).values()].map(({ cumQty }) => cumQty as number));
    expect([cums.has(0), cums.has(100)]).toEqual([true, true]);
  });

  test('the router is not told: it decides as it would have, until it has seen', () => {
    const us2026 = agents();
    const of = { ...us2026, closeAt: (us2026.openAt + 10 * SECOND) as Nanos };
    const commands = [1, 2].map((i) => order(of.openAt + i * SECOND, { symbol: 'ALTO', clOrdID: `t${i}`, strategy: 'smart' }));
    const decided = (faults: readonly Command[]) =>
      run({ config: of }, [...faults, ...commands], of.openAt + 3 * SECOND).record.decisions;
    const lit = of.venues.filter(({ kind }) => kind === 'lit');
    const struck = decided(lit.map(({ mic }, i) => inject(of.openAt + SECOND - 1, toxic(mic, 1), `f${i}`)));
    const calm = decided([]);
    expect(struck[0]).toEqual(calm[0]);
    expect(struck).not.toEqual(calm);
  });
});

test.each(['zero-intelligence', 'santa-fe'])('%s has no efficient price: someone is faster, and nothing follows', (name) => {
  const of = { ...loadScenario(name), seed: 3 };
  const T = (of.openAt + 5 * SECOND) as Nanos;
  const { mic } = of.venues[0]!;
  const buy = (chance: number) => {
    const record = new Record();
    const engine = new Engine({ config: { ...of, regime: { ...of.regime, orderProtection: false } }, sink: record });
    engine.submit(inject(T, toxic(mic, chance)));
    const price = engine.displayed(0, 0, 'buy')[0]!.px / 10_000;
    const { symbol } = of.symbols[0]!;
    engine.submit(limit(T + 1, price, { symbol, strategy: 'single_venue', exDestination: mic, orderQty: qty(1) }));
    engine.advanceTo((T + SECOND) as Nanos);
    return record.parents.at(-1)!.cumQty as number;
  };
  expect([buy(0), buy(1)]).toEqual([1, 0]);
});
