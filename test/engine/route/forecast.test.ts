import { describe, expect, test } from 'vitest';
import { Engine } from '../../../electron/engine/engine.ts';
import { alone } from '../../../electron/engine/realism/alone.ts';
import { marketFeatures } from '../../../electron/engine/route/features.ts';
import type { SampleListener } from '../../../electron/engine/route/forecast/forecasts.ts';
import { OwnPace } from '../../../electron/engine/route/forecast/own-pace.ts';
import { Knowledge } from '../../../electron/engine/route/knowledge.ts';
import { SILENT } from '../../../electron/engine/silent.ts';
import { lesson } from '../../../electron/engine/train/lessons.ts';
import { loadScenario } from '../../../electron/host/scenario.ts';
import { featuresOf, MARKET_FEATURES, type Target } from '../../../shared/config/features.ts';
import { knowledge as knowledgeSchema } from '../../../shared/config/knowledge.ts';
import { type SessionConfig, sessionConfig } from '../../../shared/config/session.ts';
import type { Command } from '../../../shared/events.ts';
import { MINUTE, millis, type Nanos, px, qty, SECOND } from '../../../shared/units.ts';
import { knowing } from '../../support/models.ts';
import { limit, order, Record, run, still } from '../../support/run.ts';
import { viewOf } from '../../support/view.ts';

interface Sample {
  readonly target: Target;
  readonly x: Float64Array;
  readonly outcome: number;
}

/** All that an engine shows a listener. */
function heard(): { readonly samples: Sample[]; readonly listener: SampleListener } {
  const samples: Sample[] = [];
  return { samples, listener: { sample: (target, x, outcome) => void samples.push({ target, x, outcome }) } };
}

const bare = ({ knowledge: _, ...config }: SessionConfig): SessionConfig => config as SessionConfig;
const us = bare(alone(loadScenario('us2026'), 'ALTO'));
const table = still();
const T = table.openAt + millis(10);

describe('the features', () => {
  const at = (side: 'buy' | 'sell') => {
    const view = viewOf(table);
    const NYSE = table.venues.findIndex(({ mic }) => mic === 'NYSE');
    view.level(NYSE, 0, 'buy', px(100), 1200, 1);
    view.level(NYSE, 0, 'sell', px(100.01), 400, 1);
    view.trade(0, px(100.01), 100, NYSE);
    const out = new Float64Array(MARKET_FEATURES.length);
    const seen = { config: table, view, knowledge: new Knowledge(table), now: table.openAt };
    expect(marketFeatures(seen, 0, side, undefined, out)).toBe(MARKET_FEATURES.length);
    return Object.fromEntries(MARKET_FEATURES.map((name, i) => [name, out[i]]));
  };

  test('of the market: 100.00 x 1200 against 100.01 x 400 leans up by a half, a quarter of a tick above the mid (TV-ml)', () => {
    const seen = at('buy');
    expect(seen).toMatchObject({
      lean: 0.5,
      deepLean: 0.5,
      spread: 1,
      sign1: 1,
      sign2: 0,
      microprice: 0,
      sipOff: 0,
      day: -1,
      edge: 1,
    });
    expect(seen.weightedMid).toBeCloseTo(0.25, 9);
  });

  test('a seller sees the mirror image: leans, signs and flows turn round, all else is the same', () => {
    const [buyer, seller] = [at('buy'), at('sell')];
    const turns = new Set(['lean', 'deepLean', 'weightedMid', 'microprice', 'sign1', 'sign2', 'sign3', 'flow', 'sipOff']);
    for (const name of MARKET_FEATURES) expect(seller[name], name).toBeCloseTo((turns.has(name) ? -1 : 1) * buyer[name]!, 12);
  });

  test('every sample of a lesson has all of its target’s features, finite, and an outcome from 0 to 1', () => {
    const { samples, listener } = heard();
    lesson({ config: us, seed: 3, minutes: 1, listener });
    const lit = us.venues.filter(({ kind }) => kind === 'lit').map(({ mic }) => mic);
    const seen = new Set<Target>();
    for (const { target, x, outcome } of samples) {
      seen.add(target);
      expect(x.length).toBe(featuresOf(target, lit).length);
      expect(x.findIndex((value) => !Number.isFinite(value))).toBe(-1);
      expect(outcome).toBeGreaterThanOrEqual(0);
      expect(outcome).toBeLessThanOrEqual(1);
    }
    expect(seen).toEqual(new Set(['fade', 'fill1s', 'fill5s', 'move100ms', 'move1s']));
  });

  test('our own legs count for later ones, not for those of the same moment, and are forgotten', () => {
    const pace = new OwnPace(1);
    pace.sent(0, 1000);
    pace.sent(0, 1000);
    expect(pace.count(0, 1000)).toBe(0);
    expect(pace.count(0, 1001)).toBeCloseTo(2, 6);
    expect(pace.count(0, 1000 + SECOND / 4)).toBeCloseTo(1, 12);
  });
});

