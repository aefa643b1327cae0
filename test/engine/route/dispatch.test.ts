import { describe, expect, test } from 'vitest';
import type { SimulationConfig } from '../../../shared/config/session.ts';
import type { Dispatch } from '../../../shared/routing.ts';
import { micros, millis, qty } from '../../../shared/units.ts';
import { limit, type Ran, run, still } from '../../support/run.ts';

const table = still({ flow: { ...still().flow, makerLevels: 1 } });
const calm: SimulationConfig = { ...table, venues: table.venues.map((spec) => ({ ...spec, hftPresence: 0 })) };
const T = table.openAt + millis(10);

const swept = (dispatch: Dispatch, config = table): Ran =>
  run({ config }, [limit(T, 100.01, { orderQty: qty(4400), strategy: 'price_time', dispatch })], T + millis(20));

const filled = ({ record }: Ran) => record.parents.at(-1)!.cumQty;
/** By venue: how long after the decision the first of its shares matched. */
const matched = ({ record }: Ran) =>
  Object.fromEntries(
    record.children
      .filter(({ execType }) => execType === 'F')
      .map(({ lastMkt, transactTime }) => [lastMkt!, transactTime! - record.decisions[0]!.at])
      .reverse(),
  );

describe('arrivals made equal', () => {
  test('every leg is held back until the slowest way is as far, and all match at one moment', () => {
    const ran = swept('equalised', calm);
    const [decision] = ran.record.decisions;
    expect(Object.fromEntries(decision!.legs.map(({ mic, delay = 0 }) => [mic, delay]))).toEqual({
      NASDAQ: micros(75),
      NYSE: micros(50),
      BATS: 0,
      IEX: micros(25),
    });
    // Nobody waits for the speed bump, which holds up whoever would race us there for as long (TV-5.6a, first row).
    const { IEX, ...others } = matched(ran);
    expect(new Set(Object.values(others)).size).toBe(1);
    expect(IEX! - others.BATS!).toBe(micros(350));
  });

  test('without delay the fast ones match first', () => {
    const at = matched(swept('parallel', calm));
    expect(at.NASDAQ).toBeLessThan(at.IEX!);
    expect(at.NASDAQ).toBeLessThan(at.BATS!);
  });

  test('what has been learned of a way is used in place of what was declared', () => {
    const slow = { ...calm, venues: calm.venues.map((spec) => (spec.mic === 'NYSE' ? { ...spec, jitter: micros(300) } : spec)) };
    const ran = run(
      { config: slow },
      Array.from({ length: 9 }, (_, i) =>
        limit(T + millis(20 * i), 100.01, { orderQty: qty(4400), strategy: 'price_time', dispatch: 'equalised' }),
      ),
      T + millis(200),
    );
    const delays = ran.record.decisions
      .filter(({ round }) => round === 1)
      .map(({ legs }) => legs.find(({ mic }) => mic === 'NASDAQ')?.delay ?? 0);
    expect(delays[0]).toBe(micros(75));
    expect(delays.some((delay) => delay !== micros(75))).toBe(true);
  });
});

test('on a book that stands still and where nobody races, all three ways fill alike', () => {
  const fills = (['sequential', 'parallel', 'equalised'] as const).map((dispatch) => filled(swept(dispatch, calm)));
  expect(fills).toEqual([4400, 4400, 4400]);
});

test('where fast traders follow our prints, arrivals at once lose least, one leg after the other most', () => {
  // The textbook's table with an arbitrageur who follows each print at once, over sixty seeds.
  const racing = (seed: number): SimulationConfig => ({
    ...table,
    seed,
    flow: { ...table.flow, arbitrageurReaction: micros(1) },
    // BATS stands so far off that news of a print elsewhere is there before a leg that left with it.
    venues: table.venues.map((spec) => ({
      ...spec,
      hftPresence: spec.kind === 'lit' ? 0.5 : 0,
      feedLatency: micros(50),
      ...(spec.mic === 'BATS' && { entryLatency: micros(900) }),
    })),
  });
  const mean = (dispatch: Dispatch) => {
    let sum = 0;
    for (let seed = 1; seed <= 60; seed++) sum += filled(swept(dispatch, racing(seed)));
    return sum / 60 / 4400;
  };
  const [sequential, parallel, equalised] = [mean('sequential'), mean('parallel'), mean('equalised')];
  expect(equalised).toBeGreaterThan(parallel);
  expect(parallel).toBeGreaterThan(sequential);
  expect(equalised).toBe(1);
});
