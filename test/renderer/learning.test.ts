import { describe, expect, test } from 'vitest';
import { calibrationEnd, calibrationPicture } from '../../renderer/charts/calibration.ts';
import { Learning } from '../../renderer/pages/learning/forecasts/learning.svelte.ts';
import { figures, markoutText, outcomes, testText, trainedText, useOf } from '../../renderer/pages/learning/forecasts/words.ts';
import { parameterWords } from '../../renderer/pages/learning/tuning/parameters.ts';
import { TuneRun } from '../../renderer/pages/learning/tuning/run.svelte.ts';
import { NAMES, paramsOf, readField, START, TUNING, toggled } from '../../renderer/pages/learning/tuning/setup.ts';
import {
  changesText,
  minutesText,
  routerText,
  TRY_WORDS,
  tryText,
  verdictOf,
} from '../../renderer/pages/learning/tuning/verdict.ts';
import { spoken } from '../../renderer/parts/verdict.ts';
import { refusedField } from '../../renderer/state/fields.ts';
import { type LongTask, STOPS } from '../../renderer/state/long-run.svelte.ts';
import { WireClient, WireFailure } from '../../shared/wire/client.ts';
import { type PushName, requests, type Transport } from '../../shared/wire/contract.ts';
import type { TuneReport } from '../../shared/wire/tuning.ts';
import { FakeDesk } from '../support/fake-desk.ts';
import { curve, learningReport, score } from '../support/learning-report.ts';
import { tuneReport, tuneTry } from '../support/tune-report.ts';

describe('a forecast', () => {
  const [take, ping, regression, trees] = learningReport().models as [never, never, never, never];

  test('says whether it is asked, and why not', () => {
    expect([take, ping, regression, trees].map(useOf).map(({ mark, word }) => `${mark} ${word}`)).toEqual([
      'good used',
      'good used',
      'bad fails',
      'good used',
    ]);
    expect(useOf(regression).why).toBe('not asked: slope not .9 to 1.1, calibration error above .03 on the held-out test');
    const passed = learningReport()
      .models.map((one) => ({ ...one, used: false }))
      .at(-1)!;
    expect(useOf(passed)).toMatchObject({ mark: 'none', word: 'not used' });
  });

  test('has its figures as shares of one, beside what the base rate says; what is not known is said', () => {
    expect(figures(score())).toEqual(['81', '.0299', '.0475', '+8.5 %', '.75', '.014', '1.02']);
    expect(figures(score({ skill: -0.011, auc: undefined, slope: undefined }), 0.0493)).toEqual([
      '81',
      '.0299',
      '.0493',
      '−1.1 %',
      'none',
      '.014',
      'none',
    ]);
    expect([markoutText(-0.5, 0.2), markoutText(undefined, undefined), markoutText(0, undefined)]).toEqual([
      '−0.50 ±0.20',
      'none yet',
      '0.00',
    ]);
  });

  test('tells what its test was, and a belief that it has none', () => {
    expect(testText(trees)).toBe(
      'Trained on 101,350 outcomes, chosen on 34,284, tested on 33,275; on outcomes dealt out anew its AUC is .50; who sees what only the simulator does has a Brier score of .0421.',
    );
    expect(testText(take)).toMatch(/no held-out test/);
    expect(outcomes(learningReport())).toBe(81);
    expect([trainedText(learningReport()), trainedText(learningReport({ trainedOn: [] }))]).toEqual(['seeds 1 to 3', 'no seeds']);
  });

  test('is drawn with every point, its interval and its n; two curves share axes that hold them both', () => {
    const picture = calibrationPicture({ points: curve, end: 0.5, look: 'now' });
    expect(picture.table.head).toEqual(['Predicted', 'Observed', '95 % from', 'to', 'n']);
    expect(picture.table.rows).toEqual([
      ['.120', '.100', '.030', '.300', '20'],
      ['.334', '.360', '.250', '.480', '61'],
    ]);
    expect(picture.sentence).toContain('predicted .334, observed .360, interval .250 to .480, n 61');
    expect(calibrationPicture({ points: [], end: 1, look: 'test' }).sentence).toBe('Nothing to draw yet.');
    expect(calibrationEnd([], curve)).toBe(0.5);
    expect(calibrationEnd([{ n: 1, predicted: 0.98, observed: 1, interval: { low: 0.2, high: 1 } }], curve)).toBe(1);
    expect(calibrationEnd([], [])).toBe(0.1);
  });
});

describe('what is learned', () => {
  test('is asked for once, then heard; what is picked stays picked, and without a pick nothing jumps as outcomes come', async () => {
    const desk = new FakeDesk();
    const learning = new Learning(desk);
    const stop = learning.watch('s-1');
    await Promise.resolve();
    expect(learning.lit).toMatchObject({ name: 'fade', kind: 'trees' });
    desk.learned(learningReport({ frozen: true }));
    expect([learning.report?.frozen, learning.lit?.name]).toEqual([true, 'fade']);
    learning.light('ping/beta');
    desk.learned(learningReport());
    expect(learning.lit).toMatchObject({ name: 'ping', kind: 'beta' });
    stop();
    desk.learned(learningReport({ trainedOn: [9] }));
    expect(learning.report?.trainedOn).toEqual([1, 2, 3]);
    learning.watch('s-2')();
    expect(learning.report).toBeUndefined();
  });

  test('that cannot be had says why', async () => {
    const failing = { invoke: () => Promise.reject(new Error('no connection')), subscribe: () => () => undefined } as never;
    const learning = new Learning(failing);
    learning.watch('s-1');
    await Promise.resolve();
    await Promise.resolve();
    expect([learning.failure, learning.lit]).toEqual(['no connection', undefined]);
  });
});

