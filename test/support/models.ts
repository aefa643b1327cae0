import { Logistic } from '../../electron/engine/learn/logistic.ts';
import { featuresOf, TARGETS, type Target } from '../../shared/config/features.ts';
import type { KnowledgeFile } from '../../shared/config/knowledge.ts';
import type { ModelFile, ModelsFile } from '../../shared/config/models.ts';
import type { SessionConfig } from '../../shared/config/session.ts';

const SCORE = { n: 10, baseRate: 0.5, brier: 0.2, skill: 0.2, logLoss: 0.5, auc: 0.8, ece: 0.01, slope: 1 };

/** Models that say the same of everything: a fade, a fill or a move up of `says`, by the regression or by the trees. */
export function models(
  config: SessionConfig,
  says: Partial<Record<Target, number>>,
  use: 'logistic' | 'trees' = 'trees',
): ModelsFile {
  const lit = config.venues.filter(({ kind }) => kind === 'lit').map(({ mic }) => mic);
  return {
    version: 1,
    lit,
    seeds: { train: '1-2', tune: '3', test: '4' },
    models: TARGETS.filter((target) => says[target] !== undefined).map((target): ModelFile => {
      const features = [...featuresOf(target, lit)];
      const p = says[target]!;
      const base = Math.log(p / (1 - p));
      const line = structuredClone(new Logistic(features).save()) as ModelFile['logistic']['model'];
      line.weights[0] = base;
      const held = { score: SCORE, curve: [], failed: [] };
      const calibration = { kind: 'none' } as const;
      return {
        target,
        use,
        logistic: { model: line, calibration, held },
        trees: { model: { kind: 'trees', features, depth: 1, base, trees: [] }, calibration, held },
        report: { samples: { train: 10, tune: 10, test: 10 }, base: SCORE },
        ...(target.startsWith('move') && { move: { share: 1, ticks: 1 } }),
      };
    }),
  };
}

/** Knowledge of these models and of nothing else. */
export function knowing(
  config: SessionConfig,
  says: Partial<Record<Target, number>>,
  change: Partial<KnowledgeFile> = {},
): KnowledgeFile {
  return { version: 1, title: 'a test', frozen: false, trainedOn: [], venues: {}, models: models(config, says), ...change };
}
