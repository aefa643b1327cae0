import { readFileSync } from 'node:fs';
import { marketKind, type SessionConfig, sessionConfig } from '../../shared/config/session.ts';
import type { Choice } from '../../shared/wire/contract.ts';
import { allIssues, firstIssue } from '../../shared/wire/message.ts';
import us2026Knowledge from '../engine/knowledge/us2026.json' with { type: 'json' };
import santaFe from '../engine/scenarios/santa-fe.json' with { type: 'json' };
import textbook from '../engine/scenarios/textbook.json' with { type: 'json' };
import us2026 from '../engine/scenarios/us2026.json' with { type: 'json' };
import zeroIntelligence from '../engine/scenarios/zero-intelligence.json' with { type: 'json' };

/** A scenario that cannot be used: the message names the file, the line or field, and the rule. */
export class ScenarioError extends Error {
  readonly field: string;

  constructor(file: string, field: string, text: string) {
    super(`${file}: ${text}`);
    this.name = 'ScenarioError';
    this.field = field;
  }
}

const BUILT_IN: Readonly<Record<string, unknown>> = {
  textbook,
  // What its router begins with is written by `fairway train`.
  us2026: { ...us2026, knowledge: us2026Knowledge },
  'zero-intelligence': zeroIntelligence,
  'santa-fe': santaFe,
};

export function scenarioNames(): readonly string[] {
  return Object.keys(BUILT_IN);
}

/** A built-in scenario by its name, or the one in a JSON file. Throws `ScenarioError`. */
export function loadScenario(nameOrFile: string): SessionConfig {
  return parseScenario(readScenario(nameOrFile), nameOrFile);
}

/** Every rule that a scenario breaks, as `field: rule`; none when it can be used. Throws `ScenarioError` when there is no JSON to read. */
export function scenarioProblems(nameOrFile: string): readonly string[] {
  const parsed = sessionConfig.safeParse(readScenario(nameOrFile));
  return parsed.success ? [] : allIssues(parsed.error, 'scenario').map(({ text }) => text);
}

function readScenario(nameOrFile: string): unknown {
  if (Object.hasOwn(BUILT_IN, nameOrFile)) return BUILT_IN[nameOrFile];
  if (!/[./\\]/.test(nameOrFile))
    throw new ScenarioError(nameOrFile, 'scenario', `is neither a built-in scenario (${scenarioNames().join(', ')}) nor a file`);
  return readJson(nameOrFile);
}

/** What a JSON file holds. Throws `ScenarioError` naming the line that is not JSON. */
export function readJson(file: string): unknown {
  return parseJson(read(file), file);
}

/** What `session.start` can always open. */
export function builtInChoices(): readonly Choice[] {
  return scenarioNames().map((scenario) => {
    const config = loadScenario(scenario);
    return { scenario, title: config.title, market: marketKind(config) };
  });
}

export function parseScenario(value: unknown, file: string): SessionConfig {
  const parsed = sessionConfig.safeParse(value);
  if (parsed.success) return parsed.data;
  const { field, text } = firstIssue(parsed.error, 'scenario');
  throw new ScenarioError(file, field ?? 'scenario', text);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new ScenarioError(file, 'scenario', code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`);
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const line = badLine(text, message);
    // V8 goes on to quote the text around the place, over several lines.
    throw new ScenarioError(file, `line ${line}`, `line ${line}: is not JSON: ${message.split(/, (?:\.\.\.)?"/)[0]}`);
  }
}

/**
 * Line from 1 of a JSON syntax error. V8 names a position in some messages only, so the line is found as the first
 * whose end no longer reads as a text that merely stops too soon.
 */
function badLine(text: string, message: string): number {
  const named = /\(line (\d+) /.exec(message);
  if (named) return Number(named[1]);
  const lines = text.split('\n');
  let low = 1;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stopsTooSoon(lines.slice(0, middle).join('\n'))) low = middle + 1;
    else high = middle;
  }
  return low;
}

function stopsTooSoon(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as Error;
    const position = /at position (\d+)/.exec(message);
    return message.startsWith('Unexpected end') || (position !== null && Number(position[1]) >= text.length);
  }
}
