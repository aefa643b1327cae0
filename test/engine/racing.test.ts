import { describe, expect, test } from 'vitest';
import { Engine } from '../../electron/engine/engine.ts';
import { micros, type Nanos, type Px, SECOND } from '../../shared/units.ts';
import { quiet } from '../support/agents.ts';
import { order, Record } from '../support/run.ts';

/**
 * Racing to our own prints (domain 5.6): the first leg prints at `first` at tau_a; someone with reaction rho is at `second` at
 * tau_a + rho + l_ab, and we lose there when we come later than that, by the chance of `hftPresence`.
 *
 * From Secaucus, gateway of 15 µs: we are at a Secaucus venue after 20 µs of fibre, at Carteret after 174, at Mahwah after 234. The
 * fast are at Carteret after 20 + rho + 91 by microwave, at Mahwah after 20 + rho + 125.
 */
interface Race {
  readonly first: string;
  readonly second: string;
  /** µs. */
  readonly reaction: number;
  readonly hftPresence: number;
}

const ORDERS = 40;
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** Sweeps the touch of two venues again and again; returns how often the leg at `second` found nothing, and how often at `first`. */
function lost({ first, second, reaction, hftPresence }: Race, seed: number): { readonly second: number; readonly first: number } {
  const base = quiet(
    {
      arbitrageurs: { count: 2, edgeTicks: 50, reaction: micros(reaction) },
      makers: { roomTicks: 0, skewTicks: 0, impactTicks: 0 },
    },
    { seed },
  );
  const venues = base.venues.filter(({ mic }) => mic === first || mic === second).map((spec) => ({ ...spec, hftPresence }));
  const config = { ...base, venues, actors: { ...base.actors, hidden: { ...base.actors.hidden, venues: {} } } };
  const record = new Record();
  const engine = new Engine({ config, sink: record });
  for (let i = 1; i <= ORDERS; i++) {
    const at = (config.openAt + i * 3 * SECOND) as Nanos;
    engine.advanceTo(at);
    const touch = venues.map((_, v) => engine.displayed(v, 0, 'buy')[0]!);
    expect(new Set(touch.map(({ px }) => px)).size, 'both show the same price').toBe(1);
    engine.submit(
      order(at, {
        symbol: 'ALTO',
        ordType: 'limit',
        price: touch[0]!.px as Px,
        orderQty: touch.reduce((sum, { qty }) => sum + qty, 0) as never,
      }),
    );
  }
  engine.advanceTo((config.openAt + (ORDERS + 1) * 3 * SECOND) as Nanos);
  const sent = [...record.latest(record.children).values()];
  const empty = (mic: string) => {
    const there = sent.filter(({ exDestination }) => exDestination === mic);
    const firstOfEach = new Map(there.toReversed().map((child) => [child.parentID, child]));
    expect(firstOfEach.size).toBe(ORDERS);
    return [...firstOfEach.values()].filter(({ cumQty }) => cumQty === 0).length / ORDERS;
  };
  return { second: empty(second), first: empty(first) };
}

function lostOver(race: Race): { readonly second: number; readonly first: number } {
  const runs = SEEDS.map((seed) => lost(race, seed));
  const mean = (which: 'first' | 'second') => runs.reduce((sum, run) => sum + run[which], 0) / runs.length;
  return { second: mean('second'), first: mean('first') };
}

describe('a leg that arrives later than the print of the first, a reaction and the way', () => {
  const n = ORDERS * SEEDS.length;

  test.each([0.15, 0.4, 0.8])('loses to someone faster with hftPresence %f', (hftPresence) => {
    // At Mahwah after 234 µs, the fast after 20 + 60 + 125 = 205.
    const { first, second } = lostOver({ first: 'BATS', second: 'XNYS', reaction: 60, hftPresence });
    expect(Math.abs(second - hftPresence)).toBeLessThan(3 * Math.sqrt((hftPresence * (1 - hftPresence)) / n));
    expect(first).toBe(0);
  });

  test('always, where the fast are everywhere, and never where there are none', () => {
    const race = { first: 'BATS', second: 'XNYS', reaction: 60 };
    expect(lostOver({ ...race, hftPresence: 1 }).second).toBe(1);
    expect(lostOver({ ...race, hftPresence: 0 }).second).toBe(0);
  });
});

test.each([
  ['a reaction of 95 µs is too slow by 6 for Mahwah', { first: 'BATS', second: 'XNYS', reaction: 95 }],
  ['a reaction of 70 µs is too slow by 7 for Carteret', { first: 'BATS', second: 'XNAS', reaction: 70 }],
  ['legs to one building arrive together', { first: 'BATS', second: 'EDGX', reaction: 20 }],
])('a leg that arrives in time loses nothing: %s', (_, race) => {
  expect(lostOver({ ...race, hftPresence: 1 })).toEqual({ first: 0, second: 0 });
});
