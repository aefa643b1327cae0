import { describe, expect, test } from 'vitest';
import { scoreOf } from '../../../electron/engine/learn/metrics.ts';
import { type OnlineModel, Prequential } from '../../../electron/engine/learn/prequential.ts';
import { sigmoid } from '../../../electron/engine/learn/sigmoid.ts';
import { Stream } from '../../../electron/engine/random.ts';

/** Knows by heart the outcome of every sample that it has learned, and nothing else. */
class Parrot implements OnlineModel {
  private readonly heard = new Map<number, number>();
  predict(x: ArrayLike<number>): number {
    return this.heard.get(x[0]!) ?? 0.5;
  }
  update(x: ArrayLike<number>, outcome: number): void {
    this.heard.set(x[0]!, outcome);
  }
}

describe('evaluation by the samples that are learned', () => {
  test('says nothing before the first sample, and refuses what is no probability', () => {
    const evaluation = new Prequential();
    expect(evaluation.score()).toBeUndefined();
    expect(evaluation.curve()).toEqual([]);
    expect(() => evaluation.note(Number.NaN, 1)).toThrow('prediction: NaN');
    expect(() => evaluation.note(0.5, -1)).toThrow('outcome: -1');
    expect(evaluation.score()).toBeUndefined();
  });

  test('predicts before the model learns: what is known only by heart is not known', () => {
    const evaluation = new Prequential();
    const parrot = new Parrot();
    const stream = new Stream(1, 'coin');
    for (let i = 0; i < 1000; i++) expect(evaluation.step(parrot, [i], stream.chance(0.5) ? 1 : 0)).toBe(0.5);
    expect(evaluation.score()).toMatchObject({ n: 1000, brier: 0.25, auc: 0.5 });
  });

  test('then the model does learn, and the same samples again are known', () => {
    const evaluation = new Prequential();
    const parrot = new Parrot();
    for (const round of [0, 1]) for (let i = 0; i < 10; i++) expect(evaluation.step(parrot, [i], i % 2)).toBe(round ? i % 2 : 0.5);
    expect(evaluation.score()).toMatchObject({ n: 20, brier: 0.125 });
  });

  test('scores a stream as all of it at once would be, the AUC to a thousandth', () => {
    for (const [mean, spread] of [
      [0, 2],
      [-5, 0.3],
      [0, 0.05],
    ] as const) {
      const stream = new Stream(2, `stream ${mean}`);
      const evaluation = new Prequential();
      const p: number[] = [];
      const y: number[] = [];
      for (let i = 0; i < 20_000; i++) {
        p.push(sigmoid(mean + spread * stream.normal()));
        y.push(stream.chance(p[i]!) ? 1 : 0);
        evaluation.note(p[i]!, y[i]!);
      }
      const all = scoreOf(p, y);
      const streamed = evaluation.score()!;
      for (const key of ['n', 'baseRate', 'brier', 'skill', 'logLoss', 'ece', 'slope'] as const) {
        expect(streamed[key]).toBeCloseTo(all[key]!, 10);
      }
      expect(Math.abs(streamed.auc! - all.auc!)).toBeLessThan(0.001);
    }
  });

  test('certainties count like any other prediction', () => {
    const evaluation = new Prequential();
    for (const [p, outcome] of [
      [0, 0],
      [1, 1],
      [1, 0],
      [0.5, 1],
    ] as const)
      evaluation.note(p, outcome);
    expect(evaluation.score()!.auc).toBe((1 + 0.5 + 1 + 0) / 4);
  });

  test('TV-ml, one by one', () => {
    const evaluation = new Prequential();
    [0.9, 0.2, 0.6, 0.4].forEach((p, i) => {
      evaluation.note(p, [1, 0, 0, 1][i]!);
    });
    expect(evaluation.score()).toMatchObject({
      brier: expect.closeTo(0.1925, 12),
      logLoss: expect.closeTo(0.54027138, 8),
      auc: 0.75,
    });
  });

  test('goes on from what was saved', () => {
    const [one, other] = [new Prequential(), new Prequential()];
    const stream = new Stream(3, 'saved');
    for (let i = 0; i < 500; i++) one.note(stream.uniform(), stream.uniform());
    const saved = one.save();
    const copy = structuredClone(saved);
    other.restore(copy);
    one.note(0.3, 1);
    other.note(0.3, 1);
    expect(other.score()).toEqual(one.score());
    expect(other.curve()).toEqual(one.curve());
    expect(saved.sums).toEqual(copy.sums);
  });
});
