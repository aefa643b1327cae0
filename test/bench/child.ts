/** One contender of one trial in a process of its own: `node child.ts TRIAL CONTENDER speed|heap` prints one JSON line. */
import { PerformanceObserver } from 'node:perf_hooks';
import { argv, stdout } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import type { Contender, HeapResult, Race, SpeedResult, Trial } from './trial.ts';

const [trialName, contenderName, mode] = argv.slice(2);
const { trial } = (await import(`./trials/${trialName}.ts`)) as { trial: Trial };
const contender = trial.contenders.find(({ name }) => name === contenderName);
if (contender === undefined) throw new Error(`${trialName} has no contender ${contenderName}`);

/** Kept for the life of the process: with the last instance of a class V8 drops the code it optimised for it. */
const warm = warmUp(contender);
const result = mode === 'heap' ? await measureHeap(contender.start()) : measureSpeed(contender);
stdout.write(`${JSON.stringify(result)}\n`);
if (warm.count === 0) throw new Error('no work');

function warmUp({ start, warmup }: Contender): Race {
  let race = start();
  let left = warmup ?? race.count;
  for (;;) {
    race.run(Math.min(left, race.count));
    left -= race.count;
    if (left <= 0) return race;
    race = start();
  }
}

/** Passes, each over a fresh structure, until a second of work is timed: a quick contender meets the machine's moods as a slow one does. */
function measureSpeed({ start }: Contender): SpeedResult {
  let seconds = 0;
  for (let passes = 1; ; passes++) {
    const race = start();
    globalThis.gc?.();
    const from = process.hrtime.bigint();
    race.run(race.count);
    seconds += Number(process.hrtime.bigint() - from) / 1e9;
    if (seconds >= 1) return { count: race.count, passes, seconds, totals: race.totals() };
  }
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
  const before = usage();
  race.run(race.count);
  const after = usage();
  await setTimeout(50);
  observer.disconnect();
  return {
    count: race.count,
    bytes: after.objects - before.objects,
    codeBytes: after.code - before.code,
    bufferBytes: after.buffers - before.buffers,
    collections,
  };
}

function usage() {
  let objects = 0;
  let code = 0;
  for (const { space_name, space_used_size } of getHeapSpaceStatistics()) {
    if (/^(code|trusted|code_large_object|trusted_large_object)_space$/.test(space_name)) code += space_used_size;
    else objects += space_used_size;
  }
  return { objects, code, buffers: getHeapStatistics().external_memory };
}
