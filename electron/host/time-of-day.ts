import { HOUR, MINUTE, type Nanos, SECOND } from '../../shared/units.ts';

const TIME = /^([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,9}))?$/;

/** `HH:MM:SS`, with up to nine decimals, to nanoseconds since midnight; undefined when it is not one. */
export function parseTime(text: string): Nanos | undefined {
  const match = TIME.exec(text);
  if (!match) return undefined;
  const [, hours, minutes, seconds, fraction = ''] = match;
  return (Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds) * SECOND + Number(fraction.padEnd(9, '0'))) as Nanos;
}

/** The same, or `HH:MM`: what people may write. */
export function parseTimeOfDay(text: string): Nanos | undefined {
  return parseTime(text.length === 5 ? `${text}:00` : text);
}
