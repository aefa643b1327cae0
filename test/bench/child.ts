/** One contender of one trial in a process of its own: `node child.ts TRIAL CONTENDER speed|heap` prints one JSON line. */
import { PerformanceObserver } from 'node:perf_hooks';
import { argv, stdout } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import type { Contender, HeapResult, Race, SpeedResult, Trial } from './trial.ts';

const [trialName, contenderName, mode] = argv.slice(2);
const { trial } = (await import(`./trials/${trialName}.ts`)) as { trial: Trial };
const contender = trial.contenders.find(({ name }) => name === contenderName);
if (contender === undefined) throw new Error(`${trialName} has no contender ${contenderName}`);

/** Kept for the life of the process: with the last instance of a class V8 drops the code it optimised for it. */
const warm = warmUp(contender);
const result = mode === 'heap' ? await measureHeap(contender.start()) : measureSpeed(contender.start());
stdout.write(`${JSON.stringify(result)}\n`);
if (warm.count === 0) throw new Error('no work');

function warmUp({ start, warmup }: Contender): Race {
  const race = start();
  race.run(warmup ?? race.count);
  return race;
}

function measureSpeed(race: Race): SpeedResult {
  globalThis.gc?.();
  const from = process.hrtime.bigint();
  race.run(race.count);
  const seconds = Number(process.hrtime.bigint() - from) / 1e9;
  return { count: race.count, seconds, totals: race.totals() };
}

async function measureHeap(race: Race): Promise<HeapResult> {
  if (globalThis.gc === undefined) throw new Error('heap: needs --expose-gc');
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().length;
  });
  globalThis.gc();
  await setTimeout(50);
  observer.observe({ entryTypes: ['gc'] });
  const before = getHeapStatistics();
  race.run(race.count);
  const after = getHeapStatistics();
  await setTimeout(50);
  observer.disconnect();
  return {
    count: race.count,
    bytes: after.used_heap_size - before.used_heap_size,
    bufferBytes: after.external_memory - before.external_memory,
    collections,
  };
}
