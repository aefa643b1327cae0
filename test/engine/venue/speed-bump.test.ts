import { expect, test } from 'vitest';
import { loadScenario } from '../../../electron/host/scenario.ts';
import { MICROSECOND, MILLISECOND, type Qty, SECOND } from '../../../shared/units.ts';
import { order, run } from '../../support/run.ts';

test('no order of ours executes on IEX before 350 µs, each way’s distance on top', () => {
  const config = loadScenario('us2026');
  const { symbol } = config.symbols[0]!;
  const iex = config.venues.find((spec) => spec.mic === 'IEXG')!;
  const orders = Array.from({ length: 40 }, (_, i) =>
    order(config.openAt + SECOND + i * 50 * MILLISECOND, {
      symbol,
      side: i % 2 === 0 ? 'buy' : 'sell',
      orderQty: 100 as Qty,
      strategy: 'single_venue',
      exDestination: 'IEXG',
    }),
  );
  const { record } = run({ config }, orders, config.openAt + 4 * SECOND);
  const sentAt = new Map(record.children.filter(({ execType }) => execType === 'A').map(({ orderID, at }) => [orderID, at]));
  const waits = record.children
    .filter(({ execType, lastMkt }) => execType === 'F' && lastMkt === 'IEXG')
    .map(({ orderID, transactTime }) => transactTime! - sentAt.get(orderID)!);
  expect(waits.length).toBeGreaterThan(10);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(350 * MICROSECOND + iex.entryLatency + config.router.processing);
});
