import { MILLISECOND, MINUTE } from '../units.ts';
import type { RouterConfig } from './session.ts';

/** A number of the router's cost model that `fairway tune` and the desk can search. */
export interface Parameter {
  /** Its group and name within a scenario's `router`. */
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** First step: what is added, or, of a scale that is gone through by factors, what is multiplied by. */
  readonly step: number;
  readonly byFactor: boolean;
  readonly whole: boolean;
}

type Own = 'darkPingQty' | 'darkFillPrior' | 'adverseTicks';
type Tuned = {
  [Key in keyof RouterConfig['tuning']]: RouterConfig['tuning'][Key] extends number ? Key : never;
}[keyof RouterConfig['tuning']];
type Terms = Omit<Parameter, 'name' | 'byFactor' | 'whole'> & Partial<Pick<Parameter, 'byFactor' | 'whole'>>;

/** Below what a scenario may hold: a search shall not end up where the model means nothing. */
const TUNING: Readonly<Record<Tuned, Terms>> = {
  detectTake: { min: 0, max: 1, step: 0.1 },
  detectPost: { min: 0, max: 1, step: 0.05 },
  detectPing: { min: 0, max: 1, step: 0.025 },
  detectMid: { min: 0, max: 1, step: 0.02 },
  leakTicks: { min: 0, max: 10, step: 0.25 },
  impact: { min: 0, max: 1000, step: 1 },
  driftTicks: { min: 0, max: 100, step: 0.5 },
  hiddenPrior: { min: 0, max: 1, step: 0.05 },
  forget: { min: 0.9, max: 0.9999, step: 0.005 },
  spray: { min: 0, max: 1, step: 0.2 },
  reaction: { min: 0, max: 1_000_000, step: 20_000 },
  pingMinQty: { min: 1, max: 10_000, step: 4, byFactor: true, whole: true },
  conditionalMinQty: { min: 0, max: 100_000, step: 500, whole: true },
  underfill: { min: 0, max: 100_000, step: 2500, whole: true },
  overfill: { min: 0, max: 100_000, step: 2500, whole: true },
  patience: { min: 100 * MILLISECOND, max: MINUTE, step: 2, byFactor: true, whole: true },
  oversize: { min: 0, max: 20, step: 0.5 },
};

const OWN: Readonly<Record<Own, Terms>> = {
  darkPingQty: { min: 1, max: 100_000, step: 2, byFactor: true, whole: true },
  darkFillPrior: { min: 0, max: 1, step: 0.1 },
  adverseTicks: { min: 0, max: 5, step: 0.25 },
};

/** All that can be searched, in the order in which it is. */
export const PARAMETERS: readonly Parameter[] = [
  ...Object.entries(TUNING).map(([name, terms]) => ({ name: `tuning.${name}`, byFactor: false, whole: false, ...terms })),
  ...Object.entries(OWN).map(([name, terms]) => ({ name: `router.${name}`, byFactor: false, whole: false, ...terms })),
];
