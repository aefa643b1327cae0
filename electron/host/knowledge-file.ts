import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { type KnowledgeFile, knowledge } from '../../shared/config/knowledge.ts';
import type { SessionConfig } from '../../shared/config/session.ts';
import { firstIssue } from '../../shared/wire/message.ts';
import { readJson } from './scenario.ts';
import { UsageError } from './usage.ts';

/** A knowledge file that cannot be used: the message names the file, the field and the rule. */
export class KnowledgeFileError extends Error {
  override readonly name = 'KnowledgeFileError';
}

/** Digits that a number of a file keeps: more than any of them is known to. */
const DIGITS = 9;

/** What a router knows, as `fairway train` or a session left it. Throws KnowledgeFileError, or ScenarioError where there is no JSON to read. */
export function readKnowledge(file: string): KnowledgeFile {
  const parsed = knowledge.safeParse(readJson(file));
  if (parsed.success) return parsed.data;
  throw new KnowledgeFileError(`${file}: ${firstIssue(parsed.error, 'knowledge').text}`);
}

/** How a session is to know more or less than its scenario says. */
export interface Knowing {
  /** A file in place of the scenario's own, or `none` for bare priors. */
  readonly knowledge?: string | undefined;
  /** Learns nothing more. */
  readonly freeze?: boolean;
  /** Told what of the file is left out, in words. */
  readonly onLeftOut?: (text: string) => void;
}

/**
 * A session's config with what its router is to know. Of a file, what is said of other venues than the session's is left out, and models
 * that were made for others. Throws KnowledgeFileError where the file knows none of them.
 */
export function knowing(config: SessionConfig, { knowledge: file, freeze = false, onLeftOut }: Knowing): SessionConfig {
  const { knowledge: own, ...bare } = config;
  const known = file === undefined ? own : file === 'none' ? undefined : fitted(readKnowledge(file), config, file, onLeftOut);
  if (!freeze) return known ? ({ ...bare, knowledge: known } as SessionConfig) : (bare as SessionConfig);
  return { ...bare, knowledge: { ...(known ?? PRIORS), frozen: true } } as SessionConfig;
}

/** Nothing but what the scenario says of its venues, for good. */
export const PRIORS: KnowledgeFile = { version: 1, title: 'bare priors', frozen: true, trainedOn: [], venues: {} };

function fitted(
  file: KnowledgeFile,
  { name, venues }: SessionConfig,
  path: string,
  onLeftOut?: Knowing['onLeftOut'],
): KnowledgeFile {
  const { models, ...rest } = file;
  const known = Object.entries(file.venues).filter(([mic]) => venues.some((venue) => venue.mic === mic));
  if (known.length === 0 && Object.keys(file.venues).length > 0)
    throw new KnowledgeFileError(`${path}: venues: knows none of the venues of ${name}`);
  const fitting = Object.fromEntries(known);
  const lit = venues.filter(({ kind }) => kind === 'lit').map(({ mic }) => mic);
  const fits = models && models.lit.length === lit.length && models.lit.every((mic, i) => mic === lit[i]);
  const strange = Object.keys(file.venues).filter((mic) => !Object.hasOwn(fitting, mic));
  const leftOut = [
    ...(strange.length > 0 ? [`${strange.join(', ')}: no ${strange.length === 1 ? 'venue' : 'venues'} of ${name}`] : []),
    ...(models && !fits ? ['its models, which are of other lit venues'] : []),
  ];
  if (leftOut.length > 0) onLeftOut?.(`${path}: left out: ${leftOut.join('; ')}`);
  return { ...rest, venues: fitting, ...(fits && { models }) };
}

/** Writes a JSON file to be read; see `writeWhole`. */
export function writeJson(file: string, value: unknown): void {
  writeWhole(file, `${jsonText(value)}\n`);
}

/** Writes a file so that a reader finds the old one or the new one, never a part of it. Throws UsageError where it cannot be written. */
export function writeWhole(file: string, text: string): void {
  written(file, () => {
    const aside = `${file}.part`;
    writeFileSync(aside, text);
    renameSync(aside, file);
  });
}

/** Whether `writeWhole` can write there, by a file beside it that is gone again. Throws UsageError as it does. */
export function tryWriting(file: string): void {
  written(file, () => {
    const aside = `${file}.try-${process.pid}`;
    writeFileSync(aside, '');
    rmSync(aside);
  });
}

function written(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new UsageError(`${file}: cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** JSON to be read: numbers to nine digits, lists of numbers on one line. */
export function jsonText(value: unknown): string {
  const short = (_: string, one: unknown) =>
    typeof one === 'number' && !Number.isInteger(one) ? Number(one.toPrecision(DIGITS)) : one;
  return JSON.stringify(value, short, 2).replace(
    /\[\s+(-?\d[^[\]{}"]*?)\s+\]/g,
    (_, list: string) => `[${list.replace(/\s+/g, ' ')}]`,
  );
}
