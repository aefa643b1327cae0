import { expect, test } from 'vitest';
import { TapeNbbo } from '../../electron/engine/feed/tape-nbbo.ts';
import { rerun } from '../../electron/host/headless.ts';
import { tapeConfig } from '../../electron/host/tape-config.ts';
import { readTape } from '../../electron/host/tape-file.ts';
import { STRATEGIES } from '../../shared/routing.ts';
import { audit } from '../support/audit.ts';
import { beyondDisplayed } from '../support/displayed.ts';
import { mixedOrders } from '../support/orders.ts';
import { randomTape } from '../support/random-tape.ts';
import { describeRealData } from '../support/real-data.ts';
import { run } from '../support/run.ts';

test('orders of every kind on random tapes: no broken rule, nothing beyond what was displayed', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const tape = randomTape(seed);
    const config = tapeConfig(tape, { seed });
    const commands = mixedOrders({
      count: 60,
      seed,
      symbol: 'FWY',
      from: config.openAt + 1e9,
      to: config.closeAt - 1e9,
      tick: 100,
      near: () => 1_000_000,
    });
    const { record } = run({ config, tape }, commands, config.closeAt);
    expect(audit(record.events, config)).toEqual([]);
    expect(beyondDisplayed(tape, config, record.children)).toEqual([]);
    expect(record.parents.filter((report) => report.execType === '0').length).toBe(60);
  }
});

describeRealData('taq-2018-01-02', 'five hundred orders on a recorded day', (dir) => {
  test('every rule holds, every fill is displayed and decided, and a re-run is the same session', async () => {
    const tape = await readTape(dir);
    const config = tapeConfig(tape);
    const market = new TapeNbbo(tape.letters.length);
    let row = 0;
    const near = (at: number) => {
      while (row < tape.quotes.count && tape.quotes.time[row] <= at) market.apply(tape.quotes, row++);
      return (market.bestBidPx + market.bestAskPx) / 2;
    };
    const span = { from: config.openAt + 5e9, to: config.closeAt - 5e9 };
    const commands = mixedOrders({ count: 500, seed: 7, symbol: tape.symbols[0]!, tick: 100, near, ...span });
    const { record, engine } = run({ config, tape }, commands, config.closeAt);
    expect(audit(record.events, config)).toEqual([]);
    expect(beyondDisplayed(tape, config, record.children)).toEqual([]);
    const accepted = record.parents.filter((report) => report.execType === '0');
    expect(accepted).toHaveLength(500);
    expect(new Set(accepted.map((report) => report.strategy)).size).toBe(STRATEGIES.length);
    expect(rerun({ config, tape }, commands, engine.now)).toBe(record.digest.value());
  });
});
