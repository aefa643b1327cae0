import type { CalibrationPoint, ModelScore } from '../../shared/config/models.ts';
import type { LearningModel, LearningReport } from '../../shared/wire/learning.ts';

export function score(change: Partial<ModelScore> = {}): ModelScore {
  return { n: 81, baseRate: 0.95, brier: 0.0299, skill: 0.085, logLoss: 0.11, auc: 0.75, ece: 0.014, slope: 1.02, ...change };
}

export const curve: readonly CalibrationPoint[] = [
  { n: 20, predicted: 0.12, observed: 0.1, interval: { low: 0.03, high: 0.3 } },
  { n: 61, predicted: 0.334, observed: 0.36, interval: { low: 0.25, high: 0.48 } },
];

const report: NonNullable<LearningModel['held']> = {
  score: score({ n: 33_275, brier: 0.044, skill: 0.1058 }),
  curve: [...curve],
  failed: [],
  samples: { train: 101_350, tune: 34_284, test: 33_275 },
  base: score({ n: 33_275, brier: 0.0493, skill: -0.0002, auc: 0.5 }),
  shuffledAuc: 0.5004,
  informed: score({ brier: 0.0421 }),
};

/** As a session says it: two beliefs, of which one has outcomes; trees that are asked, and a regression that fails a gate. */
export function learningReport(change: Partial<LearningReport> = {}): LearningReport {
  return {
    title: 'us2026 ALTO, learned, seeds 1-60',
    frozen: false,
    trainedOn: [1, 2, 3],
    models: [
      { name: 'take', kind: 'beta', used: true, n: 81, score: score(), curve },
      { name: 'ping', kind: 'beta', used: true, n: 0, curve: [] },
      { name: 'fade', kind: 'logistic', used: false, n: 0, curve: [], held: { ...report, failed: ['slope', 'ece'] } },
      { name: 'fade', kind: 'trees', used: true, n: 0, curve: [], held: report },
    ],
    ...change,
  };
}
