import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../electron/host/scenario.ts';
import { type TuneOptions, tune, tuneText } from '../../electron/host/tune.ts';
import { TuneMemo } from '../../electron/host/tune-memo.ts';
import type { TapeConfig } from '../../shared/config/session.ts';
import type { TuneReport } from '../../shared/wire/tuning.ts';
import { folder } from '../store/folder.ts';

const config = loadScenario('textbook');
const options = (change: Partial<TuneOptions> = {}): TuneOptions => ({
  scenario: 'textbook',
  config,
  symbol: 'ACME',
  strategy: 'smart',
  dispatch: 'parallel',
  seeds: [1, 2],
  parameters: ['router.darkFillPrior'],
  budget: 3,
  ...change,
});

class CountingMemo extends TuneMemo {
  /** Costs that had to be worked out: of one setting on one seed each. */
  added = 0;

  override add(...[routers, ...rest]: Parameters<TuneMemo['add']>): void {
    this.added += routers.length;
    super.add(routers, ...rest);
  }
}

describe('tuning', () => {
  test.each([
    [{ config: { ...config, market: 'tape' } as unknown as TapeConfig }, 'is a recorded day'],
    [{ seeds: [1] }, 'seeds: 1 is fewer than 2'],
    [{ seeds: [4294967294, 4294967295] }, 'the confirmation takes as many fresh ones'],
    [{ parameters: [] }, 'name at least one'],
    [{ parameters: ['tuning.luck'] }, '--param: "tuning.luck" is none of tuning.detectTake'],
    [{ parameters: ['tuning.impact', 'tuning.impact'] }, 'tuning.impact is named twice'],
    [{ budget: 0 }, 'budget: must be 1 or more'],
  ] as const)('%j is refused', async (change, text) => {
    await expect(tune(options(change as Partial<TuneOptions>))).rejects.toThrow(text);
  });

  test('a state of another search, or none at all, is refused', async () => {
    const state = join(folder(), 'state.json');
    writeFileSync(state, JSON.stringify({ version: 1, of: '0'.repeat(64), costs: {} }));
    await expect(tune(options({ memo: new TuneMemo(state) }))).rejects.toThrow('is of another search');
    writeFileSync(state, '{"version": 2}');
    await expect(tune(options({ memo: new TuneMemo(state) }))).rejects.toThrow('--state:');
    writeFileSync(state, 'not json');
    await expect(tune(options({ memo: new TuneMemo(state) }))).rejects.toThrow('line 1');
  });

  test('however often it is interrupted, the same report as in one go, and for any number of threads', async () => {
    const whole = await tune(options({ threads: 1 }));
    expect(whole.tries.length).toBeGreaterThanOrEqual(3);
    expect(whole.ended).toBe('budget');
    const state = join(folder(), 'state.json');
    let stops = 0;
    let seen = -1;
    let resumed: TuneReport | undefined;
    while (!resumed) {
      const controller = new AbortController();
      // Each time a little further: given up as soon as a cost more is known than when it was given up last.
      const onProgress = () => {
        const known = existsSync(state) ? readFileSync(state, 'utf8').length : 0;
        if (known <= seen) return;
        seen = known;
        controller.abort(new Error('interrupted'));
      };
      resumed = await tune(
        options({
          memo: new TuneMemo(state),
          threads: 2,
          onProgress: stops < 2 ? onProgress : () => {},
          signal: controller.signal,
        }),
      ).catch((error: Error) => {
        expect(error.message).toBe('interrupted');
        stops += 1;
        return undefined;
      });
    }
    expect(stops).toBe(2);
    expect(resumed).toEqual(whole);
    // Once all is known there is nothing left to work out.
    expect(await tune(options({ memo: new TuneMemo(state) }))).toEqual(whole);
  });

  test('interrupted with its costs in memory it works out the others alone, and of another search it keeps nothing', async () => {
    const once = new CountingMemo();
    const whole = await tune(options({ memo: once, budget: 2 }));
    const memo = new CountingMemo();
    const controller = new AbortController();
    const given = tune(
      options({ memo, budget: 2, signal: controller.signal, onProgress: () => controller.abort(new Error('enough')) }),
    );
    await expect(given).rejects.toThrow('enough');
    expect([memo.added > 0, memo.added < once.added]).toEqual([true, true]);
    expect(await tune(options({ memo, budget: 2 }))).toEqual(whole);
    expect(memo.added).toBe(once.added);
    // What is known of one strategy says nothing of another.
    await tune(options({ memo, strategy: 'price_time', budget: 1 }));
    expect(memo.added).toBeGreaterThan(once.added);
  });

  test('says which settings it tries', () => {
    const progress = { stage: 'search', tried: 4, budget: 9, done: 1, total: 2 } as const;
    expect(tuneText({ ...progress, trying: [] })).toBe('4 of 9 settings tried; the start, seed 1 of 2');
    expect(tuneText({ ...progress, trying: ['tuning.impact 1', 'tuning.spray 0.3'] })).toBe(
      '4 of 9 settings tried; tuning.impact 1 and 1 more, seed 1 of 2',
    );
    expect(tuneText({ ...progress, stage: 'confirmation', trying: ['tuning.impact 1'] })).toBe('confirmation, seed 1 of 2');
  });

  test('a step is taken only with an interval that leaves out 0; what is not confirmed on fresh seeds changes nothing', async () => {
    const reports: TuneReport[] = [];
    const report = await tune(options({ budget: 5, onReport: (soFar) => reports.push(soFar) }));
    for (const { verdict, saving } of report.tries) if (verdict === 'accepted') expect(saving.low).toBeGreaterThan(0);
    const accepted = report.tries.some(({ verdict }) => verdict === 'accepted');
    expect(report.confirmation !== undefined).toBe(accepted);
    if (report.confirmation) expect(report.confirmation.seeds).toBe('3-4');
    if (!report.confirmation?.holds) expect(report.router).toEqual(config.router);
    expect(reports.at(-1)!.tries).toEqual(report.tries);
  });
});
