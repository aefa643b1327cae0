import { describe, expect, test } from 'vitest';
import { bandPicture } from '../../renderer/charts/band.ts';
import { RealismRun } from '../../renderer/pages/realism/run.svelte.ts';
import {
  figure,
  heldOut,
  recordedText,
  rowScale,
  rowSentence,
  seedsText,
  spreadText,
  stateOf,
  targetsFirst,
  targetText,
  verdict,
} from '../../renderer/pages/realism/words.ts';
import { WireFailure } from '../../shared/wire/client.ts';
import type { Transport } from '../../shared/wire/contract.ts';
import { FakeDesk } from '../support/fake-desk.ts';
import { realismReport } from '../support/realism-report.ts';

const report = realismReport();
const row = (id: string) => report.rows.find((one) => one.id === id)!;

describe('a row', () => {
  test('says whether it holds, fails, was not measured, or has nothing to hold to', () => {
    expect(report.rows.map(stateOf)).toEqual(['holds', 'fails', 'unmeasured', 'compared']);
  });

  test('prints its target, its figures and what was recorded', () => {
    expect(report.rows.map(({ target }) => targetText(target))).toEqual(['1 to 1.6', 'from 1', '0.6 to 1.1', 'no target']);
    expect(targetText({ high: 0.5 })).toBe('up to 0.5');
    expect(report.rows.map(({ recorded }) => recordedText(recorded))).toEqual(['3.70', 'none', 'none', '1.83 to 14.2']);
    expect([figure(1263.4), figure(0.0211), figure(0), figure(undefined), spreadText(0.0283), spreadText(undefined)]).toEqual([
      '1,263',
      '0.0211',
      '0',
      'none',
      '± 0.028',
      '',
    ]);
  });

  test('shows everything that it has inside its axis, its band open where the target is', () => {
    for (const one of report.rows) {
      const scale = rowScale(one);
      for (const value of [...one.values, one.mean, ...one.recorded.map((day) => day.value)]) {
        if (value === undefined) continue;
        expect(scale.at(value)).toBeGreaterThan(0);
        expect(scale.at(value)).toBeLessThan(100);
      }
    }
    const open = rowScale(row('kurtosis'));
    expect(open.band!.left + open.band!.width).toBe(100);
    expect(open.at(0.523)).toBeLessThan(open.band!.left);
    expect(rowScale(row('quoteRate'))).toMatchObject({ band: undefined, log: true });
    expect(rowScale({ ...row('quoteRate'), mean: undefined, spread: undefined, values: [], recorded: [] }).at(1)).toBe(50);
  });

  test('that is to be held to something comes before those for comparison', () => {
    const [first, ...others] = report.rows;
    const mixed = [row('quoteRate'), ...others.filter(({ id }) => id !== 'quoteRate'), first!];
    expect(targetsFirst(mixed).map(({ target }) => target !== undefined)).toEqual([true, true, true, false]);
  });

  test('is a sentence for who does not see it', () => {
    expect(rowSentence(row('kurtosis'))).toBe(
      'excess kurtosis of 1-s mid returns: simulated 0.523, spread 0.0891, target from 1, recorded none, fails',
    );
  });
});

describe('what the verdict is worth', () => {
  test('is said in one line', () => {
    expect(verdict(report)).toEqual({ kind: 'bad', text: '1 of 3 targets hold, 1 fails, 1 unmeasured' });
    const rows = report.rows.filter((one) => stateOf(one) !== 'fails');
    expect(verdict({ ...report, rows, targets: 2 })).toEqual({ kind: 'warn', text: '1 of 2 targets hold, 1 unmeasured' });
    expect(verdict({ ...report, held: 3 })).toEqual({ kind: 'good', text: 'All 3 targets hold' });
  });

  test('is nothing on seeds that served for tuning', () => {
    expect(heldOut(report)).toEqual({ kind: 'good', text: 'Tuned on other seeds: 1 to 3.' });
    expect(heldOut({ ...report, seeds: [3, 4] })).toEqual({
      kind: 'bad',
      text: '1 seed of these served for tuning (3): the verdict does not count.',
    });
    expect(heldOut({ ...report, tunedOn: [] }).kind).toBe('warn');
  });

  test.each([
    [[], 'none'],
    [[7], '7'],
    [[3, 8], '3 and 8'],
    [[3, 4, 5], '3 to 5'],
    [[3, 5, 8], '3, 5 and 8'],
  ])('%j are the seeds %s', (seeds, text) => {
    expect(seedsText(seeds)).toBe(text);
  });
});