describe('what becomes of a forecast', () => {
  const outcomes = (commands: readonly Command[], until: number, target: Target) => {
    const { samples, listener } = heard();
    run({ config: table, listener }, commands, until);
    return samples.filter((sample) => sample.target === target).map(({ outcome }) => outcome);
  };
  const take = (mic: string) => order(T + 2, { strategy: 'single_venue', exDestination: mic, orderQty: qty(400) });
  const rest = (clOrdID: string) =>
    limit(T + 2, 99.99, { clOrdID, strategy: 'single_venue', exDestination: 'NASDAQ', timeInForce: 'day', orderQty: qty(500) });
  const sweep = (at: number, orderQty: number): Command => ({
    type: 'InjectFault',
    at: at as Nanos,
    faultID: `f-${at}`,
    fault: { kind: 'fatFinger', symbol: 'ACME', side: 'sell', orderQty: qty(orderQty) },
  });
  const call = (at: number): Command => ({ type: 'OrderCancelRequest', at: at as Nanos, clOrdID: 'call', origClOrdID: 'r' });

  test('a quote that stands has not faded; one that someone faster takes has, whole', () => {
    const toxic: Command = {
      type: 'InjectFault',
      at: T as Nanos,
      faultID: 't',
      fault: { kind: 'toxicVenue', mic: 'NASDAQ', chance: 1 },
    };
    expect(outcomes([take('NASDAQ')], T + SECOND, 'fade')).toEqual([0]);
    expect(outcomes([toxic, take('NASDAQ')], T + SECOND, 'fade')).toEqual([1]);
  });

  test('what a resting order has filled by its time is the answer, and a fill that comes later is not', () => {
    const late = [rest('r'), sweep(T + 2 * SECOND, 50_000)];
    expect(outcomes(late, T + 6 * SECOND, 'fill1s')).toEqual([0]);
    expect(outcomes(late, T + 6 * SECOND, 'fill5s')).toEqual([1]);
  });

  test('one that is called back before its time is no answer, after it it is one', () => {
    expect(outcomes([rest('r'), call(T + SECOND / 2)], T + SECOND, 'fill1s')).toEqual([]);
    expect(outcomes([rest('r'), call(T + 2 * SECOND)], T + 3 * SECOND, 'fill1s')).toEqual([0]);
    expect(outcomes([rest('r'), call(T + 2 * SECOND)], T + 3 * SECOND, 'fill5s')).toEqual([]);
  });

  test('a midpoint that stands still gives no sample of its next move, and one that moves tells which way', () => {
    expect(outcomes([], T + 5 * SECOND, 'move1s')).toEqual([]);
    const { samples, listener } = heard();
    const engine = new Engine({ config: us, sink: SILENT, listener });
    engine.advanceTo((us.openAt + 20 * SECOND) as Nanos);
    const moves = samples.filter(({ target }) => target === 'move1s').map(({ outcome }) => outcome);
    expect(moves.length).toBeGreaterThan(20);
    expect(new Set(moves)).toEqual(new Set([0, 1]));
    // What counts within a tenth of a second counts within a second too.
    expect(samples.filter(({ target }) => target === 'move100ms').length).toBeLessThanOrEqual(moves.length);
  });
});

