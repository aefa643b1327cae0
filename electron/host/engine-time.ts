import { DAY, type Nanos } from '../../shared/units.ts';
import { z } from '../../shared/wire/zod.ts';
import { parseTimeOfDay } from './time-of-day.ts';

/** An engine time in a file: HH:MM, or HH:MM:SS with up to nine decimals, or whole nanoseconds since midnight. */
export const engineTime = z.union([z.string(), z.number()]).transform((value, context): Nanos => {
  const time = typeof value === 'string' ? parseTimeOfDay(value) : value;
  if (time !== undefined && Number.isSafeInteger(time) && time >= 0 && time < DAY) return time as Nanos;
  context.addIssue({
    code: 'custom',
    message: `${JSON.stringify(value)} is not HH:MM:SS with up to 9 decimals, nor HH:MM, nor whole nanoseconds since midnight`,
  });
  return z.NEVER;
});
