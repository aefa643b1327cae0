import type { Target } from '../../../../shared/config/features.ts';
import type { ModelFile } from '../../../../shared/config/models.ts';
import { type Calibration, calibrate, loadCalibration } from '../../learn/calibration.ts';
import { type Logistic, type LogisticData, loadLogistic } from '../../learn/logistic.ts';
import { loadTrees, type Trees } from '../../learn/trees.ts';

/** Kinds of a model in the order in which they are told of. */
export const MODEL_KINDS = ['logistic', 'trees'] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

/**
 * One target's models at work: a logistic regression that goes on learning from what the session brings unless it is frozen, and
 * boosted trees that stand as they were trained. `use` says which of them the strategies ask.
 */
export class Model {
  readonly target: Target;
  readonly use: ModelKind | undefined;
  readonly move: ModelFile['move'];
  private readonly file: ModelFile;
  private readonly logistic: Logistic;
  private readonly trees: Trees;
  private readonly calibrations: Readonly<Record<ModelKind, Calibration>>;

  /** Throws RangeError naming the field of a model that cannot be used. */
  constructor(file: ModelFile, frozen: boolean) {
    this.file = file;
    this.target = file.target;
    this.use = file.use;
    this.move = file.move;
    this.logistic = loadLogistic(file.logistic.model);
    this.trees = loadTrees(file.trees.model);
    this.logistic.frozen = frozen;
    this.calibrations = {
      logistic: loadCalibration(file.logistic.calibration),
      trees: loadCalibration(file.trees.calibration),
    };
  }

  get width(): number {
    return this.logistic.features.length;
  }

  /** Probability by one kind, calibrated. */
  predict(kind: ModelKind, x: ArrayLike<number>): number {
    return calibrate(this.calibrations[kind], this[kind].predict(x));
  }

  /** The probability that the strategies go by; undefined where no model passed. */
  forecast(x: ArrayLike<number>): number | undefined {
    return this.use && this.predict(this.use, x);
  }

  learn(x: ArrayLike<number>, outcome: number): void {
    this.logistic.update(x, outcome);
  }

  /** As a file keeps it, with what was learned since. */
  toFile(): ModelFile {
    const model = structuredClone(this.logistic.save()) as ModelFile['logistic']['model'];
    return { ...this.file, logistic: { ...this.file.logistic, model: { ...model, frozen: false } } };
  }

  save(): LogisticData {
    return this.logistic.save();
  }

  restore(state: LogisticData): void {
    const { frozen } = this.logistic;
    this.logistic.restore(state);
    this.logistic.frozen = frozen;
  }
}
