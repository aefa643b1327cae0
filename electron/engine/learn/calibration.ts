import { assertNever } from '../../../shared/assert.ts';
import { applyIsotonic, type Isotonic } from './isotonic.ts';
import { fields, number, numbers } from './parse.ts';
import type { Platt } from './platt.ts';
import { logit, sigmoid } from './sigmoid.ts';

/**
 * What makes a model's predictions mean what they say (domain 7a): plain data, fitted on samples that the model was not trained on. Platt
 * for few samples, isotonic where the curve is bent and there are thousands. None leaves predictions as they are.
 */
export type Calibration = { readonly kind: 'none' } | Platt | Isotonic;

/** A calibrated probability, 0 to 1. Throws RangeError on a prediction outside 0 to 1. */
export function calibrate(calibration: Calibration, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`prediction: ${p} is not 0 to 1`);
  switch (calibration.kind) {
    case 'none':
      return p;
    case 'platt':
      return sigmoid(calibration.slope * logit(p) + calibration.intercept);
    case 'isotonic':
      return applyIsotonic(calibration, p);
    default:
      return assertNever(calibration);
  }
}

/** A calibration from what a file holds. Throws RangeError naming the field that is wrong. */
export function loadCalibration(data: unknown): Calibration {
  const parsed = fields(data, 'calibration');
  switch (parsed.kind) {
    case 'none':
      return { kind: 'none' };
    case 'platt':
      return { kind: 'platt', slope: number(parsed.slope, 'slope'), intercept: number(parsed.intercept, 'intercept') };
    case 'isotonic': {
      const at = numbers(parsed.at, 'at', undefined, 0, 1);
      const values = numbers(parsed.values, 'values', at.length, 0, 1);
      if (at.length === 0) throw new RangeError('at: no points');
      for (let i = 1; i < at.length; i++) {
        if (at[i]! <= at[i - 1]!) throw new RangeError(`at[${i}]: ${at[i]} does not rise`);
        if (values[i]! < values[i - 1]!) throw new RangeError(`values[${i}]: ${values[i]} falls`);
      }
      return { kind: 'isotonic', at, values };
    }
    default:
      throw new RangeError(`kind: ${parsed.kind} is not none, platt or isotonic`);
  }
}
