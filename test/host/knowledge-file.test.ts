import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contender, contestants } from '../../electron/host/contender.ts';
import { jsonText, knowing, PRIORS, readKnowledge, writeJson } from '../../electron/host/knowledge-file.ts';
import { loadScenario } from '../../electron/host/scenario.ts';
import { seedsOf, seedsText } from '../../electron/host/seeds.ts';
import type { KnowledgeFile } from '../../shared/config/knowledge.ts';
import { type SessionConfig, sessionConfig } from '../../shared/config/session.ts';
import { STRATEGIES } from '../../shared/routing.ts';
import { folder } from '../store/folder.ts';
import { knowing as knownModels } from '../support/models.ts';

const config: SessionConfig = knowing(loadScenario('us2026'), { knowledge: 'none' });
const textbook = loadScenario('textbook');
const file = (text: string, name = 'k.json') => {
  const path = join(folder(), name);
  writeFileSync(path, text);
  return path;
};
const written = (knowledge: unknown) => file(JSON.stringify(knowledge));
const some: KnowledgeFile = {
  version: 1,
  title: 'some',
  frozen: false,
  trainedOn: [1],
  venues: { XNYS: { take: { alpha: 9, beta: 1 } } },
};

describe('a knowledge file', () => {
  test('that is not there, no JSON, or breaks a rule is refused by file, line or field', () => {
    expect(() => readKnowledge('nowhere/k.json')).toThrow('nowhere/k.json: there is no such file');
    expect(() => readKnowledge(file('{"version": 1,\n oops'))).toThrow('line 2');
    expect(() => readKnowledge(written({ ...some, version: 2 }))).toThrow('version');
    expect(() => readKnowledge(written({ ...some, venues: { XNYS: { take: { alpha: 0, beta: 1 } } } }))).toThrow(
      'venues.XNYS.take.alpha',
    );
    expect(() => readKnowledge(written({ ...some, more: 1 }))).toThrow('more');
  });

  test('is written whole or not at all, and read back as it was but for digits that nobody knows', () => {
    const path = join(folder(), 'out.json');
    writeJson(path, { ...some, moves: { count: 2, weight: 1 / 3, squaredWeight: 1, mean: -1 / 7, squares: 1 } });
    expect(readKnowledge(path).moves).toEqual({ count: 2, weight: 0.333333333, squaredWeight: 1, mean: -0.142857143, squares: 1 });
    expect(readdirSync(join(path, '..'))).toEqual(['out.json']);
    expect(() => writeJson(join(folder(), 'none', 'out.json'), some)).toThrow('cannot be written');
  });

  test('keeps a list of numbers on one line', () => {
    expect(jsonText({ a: [1, 2.5, -3], b: ['x', 'y'], c: [[1, 2], []] })).toBe(
      '{\n  "a": [1, 2.5, -3],\n  "b": [\n    "x",\n    "y"\n  ],\n  "c": [\n    [1, 2],\n    []\n  ]\n}',
    );
  });
});