describe('a curve', () => {
  const print = (value: number) => figure(value);

  test('has every point in its table, spread beside it, and says where each line begins and ends', () => {
    const [curve] = report.curves;
    const picture = bandPicture({ ...curve!, print });
    expect(picture.table.head).toEqual(['lag, seconds', 'simulated', '±', 'XXX taq-2018-01-02']);
    expect([picture.table.rows.length, picture.table.rows[0]]).toEqual([60, ['1', '0.300', '0.0100', '0.200']]);
    expect(picture.sentence).toContain('simulated goes from 0.300 at 1 to 0.0050 at 60');
  });

  test('of venues names them, and a venue without a value says so', () => {
    const curve = report.curves[1]!;
    const picture = bandPicture({ ...curve, names: curve.labels!, print });
    expect(picture.table.rows).toEqual([
      ['XNYS', '81.0', '2.00'],
      ['XNAS', 'none', 'none'],
    ]);
  });

  test('over decades has an axis of ratios, over a few seconds a plain one', () => {
    const lines = [{ name: 'simulated', kind: 'simulated', y: [1, 2, 3, 4] }] as const;
    expect(bandPicture({ x: [1, 5, 20, 100], xTitle: 's', lines, print }).kind).toBe('band log');
    expect(bandPicture({ x: [1, 2, 3, 4], xTitle: 's', lines, print }).kind).toBe('band');
  });
});

describe('a run', () => {
  const asked = { scenario: 'us2026', seed: 5, seeds: 2, minutes: 1 };

  test('leaves its report, and says when the fields have moved on', async () => {
    const run = new RealismRun(new FakeDesk());
    run.setup = asked;
    await run.start();
    expect([run.report?.seeds, run.busy, run.failure, run.changed]).toEqual([[5, 6], false, undefined, false]);
    run.setup = { ...asked, minutes: 2 };
    expect(run.changed).toBe(true);
  });

  test('that is asked for something impossible does not begin', async () => {
    const host = pausedHost();
    const run = new RealismRun(host.transport);
    expect([run.ready, Object.keys(run.errors)]).toEqual([false, ['scenario']]);
    run.setup = asked;
    for (const [field, text, rule] of [
      ['seeds', '0', 'Whole number, 1 to 100'],
      ['minutes', '1.5', 'Whole number, 1 to 390'],
      ['seed', 'first', 'Whole number, 0 to 4,294,967,295'],
    ] as const) {
      run.type(field, text);
      expect([run.errors[field], run.ready]).toEqual([rule, false]);
      run.type(field, '7');
      expect([run.errors, run.ready, run.setup[field]]).toEqual([{}, true, 7]);
    }
  });

  test('shows how far it is, and that it was stopped by hand is no failure', async () => {
    const host = pausedHost();
    const run = new RealismRun(host.transport);
    run.setup = asked;
    const over = run.start();
    host.push(1, 2);
    expect(run.progress).toEqual({ done: 1, total: 2, text: '1 of 2' });
    await run.stop();
    host.refuse(new WireFailure('internal', 'the calibration was given up'));
    await over;
    expect([run.stopped, run.failure, run.busy, run.report]).toEqual([true, undefined, false, undefined]);
  });

  test('that fails keeps the report before it and names the field', async () => {
    const host = pausedHost();
    const run = new RealismRun(host.transport);
    run.setup = asked;
    run.report = report;
    const over = run.start();
    host.refuse(new WireFailure('notFound', 'scenario: nowhere cannot be opened here', 'scenario'));
    await over;
    expect([run.errors, run.failure]).toEqual([{ scenario: 'nowhere cannot be opened here' }, undefined]);
    expect([run.report, run.stopped]).toEqual([report, false]);
    run.change({ scenario: 'us2026' });
    expect(run.errors).toEqual({});
  });
});

/** A host whose answer waits until it is given. */
function pausedHost() {
  let listener: (push: never) => void = () => undefined;
  let refuse: (error: Error) => void = () => undefined;
  const transport = {
    invoke: (name: string) =>
      name === 'calibrate.stop' ? Promise.resolve({ stopped: true }) : new Promise((_, reject) => (refuse = reject)),
    subscribe(_name: string, heard: (push: never) => void) {
      listener = heard;
      return () => undefined;
    },
  } as unknown as Transport;
  return {
    transport,
    push: (done: number, total: number) => listener({ task: 'calibrate.run', done, total, text: `${done} of ${total}` } as never),
    refuse: (error: Error) => refuse(error),
  };
}