describe('models in a session', () => {
  const orders = Array.from({ length: 12 }, (_, i) =>
    order(us.openAt + 30 * SECOND + i * SECOND, {
      symbol: 'ALTO',
      strategy: 'learned',
      orderQty: qty(600),
      side: i % 2 ? 'buy' : 'sell',
    }),
  );
  const until = us.openAt + 45 * SECOND;
  const all = { fade: 0.1, fill1s: 0.3, fill5s: 0.5, move100ms: 0.5, move1s: 0.5 };

  test('without any only what is believed of the venues is scored', () => {
    const { engine } = run({ config: us }, orders, until);
    const { models, frozen, title } = engine.learning();
    expect(models.map(({ name, kind }) => `${name} ${kind}`)).toEqual(['take beta', 'ping beta']);
    expect([frozen, title]).toEqual([false, undefined]);
    expect(models[0]!.n).toBeGreaterThan(10);
    expect(models[0]!.score!.brier).toBeLessThan(0.3);
    expect(models[0]!.curve.reduce((sum, { n }) => sum + n, 0)).toBe(models[0]!.n);
  });

  test('each is scored beside its report, and the regression learns unless it is frozen', () => {
    for (const frozen of [false, true]) {
      const config = { ...us, knowledge: knowing(us, all, { frozen }) };
      const { engine } = run({ config }, orders, until);
      const report = engine.learning();
      expect(report.frozen).toBe(frozen);
      const fade = report.models.find(({ name, kind }) => name === 'fade' && kind === 'logistic')!;
      expect(fade.n).toBeGreaterThan(10);
      expect(fade.held!.score.auc).toBe(0.8);
      const known = new Knowledge(config);
      known.restore(engine.knowledge());
      const saved = known.file('after').models!.models[0]!.logistic.model;
      expect(saved.weights.some((weight, i) => weight !== config.knowledge.models!.models[0]!.logistic.model.weights[i])).toBe(
        !frozen,
      );
    }
  });

  test('`learned` goes by the fade that is foreseen, `smart` by what is believed; a foreseen drift makes a miss dearer', () => {
    const fills = (says: Parameters<typeof knowing>[1], strategy: 'learned' | 'smart') => {
      const config = { ...table, knowledge: knowing(table, says) };
      const { record } = run({ config }, [order(T + 2, { strategy, orderQty: qty(400) })], T + SECOND);
      const { candidates } = record.decisions[0]!;
      const of = (action: string) => candidates.filter((candidate) => candidate.action === action);
      return { takes: of('take').map(({ fillProbability }) => fillProbability), misses: of('mid').map(({ cost }) => cost!.miss) };
    };
    expect(fills({ fade: 0.25 }, 'learned').takes).toEqual([0.75, 0.75, 0.75, 0.75, 0.75].map((fill) => expect.closeTo(fill, 9)));
    expect(fills({ fade: 0.25 }, 'smart').takes).toEqual(fills({}, 'smart').takes);
    const [calm, rising] = [fills({ move100ms: 0.5 }, 'learned').misses, fills({ move100ms: 0.9 }, 'learned').misses];
    for (const [i, miss] of rising.entries()) expect(miss).toBeGreaterThan(calm[i]!);
  });

  test('a model that did not pass is scored and not asked', () => {
    const knowledge = knowing(table, { fade: 0.25 });
    for (const model of knowledge.models!.models) delete model.use;
    const config = { ...table, knowledge };
    const { record, engine } = run({ config }, [order(T + 2, { strategy: 'learned', orderQty: qty(400) })], T + SECOND);
    expect(record.decisions[0]!.candidates.filter(({ action }) => action === 'take')[0]!.fillProbability).not.toBeCloseTo(0.75, 3);
    expect(engine.learning().models.filter(({ name }) => name === 'fade')).toEqual([
      expect.objectContaining({ kind: 'logistic', used: false, n: expect.any(Number) }),
      expect.objectContaining({ kind: 'trees', used: false }),
    ]);
  });

  test('a session that was saved in the middle learns on as it would have', () => {
    const config = { ...us, knowledge: knowing(us, all) };
    const whole = run({ config }, orders, until);
    const record = new Record();
    const first = new Engine({ config, sink: record });
    for (const command of orders.slice(0, 6)) first.submit(command);
    const second = Engine.restore({ config, sink: record }, first.save());
    for (const command of orders.slice(6)) second.submit(command);
    second.advanceTo(until as Nanos);
    second.end();
    expect(record.digest.value()).toBe(whole.record.digest.value());
    expect(second.learning()).toEqual(whole.engine.learning());
    expect(second.knowledge()).toEqual(whole.engine.knowledge());
  });

  test('what was learned of the market in one session is the start of the next', () => {
    const config = { ...us, knowledge: knowing(us, all) };
    const { engine } = run({ config }, orders, until);
    const next = new Engine({ config, sink: SILENT, knowledge: engine.knowledge() });
    expect(next.knowledge()).toEqual(engine.knowledge());
    next.advanceTo((us.openAt + MINUTE / 10) as Nanos);
    expect(next.knowledge().models).not.toEqual(engine.knowledge().models);
  });
});

describe('a knowledge file with models', () => {
  const file = knowing(us, { fade: 0.1, move1s: 0.5 });
  const problem = (change: (copy: typeof file) => unknown) => {
    const copy = structuredClone(file);
    change(copy);
    const parsed = knowledgeSchema.safeParse(copy);
    return parsed.success ? undefined : parsed.error.issues[0]!.message;
  };

  test('is taken as it is, and goes through JSON', () => {
    expect(problem(() => {})).toBeUndefined();
    expect(knowledgeSchema.parse(JSON.parse(JSON.stringify(file)))).toEqual(file);
  });

  test('features that are fewer, others, or in another order are refused by name', () => {
    expect(problem(({ models }) => models!.models[0]!.trees.model.features.pop())).toBe('34 are not the 35 of fade');
    expect(problem(({ models }) => models!.models[0]!.logistic.model.features.reverse())).toBe(
      'at:MEMX stands where fade has lean',
    );
    expect(problem(({ models }) => models!.lit.reverse())).toContain('stands where');
  });

  test('a number that is none and a target that there is not are refused', () => {
    const { model } = file.models!.models[0]!.logistic;
    expect(problem(({ models }) => models!.models[0]!.logistic.model.weights.splice(0, 1, Number.NaN))).toContain('NaN');
    expect(problem(({ models }) => Object.assign(models!.models[0]!, { target: 'nothing' }))).toContain('expected one of');
    expect(model.weights).not.toContain(Number.NaN);
  });

  test('models of other venues than the session’s are refused', () => {
    const config = { ...us, knowledge: { ...file, models: { ...file.models!, lit: ['XNYS'], models: [] } } };
    const parsed = sessionConfig.safeParse(config);
    expect(parsed.error!.issues[0]!.path).toEqual(['knowledge', 'models', 'lit']);
  });
});
