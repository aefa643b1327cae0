import { expect, onTestFinished, test } from 'vitest';
import { judgeAgain } from '../../electron/engine/oracle/judge-order.ts';
import { JudgeThreads } from '../../electron/host/judge-threads.ts';
import { sharedTape } from '../../electron/host/shared-tape.ts';
import { tapeConfig } from '../../electron/host/tape-config.ts';
import { type Nanos, type Qty, SECOND } from '../../shared/units.ts';
import { randomTape } from '../support/random-tape.ts';
import { order } from '../support/run.ts';

const tape = randomTape(3, 800);
const config = tapeConfig(tape);

function judged(clOrdID: string) {
  const at = config.openAt + 20 * SECOND;
  const own = order(at, { clOrdID, symbol: 'FWY', orderQty: 300 as Qty });
  return { engine: { config, tape }, orderID: 'P-1', order: own, later: [], horizon: (10 * SECOND) as Nanos };
}

test('an order of a recorded day is judged in a thread as it is here; the tape is sent without a copy', async () => {
  const threads = new JudgeThreads(1);
  onTestFinished(() => threads.close());
  const here = judgeAgain([], judged('a'));
  expect(here!.oracles[0]!.regretBps).toBeGreaterThanOrEqual(0);
  expect(await threads.again([], judged('a'))).toEqual(here);
  const shared = sharedTape(tape);
  expect(sharedTape(tape)).toBe(shared);
  expect(shared.quotes.time.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect([...shared.quotes.bidPx]).toEqual([...tape.quotes.bidPx]);
});

test('what fails in a thread is told in its own words, and the thread goes on', async () => {
  const threads = new JudgeThreads(1);
  onTestFinished(() => threads.close());
  const wrong = { ...judged('a'), engine: { config: { ...config, tapeDigest: '1'.repeat(64) } as typeof config, tape } };
  await expect(threads.again([], wrong)).rejects.toThrow(/the config names 1+/);
  expect(await threads.again([], judged('b'))).toMatchObject({ orderID: 'P-1' });
});

test('closed: whoever waits, and whoever comes later, is told why', async () => {
  const threads = new JudgeThreads(1);
  const waiting = [threads.again([], judged('a')), threads.again([], judged('b'))];
  const told = Promise.all(waiting.map((one) => expect(one).rejects.toThrow('enough')));
  await threads.close(new Error('enough'));
  await told;
  await expect(threads.again([], judged('c'))).rejects.toThrow('enough');
});