describe('a search', () => {
  test('every number that can be searched has words of its own', () => {
    for (const name of NAMES) expect([name, parameterWords(name).name]).not.toEqual([name, name]);
    expect(new Set(NAMES.map((name) => parameterWords(name).name)).size).toBe(NAMES.length);
    expect([
      parameterWords('tuning.patience').print(5e9),
      parameterWords('tuning.underfill').print(7500),
      parameterWords('router.darkFillPrior').print(0.4),
      parameterWords('tuning.pingMinQty').print(1200),
      parameterWords('tuning.leakTicks').print(2),
    ]).toEqual(['5 s', '0.750 ¢', '.4', '1,200 sh', '2']);
  });

  test('says of each try what was changed, what that saved, and what became of it', () => {
    const [first, second] = tuneReport().tries;
    expect([changesText(first!.changes), changesText(second!.changes)]).toEqual(['leakTicks .5 → .75', 'darkFillPrior .3 → .4']);
    expect(tryText(tuneTry(3, 'notProven', { mean: 0.004, low: -0.006, high: 0.014 }))).toBe(
      'Cost of being read, ticks (more for every share still to trade, where these are as many as the touch shows) from .5 to .75. ' +
        'Saving over 8 seeds +0.0040 bps, 95 % interval −0.0060 to +0.0140. Not proven: cheaper on average, but its interval holds zero.',
    );
    expect([minutesText(900), minutesText(119_000), minutesText(600_000)]).toEqual(['1 s', '119 s', '10 min']);
    // Shape first: no two verdicts share one.
    expect(new Set(Object.values(TRY_WORDS).map(([mark]) => mark)).size).toBe(Object.keys(TRY_WORDS).length);
  });

  test('claims a saving only where fresh seeds confirm it', () => {
    const said = (report: TuneReport) => [spoken(verdictOf(report)), verdictOf(report).sub] as const;
    const [held, why] = said(tuneReport());
    expect(held).toBe('The tuned setting saves 0.0150 bps');
    expect(why).toBe('Confirmed on fresh seeds 2009-2016: 1.3100 to 1.2950 bps, 95 % interval of the saving +0.0100 to +0.0200.');
    const chance = {
      seeds: '2009-2016',
      start: 1.31,
      tuned: 1.309,
      saving: { mean: 0.001, low: -0.01, high: 0.012 },
      holds: false,
    };
    expect(said(tuneReport({ confirmation: chance }))[0]).toBe('Not confirmed: nothing is changed');
    const { confirmation: _, ended: __, ...running } = tuneReport();
    expect(said(running)).toEqual([
      '1 changed number saves 0.0200 bps',
      "So far, on the search's own seeds 2001-2008: 1.2500 to 1.2300 bps. Not confirmed on fresh seeds yet.",
    ]);
    const still = running.parameters.map((one) => ({ ...one, best: one.start }));
    const nothing = { ...running, tries: tuneReport().tries.slice(2), parameters: still };
    expect(said(nothing)[0]).toBe('Nothing proven so far');
    expect(said({ ...nothing, ended: 'steps' })[0]).toBe('Nothing was proven: nothing is changed');
  });

  test('tells which numbers changed, what became of all tries and why it ended', () => {
    expect(verdictOf(tuneReport()).findings.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'good: Cost of being read, ticks (more for every share still to trade, where these are as many as the touch shows): .5 to .75.',
      'none: Of 5 tries: 1 accepted, 1 outdone, 1 not proven, 1 no better, 1 dropped early.',
      'warn: Ended by its budget of 5 settings: more may be found.',
    ]);
    const few = tuneReport({ tries: tuneReport().tries.map((one) => ({ ...one, seeds: 2 })) });
    expect(verdictOf(few).findings.map(({ text }) => text)).toContain('2 seeds: an interval over so few says little.');
    expect(routerText(tuneReport())).toBe('{"tuning":{"leakTicks":0.75}}');
    expect(routerText(tuneReport({ confirmation: { ...tuneReport().confirmation!, holds: false } }))).toBeUndefined();
  });

  test('as it is asked for is what the contract allows; numbers keep the order of the search', () => {
    const setup = { ...START, scenario: 'us2026' };
    expect(requests['tune.run'].safeParse(paramsOf(setup)).success).toBe(true);
    expect(toggled(setup, 'tuning.impact')).toEqual([
      'tuning.leakTicks',
      'tuning.impact',
      'router.darkFillPrior',
      'router.adverseTicks',
    ]);
    expect(toggled(setup, 'tuning.leakTicks')).not.toContain('tuning.leakTicks');
  });

  test.each([
    ['seeds', '1', 'Whole number, 2 to 1,000'],
    ['budget', '0', 'Whole number, 1 to 10,000'],
    ['seed', '-1', 'Whole number, 0 to 4,294,967,295'],
  ] as const)('%s of "%s" is refused', (field, text, error) => {
    expect(readField(field, text)).toEqual({ error });
  });

  test('a refusal stands beside its field', () => {
    expect(refusedField(TUNING.words, 'seeds: the confirmation takes as many fresh ones')).toEqual({
      field: 'seeds',
      text: 'the confirmation takes as many fresh ones',
    });
  });
});

