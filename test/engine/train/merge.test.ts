import { describe, expect, test } from 'vitest';
import { Knowledge } from '../../../electron/engine/route/knowledge.ts';
import { mergeKnowledge } from '../../../electron/engine/train/merge.ts';
import { type KnowledgeFile, knowledge } from '../../../shared/config/knowledge.ts';
import { LastLiquidityInd } from '../../../shared/fix.ts';
import { still } from '../../support/run.ts';

const config = still();

/** What a router knows after so many children that filled by `share`, and as many fills after which the mid moved by `bps`. */
function learned(children: number, share: number, bps: number, trainedOn: readonly number[]): KnowledgeFile {
  const known = new Knowledge(config);
  for (let i = 0; i < children; i++) {
    known.took(0, { hoped: 100, got: 100 * share, shown: 100, asked: 100 });
    known.pinged(5, 300, i % 2 ? 300 : 100, 100);
    known.markout(0, LastLiquidityInd.removed, bps + (i % 2 ? 0.5 : -0.5));
  }
  return known.file('one of them', trainedOn);
}

describe('what several routers learned apart', () => {
  test('none to merge is refused', () => {
    expect(() => mergeKnowledge([], 'none')).toThrow('none to merge');
  });

  test('alike they stay as they are, but for the counts that never forget', () => {
    const one = learned(400, 0.8, 1, [1]);
    const both = mergeKnowledge([one, { ...one, trainedOn: [2] }], 'both');
    const { NYSE } = both.venues;
    expect(NYSE!.take!.alpha).toBeCloseTo(one.venues.NYSE!.take!.alpha, 9);
    expect(NYSE!.fade!.mean).toBeCloseTo(0.2, 9);
    expect(NYSE!.taken!.fills).toBe(800);
    expect(NYSE!.taken!.mean).toBeCloseTo(one.venues.NYSE!.taken!.mean, 9);
    expect(both.venues.SIGMA_DARK!.tails!.atRisk[0]).toBe(2 * one.venues.SIGMA_DARK!.tails!.atRisk[0]!);
    expect(both.moves!.squares).toBeCloseTo(one.moves!.squares, 9);
    expect(both).toMatchObject({ title: 'both', trainedOn: [1, 2], frozen: false });
  });

  test('apart they meet in the middle, each by its weight, and what sets their means apart is part of the variance', () => {
    const [low, high] = [learned(400, 0.6, -2, [3]), learned(400, 1, 2, [1, 2])];
    const both = mergeKnowledge([low, high], 'both');
    const { take, fade, taken } = both.venues.NYSE!;
    expect(take!.alpha / (take!.alpha + take!.beta)).toBeCloseTo(0.8, 2);
    expect(take!.alpha + take!.beta).toBeCloseTo(low.venues.NYSE!.take!.alpha + low.venues.NYSE!.take!.beta, 9);
    expect(fade!.mean).toBeCloseTo(0.2, 2);
    expect(taken!.mean).toBeCloseTo(0, 2);
    expect(both.trainedOn).toEqual([1, 2, 3]);
    expect(both.moves!.squares).toBeGreaterThan(low.moves!.squares + 3 * low.moves!.weight);
  });

  test('a venue that only one of them knew is as that one knew it', () => {
    const one = learned(50, 0.8, 1, []);
    const { NYSE, ...others } = one.venues;
    expect(mergeKnowledge([{ ...one, venues: others }, one], 'both').venues.NYSE!.take).toEqual(NYSE!.take);
  });

  test('what comes of it is a knowledge file, and a router begins with it', () => {
    const file = mergeKnowledge([learned(100, 0.9, 0, [1]), learned(100, 0.7, 0, [2])], 'both');
    expect(knowledge.parse(JSON.parse(JSON.stringify(file)))).toEqual(file);
    const known = new Knowledge({ ...config, knowledge: file });
    expect(known.venues[0]!.take.mean).toBeCloseTo(
      file.venues.NYSE!.take!.alpha / (file.venues.NYSE!.take!.alpha + file.venues.NYSE!.take!.beta),
      12,
    );
    expect(known.file('both', [1, 2])).toEqual(file);
  });
});
