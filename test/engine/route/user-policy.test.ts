import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Stream } from '../../../electron/engine/random.ts';
import { placeOf } from '../../../electron/engine/route/option.ts';
import type { Level, Option, RouteRequest } from '../../../electron/engine/route/request.ts';
import { askUser, readAnswer } from '../../../electron/engine/route/user-answer.ts';
import { type PolicyReply, question } from '../../../electron/engine/route/user-policy.ts';
import { DEFAULT_ROUTER } from '../../../electron/engine/scenarios/defaults.ts';
import { TUNING } from '../../../shared/config/tuning.ts';
import type { VenueSpec } from '../../../shared/market.ts';
import type { RouteAction } from '../../../shared/routing.ts';
import { money, nanos, px, qty } from '../../../shared/units.ts';
import { textbook } from '../../support/run.ts';

const { venues } = textbook();
const NOTHING = { price: 0, fee: 0, impact: 0, adverse: 0, latency: 0, leak: 0, miss: 0, overfill: 0 } as Option['cost'];

function option(venue: number, action: RouteAction): Option {
  return {
    venue,
    place: placeOf(venue, action),
    spec: venues[venue]!,
    action,
    px: px(100.01),
    ...(action !== 'mid' && { displayQty: qty(300), age: nanos(5) }),
    fillProbability: 0.5,
    cost: NOTHING,
    inputs: {} as Option['inputs'],
    total: money(0.001),
    reputation: 50,
    unseenQty: 0,
    belief: { alpha: 2, beta: 8 },
  };
}

const lit = venues.flatMap((spec, i) => (spec.kind === 'lit' ? [i] : []));
const dark = venues.flatMap((spec, i) => (spec.kind === 'dark' ? [i] : []));
const takes = lit.slice(0, 2).map((venue) => option(venue, 'take'));
const pings = dark.slice(0, 1).map((venue) => option(venue, 'mid'));
const posts = [option(lit[0]!, 'post'), option(lit[0]!, 'peg')];
const level = (take: Option, at: number): Level => ({ option: take, px: px(at), qty: qty(300), total: money(0.001) });
const levels = [level(takes[0]!, 100.01), level(takes[0]!, 100.02), level(takes[1]!, 100.01)];
const request: RouteRequest = {
  side: 'buy',
  ordType: 'market',
  timeInForce: 'day',
  leavesQty: qty(500),
  limitPx: px(100.5),
  midPx: px(100),
  tick: px(0.01),
  roundLot: qty(100),
  orderProtection: true,
  router: DEFAULT_ROUTER,
  params: TUNING,
  chance: () => new Stream(1, 'policy/D-1'),
  patience: nanos(0),
  protected: [{ mic: venues[lit[0]!]!.mic, px: px(100.01), qty: qty(300) }],
  takes,
  levels,
  pings,
  posts,
  conditionals: [option(dark[0]!, 'conditional')],
};
/** The same where nothing is protected. */
const free: RouteRequest = { ...request, orderProtection: false };
const [a, b] = takes.map(({ spec }) => spec.mic);
const [pool] = pings.map(({ spec }) => spec.mic);