test.each(Object.keys(STOPS) as LongTask[])('%s is waited for as long as it takes', (task) => {
  const patience: number[] = [];
  const channel = { send: () => undefined, onMessage: () => undefined, onClose: () => undefined, close: () => undefined };
  const client = new WireClient({
    channel: channel as never,
    after: (milliseconds) => {
      patience.push(milliseconds);
      return () => undefined;
    },
  });
  void client.invoke(task, {} as never);
  expect(patience).toEqual([36_000_000]);
});

describe('a search on the page', () => {
  const begun = (transport: Transport) => {
    const run = new TuneRun(transport);
    run.change({ scenario: 'us2026' });
    return run;
  };

  test('shows the rounds as they come, then the report', async () => {
    const host = pausedHost();
    const run = begun(host.transport);
    expect([run.ready, run.shown]).toEqual([true, undefined]);
    const over = run.start();
    host.push('progress', { task: 'tune.run', done: 2, total: 5, text: '2 of 5' });
    expect([run.progress, run.shown]).toEqual([{ done: 2, total: 5, text: '2 of 5' }, undefined]);
    const { ended: _, ...soFar } = tuneReport();
    host.push('tuning', soFar);
    expect(run.shown).toEqual(soFar);
    host.answer(tuneReport());
    await over;
    expect([run.shown, run.changed, run.resumable]).toEqual([tuneReport(), false, false]);
    // Of a search that it did not ask for it hears nothing.
    host.push('tuning', tuneReport({ budget: 99 }));
    expect(run.shown?.budget).toBe(5);
  });

  test('stopped, keeps what it had found and goes on from there, unless something else is asked for', async () => {
    const host = pausedHost();
    const run = begun(host.transport);
    const over = run.start();
    const soFar = tuneReport({ tries: tuneReport().tries.slice(0, 2) });
    host.push('tuning', soFar);
    await run.stop();
    host.refuse(new WireFailure('internal', 'the search was given up'));
    await over;
    expect([run.stopped, run.resumable, run.failure, run.shown]).toEqual([true, true, undefined, soFar]);
    run.change({ budget: 60 });
    expect(run.resumable).toBe(false);
    run.change({ budget: START.budget });
    const again = run.start();
    expect(run.shown).toEqual(soFar);
    host.answer(tuneReport());
    await again;
    expect([run.shown, host.asked]).toEqual([tuneReport(), ['tune.run', 'tune.stop', 'tune.run']]);
  });

  test('that has nothing to search does not begin; a refusal stands beside its field', async () => {
    const host = pausedHost();
    const run = begun(host.transport);
    run.change({ parameters: [] });
    expect([await run.start(), run.errors, host.asked]).toEqual([undefined, { parameters: 'Pick at least one' }, []]);
    run.change({ parameters: ['tuning.impact'] });
    const over = run.start();
    host.refuse(new WireFailure('badRequest', 'budget: must be 10000 or less', 'budget'));
    expect([await over, run.errors, run.failure]).toEqual(['budget', { budget: 'must be 10000 or less' }, undefined]);
    const busy = run.start();
    host.refuse(new WireFailure('busy', 'a search is running already'));
    await busy;
    expect(run.failure).toEqual({ text: 'a search is running already', code: 'busy' });
  });

  test('from the scripted host comes whole', async () => {
    const run = begun(new FakeDesk());
    await run.start();
    expect(run.shown).toMatchObject({ scenario: 'us2026', ended: 'budget' });
  });
});

/** A host whose answer waits until it is given. */
function pausedHost() {
  const listeners = new Map<string, Set<(push: never) => void>>();
  let settle: { resolve: (report: TuneReport) => void; reject: (error: Error) => void } | undefined;
  const asked: string[] = [];
  const transport = {
    invoke: (name: string) => {
      asked.push(name);
      if (name === 'tune.stop') return Promise.resolve({ stopped: true });
      return new Promise((resolve, reject) => {
        settle = { resolve, reject };
      });
    },
    subscribe(name: string, heard: (push: never) => void) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(heard));
      return () => set.delete(heard);
    },
  } as unknown as Transport;
  return {
    transport,
    asked,
    push: (name: PushName, data: unknown) => listeners.get(name)?.forEach((heard) => void heard(data as never)),
    answer: (report: TuneReport) => settle?.resolve(report),
    refuse: (error: Error) => settle?.reject(error),
  };
}
