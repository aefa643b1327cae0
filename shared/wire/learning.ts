import type { CalibrationPoint, ModelFile, ModelHeld, ModelScore } from '../config/models.ts';

/**
 * How good the forecasts of a session have been, each judged before its outcome was learned from (prequential), as the desk, the CLI and a
 * test read it. `take` and `ping` are what is believed of the venues, which every session has; the others are trained models.
 */
export interface LearningReport {
  /** Where it was learned, as the knowledge file says; absent where the session began with bare priors. */
  readonly title?: string;
  /** Nothing is learned any more. */
  readonly frozen: boolean;
  /** Seeds that were learned from. */
  readonly trainedOn: readonly number[];
  readonly models: readonly LearningModel[];
}

export type ForecastName = 'take' | 'ping' | ModelFile['target'];

export interface LearningModel {
  readonly name: ForecastName;
  /** A belief, a regression that goes on learning, or trees that stand as they were trained. */
  readonly kind: 'beta' | 'logistic' | 'trees';
  /** Asked by the strategies that ask at all. */
  readonly used: boolean;
  /** Outcomes of this session so far; with none there is neither score nor curve. */
  readonly n: number;
  readonly score?: ModelScore;
  /** Calibration plot of this session. */
  readonly curve: readonly CalibrationPoint[];
  /** On the seeds that were held out for its test, and what to set it beside; absent for a belief. */
  readonly held?: ModelHeld & ModelFile['report'];
}