describe('a question', () => {
  const asked = question(request);

  test('names every option and level by what it is', () => {
    expect(asked.takes.map(({ id }) => id)).toEqual([`take:${a}`, `take:${b}`]);
    expect(asked.pings.map(({ id }) => id)).toEqual([`mid:${pool}`]);
    expect(asked.posts.map(({ id }) => id)).toEqual([`post:${a}`, `peg:${a}`]);
    expect(asked.levels).toEqual([
      { id: `${a}@1000100`, mic: a, option: `take:${a}`, px: 1_000_100, qty: 300, total: 1000 },
      { id: `${a}@1000200`, mic: a, option: `take:${a}`, px: 1_000_200, qty: 300, total: 1000 },
      { id: `${b}@1000100`, mic: b, option: `take:${b}`, px: 1_000_100, qty: 300, total: 1000 },
    ]);
    expect(Object.keys(asked.venues)).toEqual([a, b, pool]);
  });

  test('is plain data: what JSON makes of it is all of it', () => {
    expect(JSON.parse(JSON.stringify(asked))).toEqual(asked);
  });

  test('tells of a venue what a router may know, and nothing of how it is simulated', () => {
    const hidden: (keyof VenueSpec)[] = ['flowShare', 'darkQty', 'pool', 'jitter', 'site'];
    for (const venue of Object.values(asked.venues)) for (const field of hidden) expect(venue).not.toHaveProperty(field);
  });

  test('is told of in docs/policies.md, field by field', () => {
    const documentation = readFileSync(join(import.meta.dirname, '../../../docs/policies.md'), 'utf8');
    const named = new Set(Array.from(documentation.matchAll(/`([A-Za-z]+)(\[\]|\(\))?`/g), ([, word]) => word));
    const parts = [asked, ...asked.takes, ...asked.levels, ...Object.values(asked.venues), NOTHING];
    expect(parts.flatMap((part) => Object.keys(part)).filter((field) => !named.has(field) && !asked.venues[field])).toEqual([]);
  });

  test('carries 32 bits of the decision’s own chance', () => {
    expect(asked.seed).toBe(question(request).seed);
    expect(asked.seed).toBe(Math.floor(new Stream(1, 'policy/D-1').uniform() * 2 ** 32));
  });
});

