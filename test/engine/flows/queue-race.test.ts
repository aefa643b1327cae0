import { expect, test } from 'vitest';
import { Stream } from '../../../electron/engine/random.ts';
import { QueueRace, upProbability } from '../../support/queue-race.ts';

/** TV-4.1: bids, asks, chance that the price goes up; given to six places. */
const VECTORS = [
  [1, 1, 0.5],
  [2, 1, 0.697653],
  [3, 1, 0.790611],
  [5, 1, 0.872874],
  [3, 2, 0.623286],
  [1, 3, 0.209389],
  [5, 5, 0.5],
  [10, 2, 0.873971],
] as const;

const RACES = 10_000;

test.each(VECTORS)('TV-4.1: %i bids against %i offers go up by the integral with chance %f', (bids, asks, chance) => {
  expect(Math.abs(upProbability(bids, asks) - chance)).toBeLessThan(1e-6);
});

test.each(VECTORS)('TV-4.1: %i bids against %i offers go up on a real book with chance %f', (bids, asks) => {
  const race = new QueueRace(new Stream(11, `race/${bids}/${asks}`));
  let up = 0;
  for (let i = 0; i < RACES; i++) if (race.run(bids, asks)) up += 1;
  const chance = upProbability(bids, asks);
  expect(Math.abs(up / RACES - chance)).toBeLessThan(3 * Math.sqrt((chance * (1 - chance)) / RACES));
});

test('one side’s gain is the other’s loss, also for long queues', () => {
  for (const [bids, asks] of [
    [40, 7],
    [100, 99],
    [200, 1],
  ] as const)
    expect(upProbability(bids, asks) + upProbability(asks, bids)).toBeCloseTo(1, 8);
});

test('a race needs a queue on each side', () => {
  expect(() => upProbability(0, 1)).toThrow(RangeError);
  expect(() => upProbability(1, 1.5)).toThrow(RangeError);
});
