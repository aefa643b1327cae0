import type { ModelScore } from '../../../../shared/config/models.ts';
import { decimal, fractionText, percentText, qtyText } from '../../../../shared/format.ts';
import type { ForecastName, LearningModel, LearningReport } from '../../../../shared/wire/learning.ts';
import { seedsText } from '../../realism/words.ts';

/** A forecast in plain words, and what exactly it is of. */
export const FORECAST_WORDS: Readonly<Record<ForecastName, readonly [name: string, of: string]>> = {
  take: ['A displayed share fills', 'the part of a leg that takes what a venue displays that fills'],
  ping: ['A pinged share fills', 'the part of a midpoint ping that fills'],
  fade: ['A displayed share is gone', 'the part of the shares shown at a venue that is gone when our leg arrives'],
  fill1s: ['A resting share fills in 1 s', 'the part of a resting leg that has filled a second after it came'],
  fill5s: ['A resting share fills in 5 s', 'the part of a resting leg that has filled five seconds after it came'],
  move100ms: ['The next move is up, 100 ms', 'whether the midpoint moves up next, given that it moves within 100 ms'],
  move1s: ['The next move is up, 1 s', 'whether the midpoint moves up next, given that it moves within a second'],
};

const KIND_WORDS: Readonly<Record<LearningModel['kind'], readonly [name: string, note: string]>> = {
  beta: ['belief', 'a Beta belief of each venue that learns from every outcome and forgets'],
  logistic: ['regression', 'a logistic regression that goes on learning in the session'],
  trees: ['trees', 'boosted trees that stand as they were trained'],
};

const GATE_WORDS = {
  skill: 'skill below 5 %',
  slope: 'slope not .9 to 1.1',
  ece: 'calibration error above .03',
} as const;

export function keyOf({ name, kind }: LearningModel): string {
  return `${name}/${kind}`;
}

export function kindWords(kind: LearningModel['kind']): readonly [name: string, note: string] {
  return KIND_WORDS[kind];
}

/** Whether a model is asked, in a word with its shape, and why or why not. */
export function useOf({ kind, used, held }: LearningModel): {
  readonly mark: 'good' | 'bad' | 'none';
  readonly word: string;
  readonly why: string;
} {
  if (kind === 'beta') return { mark: 'good', word: 'used', why: 'a belief is always asked' };
  const failed = (held?.failed ?? []).map((gate) => GATE_WORDS[gate]);
  if (used) return { mark: 'good', word: 'used', why: 'passes every gate, and was the better kind on the tuning seeds' };
  if (failed.length > 0) return { mark: 'bad', word: 'fails', why: `not asked: ${failed.join(', ')} on the held-out test` };
  return {
    mark: 'none',
    word: 'not used',
    why: 'passes every gate; the other kind was better on the tuning seeds, or failed there',
  };
}

/** The figures of a score in the order of the columns; `baseBrier`: of always saying the base rate, where it was measured. */
export function figures(score: ModelScore, baseBrier = score.baseRate * (1 - score.baseRate)): readonly string[] {
  return [
    qtyText(score.n),
    fractionText(score.brier, 4),
    fractionText(baseBrier, 4),
    percentText(score.skill, 1, { sign: true }),
    fractionText(score.auc, 2),
    fractionText(score.ece, 3),
    fractionText(score.slope, 2),
  ];
}

export const COLUMNS: readonly (readonly [name: string, note: string])[] = [
  ['n', 'Outcomes'],
  ['Brier', 'Mean squared error of the forecast; less is better'],
  ['Base', 'Brier score of always saying the base rate'],
  ['Skill', "Part of the base rate's Brier score that is taken away"],
  ['AUC', 'Chance that of two outcomes the one that came about had the higher forecast; .50 is guessing'],
  ['ECE', 'Calibration error: mean distance of what was predicted from what came about'],
  ['Slope', '1 where forecasts are as bold as they should be; below 1 they are too bold'],
];

/** What the test knew of a model beside its score, in a sentence; nothing for a belief. */
export function testText({ held }: LearningModel): string {
  if (!held) return 'A belief has no held-out test: it learns from every outcome of the session, and forgets.';
  const { samples, shuffledAuc, informed } = held;
  const trained = `Trained on ${qtyText(samples.train)} outcomes, chosen on ${qtyText(samples.tune)}, tested on ${qtyText(samples.test)}`;
  const shuffled = shuffledAuc === undefined ? '' : `; on outcomes dealt out anew its AUC is ${fractionText(shuffledAuc, 2)}`;
  const most = informed ? `; who sees what only the simulator does has a Brier score of ${fractionText(informed.brier, 4)}` : '';
  return `${trained}${shuffled}${most}.`;
}

/** The seeds behind what a session began with. */
export function trainedText({ trainedOn }: LearningReport): string {
  return trainedOn.length > 0 ? `seeds ${seedsText(trainedOn)}` : 'no seeds';
}

/** Outcomes of all models: each forecast of each kind has its own. */
export function outcomes({ models }: LearningReport): number {
  return models.reduce((sum, { n }) => sum + n, 0);
}

/** `+0.12 ±0.05`. */
export function markoutText(bps: number | undefined, halfWidth: number | undefined): string {
  const doubt = bps === undefined || halfWidth === undefined ? '' : ` ±${decimal(halfWidth, 2)}`;
  return `${decimal(bps, 2, { sign: true, absent: 'none yet' })}${doubt}`;
}