describe('an answer', () => {
  test('becomes a ranking of the request’s own options', () => {
    const answer = {
      pings: [`mid:${pool}`],
      levels: [`${b}@1000100`, `${a}@1000200`],
      posts: [`peg:${a}`],
      together: true,
      sizes: { [`take:${b}`]: 200, [`peg:${a}`]: 0 },
      why: { [`take:${a}`]: ' too\nslow\u202e ' },
    };
    expect(readAnswer(free, answer)).toEqual({
      ranking: {
        pings: [pings[0]],
        levels: [levels[2], levels[1]],
        posts: [posts[1]],
        together: true,
        sizes: new Map([
          [takes[1], 200],
          [posts[1], 0],
        ]),
        refused: new Map([[takes[0], { why: 'notPolicy', text: 'too slow' }]]),
      },
    });
  });

  test('under order protection goes by price, and ends before a protected quote that it leaves out', () => {
    const taken = (...ids: string[]) => readAnswer(request, { levels: ids });
    const [a1, a2, b1] = levels.map(({ option, px }) => `${option.spec.mic}@${px}`) as [string, string, string];
    const ranked = (...found: Level[]) => ({ ranking: { pings: [], levels: found, posts: [] } });
    expect(taken(a2, b1, a1)).toEqual(ranked(levels[2]!, levels[0]!, levels[1]!));
    expect(taken(a2, b1)).toEqual(ranked(levels[2]!));
    expect(taken(a2)).toEqual(ranked());
    expect(readAnswer(free, { levels: [a2, b1] })).toEqual(ranked(levels[1]!, levels[2]!));
  });

  test('may leave everything out', () => {
    expect(readAnswer(request, {})).toEqual({ ranking: { pings: [], levels: [], posts: [] } });
  });

  test.each([
    ['answer', null, 'must be an object, not null'],
    ['answer', 'undefined', 'must be an object, not "undefined"'],
    ['answer', [], 'must be an object, not a list'],
    ['answer', 3, 'must be an object, not 3'],
    [
      'answer."level"',
      { level: [] },
      'is not a field of an answer: pings, levels, posts, conditionals, together, stepwise, everywhere, sizes, why',
    ],
    ['answer."__proto__"', JSON.parse('{"__proto__": {"levels": []}}'), expect.stringContaining('is not a field of an answer')],
    ['answer.levels', { levels: 'all' }, 'must be a list of ids, not "all"'],
    ['answer.levels', { levels: { 0: 'x' } }, 'must be a list of ids, not an object'],
    ['answer.levels', { levels: null }, 'must be a list of ids, not null'],
    ['answer.levels.1', { levels: [`${a}@1000100`, 'NONE@1'] }, '"NONE@1" is not one of the request\'s levels'],
    ['answer.levels.0', { levels: [{ id: `${a}@1000100` }] }, "an object is not one of the request's levels"],
    ['answer.levels.0', { levels: [null] }, "null is not one of the request's levels"],
    ['answer.levels.0', { levels: [`take:${a}`] }, `"take:${a}" is not one of the request's levels`],
    ['answer.levels.1', { levels: [`${a}@1000100`, `${a}@1000100`] }, `"${a}@1000100" is named twice`],
    ['answer.pings.0', { pings: [`take:${a}`] }, `"take:${a}" is not one of the request's pings`],
    ['answer.posts.0', { posts: ['toString'] }, '"toString" is not one of the request\'s posts'],
    ['answer.together', { together: 1 }, 'must be true or false, not 1'],
    ['answer.everywhere', { everywhere: 'yes' }, 'must be true or false, not "yes"'],
    ['answer.sizes', { sizes: [100] }, 'must be an object, not a list'],
    ['answer.sizes', { sizes: { [`${a}@1000100`]: 100 } }, `"${a}@1000100" is not the id of an option`],
    [`answer.sizes.take:${a}`, { sizes: { [`take:${a}`]: 'NaN' } }, 'must be a whole number of shares, 0 or more, not "NaN"'],
    [`answer.sizes.take:${a}`, { sizes: { [`take:${a}`]: Number.NaN } }, 'must be a whole number of shares, 0 or more, not NaN'],
    [`answer.sizes.take:${a}`, { sizes: { [`take:${a}`]: 10.5 } }, 'must be a whole number of shares, 0 or more, not 10.5'],
    [`answer.sizes.take:${a}`, { sizes: { [`take:${a}`]: -100 } }, 'must be a whole number of shares, 0 or more, not -100'],
    [`answer.sizes.take:${a}`, { sizes: { [`take:${a}`]: 2 ** 60 } }, expect.stringContaining('must be a whole number of shares')],
    [`answer.sizes.take:${a}`, { sizes: { [`take:${a}`]: null } }, 'must be a whole number of shares, 0 or more, not null'],
    ['answer.why', { why: 'because' }, 'must be an object, not "because"'],
    ['answer.why', { why: { NONE: 'x' } }, '"NONE" is not the id of an option'],
    [`answer.why.take:${a}`, { why: { [`take:${a}`]: 3 } }, 'must be text, not 3'],
  ])('that breaks a rule is a fault that names it: %s', (field, answer, text) => {
    expect(readAnswer(request, answer)).toEqual({ fault: { reason: 'answer', field, text } });
  });

  test('long words of a policy are cut short', () => {
    const { fault } = readAnswer(request, { levels: ['x'.repeat(1e5)] });
    expect(fault?.text).toHaveLength('"" is not one of the request\'s levels'.length + 44);
    const asked = readAnswer(request, { why: { [`take:${a}`]: 'x'.repeat(1e5) } });
    expect(asked.fault ?? asked.ranking.refused?.get(takes[0]!)?.text.length).toBe(124);
  });
});

test('who asks gets a ranking, or the fault that the host or the answer had', () => {
  const ask = (reply: PolicyReply) => askUser(() => reply, request);
  expect(ask({ answer: { levels: [`${a}@1000100`] } })).toEqual({ ranking: { pings: [], levels: [levels[0]], posts: [] } });
  expect(ask({ answer: 7 })).toEqual({ fault: { reason: 'answer', field: 'answer', text: 'must be an object, not 7' } });
  expect(ask({ fault: { reason: 'budget', text: 'x' } })).toEqual({ fault: { reason: 'budget', text: 'x' } });
});
