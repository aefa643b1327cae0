import { describe, expect, test } from 'vitest';
import { DETECTION, detectionChance, leakDrift } from '../../../electron/engine/route/leak.ts';

describe('being read as intent', () => {
  test('nothing sent tells nothing; what is certain to tell, tells', () => {
    expect(detectionChance([])).toBe(0);
    expect(detectionChance([0.2, 1, 0])).toBe(1);
  });

  test.each([
    ['one venue', 1, 0.2],
    ['three venues', 3, 0.488],
    ['a broadcast to five', 5, 0.67232],
  ])('TV-5.7: %s', (_, venues, chance) => {
    expect(detectionChance(new Array(venues).fill(DETECTION.litTake))).toBeCloseTo(chance, 12);
  });

  test('children of different kinds', () => {
    expect(detectionChance([DETECTION.litTake, DETECTION.darkPing])).toBeCloseTo(0.24, 12);
  });

  test('the drift grows with the root of what is left over what is shown', () => {
    expect(leakDrift(0.5, 4000, 1000)).toBe(1);
    expect(leakDrift(0.5, 0, 1000)).toBe(0);
    expect(leakDrift(0.5, -5, 1000)).toBe(0);
    expect(leakDrift(1, 9, 0)).toBe(3);
  });
});