describe('what a session’s router is to know', () => {
  test('a file stands in place of the scenario’s own, `none` drops it, and freezing ends all learning', () => {
    const path = written(some);
    expect(knowing(config, { knowledge: path }).knowledge).toEqual(some);
    const own = { ...config, knowledge: some };
    expect(knowing(own, {}).knowledge).toEqual(some);
    expect(knowing(own, { knowledge: 'none' })).not.toHaveProperty('knowledge');
    expect(knowing(own, { freeze: true }).knowledge).toEqual({ ...some, frozen: true });
    expect(knowing(config, { freeze: true }).knowledge).toEqual(PRIORS);
    expect(knowing(own, { knowledge: 'none', freeze: true }).knowledge).toEqual(PRIORS);
  });

  test('of other venues nothing is taken, nor models that were made for others; one that knows none of them is refused', () => {
    const path = written({
      ...knownModels(config, { fade: 0.1 }),
      venues: { ...some.venues, NYSE: { take: { alpha: 5, beta: 5 } } },
    });
    expect(knowing(config, { knowledge: path }).knowledge).toMatchObject({ venues: some.venues, models: { version: 1 } });
    expect(Object.keys(knowing(config, { knowledge: path }).knowledge!.venues)).toEqual(['XNYS']);
    const here = knowing(textbook, { knowledge: path }).knowledge!;
    expect(Object.keys(here.venues)).toEqual(['NYSE']);
    expect(here.models).toBeUndefined();
    expect(() => knowing(textbook, { knowledge: written(some) })).toThrow('knows none of the venues of textbook');
  });

  test('what comes of it is a config that a record takes and gives back', () => {
    const known = knowing(config, { knowledge: written(knownModels(config, { fade: 0.1 }, { venues: some.venues })) });
    expect(sessionConfig.parse(JSON.parse(JSON.stringify(known)))).toEqual(known);
  });

  test('the built-in us2026 begins with what was learned on seeds 1 to 60, and its file is the command’s own', () => {
    const { knowledge } = loadScenario('us2026');
    expect(knowledge!.trainedOn).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    expect(knowledge!.models!.seeds).toEqual({ train: '1-60', tune: '61-80', test: '81-100' });
    const shipped = readFileSync(join(import.meta.dirname, '../../electron/engine/knowledge/us2026.json'), 'utf8');
    expect(JSON.parse(shipped)).toEqual(knowledge);
    // All that is used has passed its gates on seeds that it never saw, and dealt outcomes taught nothing.
    for (const { target, use, logistic, trees, report } of knowledge!.models!.models) {
      if (use) expect((use === 'trees' ? trees : logistic).held.failed, target).toEqual([]);
      expect(Math.abs(report.shuffledAuc! - 0.5), target).toBeLessThanOrEqual(0.02);
    }
  });
});

describe('contenders of a comparison', () => {
  const own = { ...config, knowledge: some };
  const of = (text: string) => contender('--strategies', text, STRATEGIES, own);

  test('a strategy, dispatch or file that there is not is refused by flag and name', () => {
    expect(() => of('clever')).toThrow('--strategies: "clever" is none of');
    expect(() => of('smart/sideways')).toThrow('--strategies: "sideways" is none of sequential, parallel, equalised');
    expect(() => of('smart@')).toThrow('--strategies');
    expect(() => of('smart@nowhere.json')).toThrow('nowhere.json: there is no such file');
  });

  test('each begins as it is entered: live as the session, frozen the same for good, with bare priors, or by a file', () => {
    const path = written({ ...some, title: 'other' });
    const entered = ['smart', 'smart@live', 'smart@frozen', 'smart/equalised@priors', `learned@${path}`].map(of);
    expect(contestants(entered, ['parallel'])).toEqual([
      { name: 'smart', strategy: 'smart', dispatch: 'parallel' },
      { name: 'smart@live', strategy: 'smart', dispatch: 'parallel' },
      { name: 'smart@frozen', strategy: 'smart', dispatch: 'parallel', knowledge: { ...some, frozen: true } },
      { name: 'smart/equalised@priors', strategy: 'smart', dispatch: 'equalised', knowledge: PRIORS },
      { name: `learned@${path}`, strategy: 'learned', dispatch: 'parallel', knowledge: { ...some, title: 'other' } },
    ]);
  });

  test('under several dispatches one that names its own enters once', () => {
    expect(contestants(['smart', 'learned/sequential'].map(of), ['parallel', 'equalised']).map(({ name }) => name)).toEqual([
      'smart/parallel',
      'learned/sequential',
      'smart/equalised',
    ]);
  });

  test('a user’s policy of a version keeps its name apart from what it knows', () => {
    const user = contender('--against', 'user:mine@0123abcd@priors', [...STRATEGIES, 'user:mine@0123abcd'], own);
    expect(user).toMatchObject({ strategy: 'user:mine@0123abcd', knowledge: { name: 'priors' } });
  });
});

describe('seeds as a flag says them', () => {
  test('A-B, both included, or one alone; nothing else', () => {
    expect(seedsOf('--seeds', '3-6')).toEqual([3, 4, 5, 6]);
    expect(seedsOf('--seeds', '7')).toEqual([7]);
    for (const text of ['', '3-', '-3', '6-3', '1-2-3', 'a-b', '1.5-2', '1-20000'])
      expect(() => seedsOf('--seeds', text)).toThrow('--seeds');
    expect([seedsText([3, 4, 5]), seedsText([7]), seedsText([1, 3])]).toEqual(['3-5', '7', '1,3']);
  });
});
