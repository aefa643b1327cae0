/** One contender of one trial in a process of its own: `node child.ts TRIAL CONTENDER speed|heap|growth` prints one JSON line. */
import { PerformanceObserver } from 'node:perf_hooks';
import { argv, stdout } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import { latency } from './latency.ts';
import type { GrowthResult, HeapResult, Race, Racer, SpeedResult, Trial, UnitRace } from './trial.ts';

/** As many passes at least over units that are timed one by one. */
const UNIT_PASSES = 5;

const [trialName, contenderName, mode] = argv.slice(2);
const { trial } = (await import(`./trials/${trialName}.ts`)) as { trial: Trial };
const contender = trial.contenders.find(({ name }) => name === contenderName);
if (contender === undefined) throw new Error(`${trialName} has no contender ${contenderName}`);

if ('measure' in contender) print(contender.measure());
else {
  /** Kept for the life of the process: with the last instance of a class V8 drops the code it optimised for it. */
  const warm = warmUp(contender);
  if (mode === 'heap') print(await measureHeap(contender));
  else if (mode === 'growth') print(measureGrowth(contender));
  else print(measureSpeed(contender));
  if (warm.count === 0) throw new Error('no work');
}

function print(result: SpeedResult | HeapResult | GrowthResult): void {
  stdout.write(`${JSON.stringify(result)}\n`);
}

function warmUp({ start, warmup }: Racer): Race {
  let race = start();
  let left = warmup ?? race.count;
  for (;;) {
    run(race, Math.min(left, race.count));
    left -= race.count;
    if (left <= 0) return race;
    race = start();
  }
}

function run(race: Race, count: number): void {
  if ('byUnit' in race) runUnits(race, 0, count);
  else race.run(count);
}

function runUnits(race: UnitRace, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    race.prepare(i);
    race.run(i);
  }
}

/** Passes, each over a fresh structure, until a second of work is timed: a quick contender meets the machine's moods as a slow one does. */
function measureSpeed({ start }: Racer): SpeedResult {
  let seconds = 0;
  const times: Float64Array[] = [];
  for (let passes = 1; ; passes++) {
    const race = start();
    globalThis.gc?.();
    if ('byUnit' in race) {
      const nanos = timed(race);
      times.push(nanos);
      seconds += nanos.reduce((sum, nano) => sum + nano, 0) / 1e9;
    } else {
      const from = process.hrtime.bigint();
      race.run(race.count);
      seconds += Number(process.hrtime.bigint() - from) / 1e9;
    }
    if (seconds < 1 || (times.length > 0 && passes < UNIT_PASSES)) continue;
    const result = { count: race.count, passes, seconds, totals: race.totals() };
    return times.length > 0 ? { ...result, latency: latency(times) } : result;
  }
}

/** Nanoseconds by unit. */
function timed(race: UnitRace): Float64Array {
  const nanos = new Float64Array(race.count);
  for (let i = 0; i < race.count; i++) {
    race.prepare(i);
    const from = performance.now();
    race.run(i);
    nanos[i] = (performance.now() - from) * 1e6;
  }
  return nanos;
}

async function measureHeap({ start, heap }: Racer): Promise<HeapResult> {
  const race = start();
  const count = typeof heap === 'number' ? heap : race.count;
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().length;
  });
  collect();
  await setTimeout(50);
  observer.observe({ entryTypes: ['gc'] });
  const before = usage();
  run(race, count);
  const after = usage();
  await setTimeout(50);
  observer.disconnect();
  return { count, ...grown(before, after), collections };
}

function measureGrowth({ name, start, growth }: Racer): GrowthResult {
  const race = start();
  if (growth === undefined || !('byUnit' in race)) throw new Error(`${name}: growth is measured of units`);
  const [from, to] = growth;
  runUnits(race, 0, from);
  collect();
  const before = usage();
  runUnits(race, from, to);
  collect();
  return { from, to, ...grown(before, usage()) };
}

function collect(): void {
  if (globalThis.gc === undefined) throw new Error('needs --expose-gc');
  // What a first collection lets go of by a finaliser is taken by the second.
  globalThis.gc();
  globalThis.gc();
}

function grown(before: Usage, after: Usage) {
  return {
    bytes: after.objects - before.objects,
    codeBytes: after.code - before.code,
    bufferBytes: after.buffers - before.buffers,
  };
}

interface Usage {
  readonly objects: number;
  readonly code: number;
  readonly buffers: number;
}

function usage(): Usage {
  let objects = 0;
  let code = 0;
  for (const { space_name, space_used_size } of getHeapSpaceStatistics()) {
    if (/^(code|trusted|code_large_object|trusted_large_object)_space$/.test(space_name)) code += space_used_size;
    else objects += space_used_size;
  }
  return { objects, code, buffers: getHeapStatistics().external_memory };
}
