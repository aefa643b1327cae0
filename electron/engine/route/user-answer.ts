import { isBetter, sign } from '../../../shared/fix.ts';
import type { Level, Option, Ranking, RouteRequest } from './request.ts';
import { levelID, optionID, optionsOf, type PolicyFault, question, type UserPolicy } from './user-policy.ts';

/** A ranking of the request's own options, or why there is none. */
export type Asked = { readonly ranking: Ranking; readonly fault?: undefined } | { readonly fault: PolicyFault };

/** Asks the policy once. Its answer comes back as a ranking, or as the first rule that it broke. */
export function askUser(policy: UserPolicy, request: RouteRequest): Asked {
  const reply = policy(question(request));
  return reply.fault ? { fault: reply.fault } : readAnswer(request, reply.answer);
}

const LISTS = ['pings', 'levels', 'posts', 'conditionals'] as const;
const SWITCHES = ['together', 'stepwise', 'everywhere'] as const;
const FIELDS: readonly string[] = [...LISTS, ...SWITCHES, 'sizes', 'why'];
/** Characters of a reason that are kept. */
const MAX_WHY = 120;

/** A rule that an answer broke, on its way to `readAnswer`. */
class BadAnswer extends Error {
  readonly field: string;

  constructor(field: string, text: string) {
    super(text);
    this.field = field;
  }
}

/** An answer of plain data as a ranking of this request, or the first rule that it breaks and the field that breaks it. */
export function readAnswer(request: RouteRequest, answer: unknown): Asked {
  try {
    return { ranking: ranking(request, answer) };
  } catch (error) {
    if (!(error instanceof BadAnswer)) throw error;
    return { fault: { reason: 'answer', field: error.field, text: error.message } };
  }
}

function ranking(request: RouteRequest, answer: unknown): Ranking {
  const given = record('answer', answer);
  const unknown = Object.keys(given).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) throw new BadAnswer(`answer.${quoted(unknown)}`, `is not a field of an answer: ${FIELDS.join(', ')}`);
  const options = new Map(optionsOf(request).map((option) => [optionID(option), option]));
  const one = <Item>(kind: (typeof LISTS)[number], items: readonly Item[], idOf: (item: Item) => string) =>
    listed(`answer.${kind}`, given[kind], new Map(items.map((item) => [idOf(item), item])));
  const sizes = entries('answer.sizes', given.sizes, options).map(([option, value, field]) => {
    if (!Number.isSafeInteger(value) || (value as number) < 0)
      throw new BadAnswer(field, `must be a whole number of shares, 0 or more, not ${quoted(value)}`);
    return [option, value as number] as const;
  });
  const why = entries('answer.why', given.why, options).map(([option, value, field]) => {
    if (typeof value !== 'string') throw new BadAnswer(field, `must be text, not ${quoted(value)}`);
    return [option, { why: 'notPolicy', text: oneLine(value) }] as const;
  });
  const switches = SWITCHES.flatMap((name) => {
    const value = given[name];
    if (value === undefined) return [];
    if (typeof value !== 'boolean') throw new BadAnswer(`answer.${name}`, `must be true or false, not ${quoted(value)}`);
    return [[name, value] as const];
  });
  return {
    pings: one('pings', request.pings, optionID),
    levels: lawful(request, one('levels', request.levels, levelID)),
    posts: one('posts', request.posts, optionID),
    ...(given.conditionals !== undefined && { conditionals: one('conditionals', request.conditionals, optionID) }),
    ...(given.sizes !== undefined && { sizes: new Map(sizes) }),
    ...Object.fromEntries(switches),
    ...(given.why !== undefined && { refused: new Map(why) }),
  };
}

/**
 * Under order protection levels go by price, and none lies beyond a protected quote that the policy has left out: no policy may send an
 * order through it.
 */
function lawful(request: RouteRequest, levels: readonly Level[]): readonly Level[] {
  if (!request.orderProtection) return levels;
  const { side } = request;
  const listed = new Set(levels.map(levelID));
  const open = new Set(request.levels.map(levelID));
  const passed = request.protected.find(({ mic, px }) => open.has(`${mic}@${px}`) && !listed.has(`${mic}@${px}`));
  return levels
    .filter(({ px }) => passed === undefined || !isBetter(side, passed.px, px))
    .toSorted((a, b) => sign(side) * (a.px - b.px));
}

/** A list of ids, each of them known and named once; absent is empty. */
function listed<Item>(field: string, value: unknown, known: ReadonlyMap<string, Item>): Item[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new BadAnswer(field, `must be a list of ids, not ${quoted(value)}`);
  const seen = new Set<unknown>();
  return value.map((id: unknown, i) => {
    const item = typeof id === 'string' ? known.get(id) : undefined;
    if (item === undefined) throw new BadAnswer(`${field}.${i}`, `${quoted(id)} is not one of the request's ${field.slice(7)}`);
    if (seen.size === seen.add(id).size) throw new BadAnswer(`${field}.${i}`, `${quoted(id)} is named twice`);
    return item;
  });
}

/** A record by the ids of options; absent is empty. */
function entries(field: string, value: unknown, options: ReadonlyMap<string, Option>): (readonly [Option, unknown, string])[] {
  if (value === undefined) return [];
  return Object.entries(record(field, value)).map(([id, entry]) => {
    const option = options.get(id);
    if (!option) throw new BadAnswer(field, `${quoted(id)} is not the id of an option`);
    return [option, entry, `${field}.${id}`];
  });
}

function record(field: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadAnswer(field, `must be an object, not ${quoted(value)}`);
  return value as Readonly<Record<string, unknown>>;
}

/** A value of the user's, short and on one line. */
function quoted(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? JSON.stringify(oneLine(value, 40)) : String(value);
}

function oneLine(text: string, most = MAX_WHY): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most)} ...`;
}
