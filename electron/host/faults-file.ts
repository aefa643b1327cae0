import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { fault, faultProblem } from '../../shared/config/fault.ts';
import type { SessionConfig } from '../../shared/config/session.ts';
import type { InjectFault } from '../../shared/events.ts';
import { timeText } from '../../shared/format.ts';
import { CL_ORD_ID, CL_ORD_ID_RULE } from '../../shared/limits.ts';
import { MICROSECOND, MILLISECOND, MINUTE, SECOND } from '../../shared/units.ts';
import { firstIssue } from '../../shared/wire/message.ts';
import { rule, z } from '../../shared/wire/zod.ts';
import { engineTime } from './engine-time.ts';

/** A faults file that cannot be used: the message names the file, the fault or line, the field and the rule. */
export class FaultsFileError extends Error {
  override readonly name = 'FaultsFileError';
}

/** One fault of a file: when, under what name (else `fault-N`, counted from 1), and what. */
const entry = z.strictObject({
  at: engineTime,
  faultID: z.string(rule('must be text')).regex(CL_ORD_ID, CL_ORD_ID_RULE).optional(),
  fault,
});

const UNITS: Readonly<Record<string, number>> = { ns: 1, us: MICROSECOND, µs: MICROSECOND, ms: MILLISECOND, s: SECOND, m: MINUTE };
const LENGTH = /^(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m)$/;
/** Fields of a fault that are numbers, and those of them that are lengths of time. */
const NUMBERS = new Set(['duration', 'delay', 'ticks', 'takerFee', 'makerFee', 'rate', 'orderQty', 'chance', 'messages']);
const LENGTHS = new Set(['duration', 'delay']);

/**
 * Reads the faults of a file as the commands that inject them, in order of time. A `.csv` has a header that names its columns: `at`, `kind`,
 * `faultID` and the fields of the faults, empty where a fault has no such field. All else is JSON: a list of `{at, fault, faultID}`.
 * `at` is a time of day or whole nanoseconds since midnight; `duration` and `delay` are whole nanoseconds or a number with its unit,
 * "250ms". Throws FaultsFileError for the first that breaks a rule.
 */
export function readFaults(file: string, config: SessionConfig): InjectFault[] {
  return parseFaults(read(file), file, config);
}

export function parseFaults(text: string, file: string, config: SessionConfig): InjectFault[] {
  const rows = /\.csv$/i.test(file) ? fromCsv(text, file) : fromJson(text, file);
  const names = new Set<string>();
  return rows
    .map(({ where, value }, i): InjectFault => {
      const fail = (why: string): never => {
        throw new FaultsFileError(`${file} ${where}: ${why}`);
      };
      const parsed = entry.safeParse(value);
      if (!parsed.success) return fail(firstIssue(parsed.error, 'fault').text);
      const { at, faultID = `fault-${i + 1}`, fault } = parsed.data;
      if (at < config.openAt) fail(`at: ${timeText(at)} is before the session opens at ${timeText(config.openAt)}`);
      if (names.size === names.add(faultID).size) fail(`faultID: ${faultID} is named twice`);
      const problem = faultProblem(config, fault);
      if (problem) fail(`${problem.field}: ${problem.text}`);
      return { type: 'InjectFault', at, faultID, fault };
    })
    .sort((a, b) => a.at - b.at);
}

interface Row {
  readonly where: string;
  readonly value: unknown;
}

function fromJson(text: string, file: string): Row[] {
  let list: unknown;
  try {
    list = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new FaultsFileError(`${file}: is not JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(list)) throw new FaultsFileError(`${file}: is not a list of faults`);
  return list.map((value: unknown, i) => ({ where: `fault ${i + 1}`, value: withLengths(value) }));
}

function withLengths(value: unknown): unknown {
  const { fault, ...rest } = (value ?? {}) as { fault?: Record<string, unknown> };
  if (typeof fault !== 'object' || fault === null) return value;
  return { ...rest, fault: Object.fromEntries(Object.entries(fault).map(([key, field]) => [key, length(key, field)])) };
}

function fromCsv(text: string, file: string): Row[] {
  let rows: { record: Record<string, string>; info: { lines: number } }[];
  try {
    rows = parse(text, { bom: true, columns: true, skip_empty_lines: true, trim: true, info: true });
  } catch (error) {
    throw new FaultsFileError(`${file}: ${(error as Error).message}`);
  }
  return rows.map(({ record, info }) => {
    const { at, faultID, ...fields } = record;
    const given = Object.entries(fields).filter(([, field]) => field !== '');
    return {
      where: `line ${info.lines}`,
      value: {
        ...(at !== '' && { at: /^\d+$/.test(at ?? '') ? Number(at) : at }),
        ...(faultID && { faultID }),
        fault: Object.fromEntries(given.map(([key, field]) => [key, NUMBERS.has(key) ? number(length(key, field)) : field])),
      },
    };
  });
}

function length(key: string, field: unknown): unknown {
  const match = LENGTHS.has(key) && typeof field === 'string' ? LENGTH.exec(field) : undefined;
  return match ? Math.round(Number(match[1]) * UNITS[match[2]!]!) : field;
}

function number(field: unknown): unknown {
  return typeof field === 'string' && /^-?\d+(\.\d+)?$/.test(field) ? Number(field) : field;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new FaultsFileError(code === 'ENOENT' ? `${file}: there is no such file` : `${file} cannot be read: ${message}`);
  }
}
