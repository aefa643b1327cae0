import type { ContenderReport, GoalReport, Percentile, Spread, TrialReport } from './report.ts';

/** A trial's report as lines to read. */
export function table(report: TrialReport): string {
  const { contenders, unit, agree } = report;
  const width = Math.max(...contenders.map(({ name }) => name.length));
  return `${[
    `${report.name}: ${report.work}`,
    `${report.rounds} rounds, a fresh process each, median (min-max)`,
    '',
    ...speeds(contenders, unit, width),
    ...latencies(contenders, unit, width),
    '',
    ...totals(report),
    ...(agree ? [] : contenders.map(({ name, totals }) => `  ${name}: ${JSON.stringify(totals)}`)),
    `${unit}s run before the clock: ${contenders.flatMap(({ name, warmup }) => (warmup === undefined ? [] : `${name} ${whole(warmup)}`)).join(', ')}`,
    ...contenders.flatMap((contender) => memory(contender, unit)),
    ...report.absent.map(({ name, why }) => `left out: ${name} (${why})`),
    ...report.goals.map((goal) => goalText(goal, unit)),
  ].join('\n')}\n`;
}

function speeds(contenders: readonly ContenderReport[], unit: string, width: number): string[] {
  const thousands = contenders.some(({ perSecond }) => perSecond.median >= 10_000);
  const title = `${thousands ? 'thousand ' : ''}${unit}s/s`;
  return [
    `${''.padEnd(width)}  ${title.padStart(26)}  ${'times slower than ours'.padStart(24)}`,
    ...contenders.map(
      ({ name, perSecond, ratio }) =>
        `${name.padEnd(width)}  ${show(perSecond, thousands ? 1e-3 : 1, 0).padStart(26)}  ${times(ratio).padStart(24)}`,
    ),
  ];
}

function latencies(contenders: readonly ContenderReport[], unit: string, width: number): string[] {
  const timed = contenders.filter(({ latency }) => latency !== undefined);
  if (timed.length === 0) return [];
  return [
    '',
    `each ${unit} timed by itself, the timer included: µs, and as a ratio to ours; undisturbed: p99 of the quickest that each was in any pass`,
    `${''.padEnd(width)}  ${['p50', 'p99', 'p99.9', 'undisturbed'].map((title) => title.padStart(24)).join('  ')}`,
    ...timed.map(({ name, latency }) => {
      const cell = ({ nanos, ratio }: Percentile) => `${micros(nanos)} x${significant(ratio.median)}`.padStart(24);
      const { p50, p99, p999, undisturbed } = latency!;
      return `${name.padEnd(width)}  ${[p50, p99, p999, undisturbed].map(cell).join('  ')}`;
    }),
  ];
}

/** What was done, by the contenders of each work. */
function totals({ contenders, agree }: TrialReport): string[] {
  const works = [...new Set(contenders.map(({ work }) => work))];
  return works.map((work) => {
    const same = contenders.filter((contender) => contender.work === work);
    const text = Object.entries(same[0].totals).map(([key, value]) => `${key} ${value.toLocaleString('en-US')}`);
    const who = works.length === 1 ? 'all' : same.map(({ name }) => name).join(' and ');
    const verdict = same.length === 1 ? '' : agree ? ' agree' : ' DISAGREE';
    return `${agree || works.length > 1 ? who : 'THEY'}${verdict}: ${text.join(', ')}`;
  });
}

function memory({ name, heap, growth }: ContenderReport, unit: string): string[] {
  const lines: string[] = [];
  if (heap)
    lines.push(
      `${name}: ${(heap.bytes / heap.count).toFixed(4)} heap bytes per ${unit} (${whole(heap.bytes)} in all, ${heap.collections} collections, compiled code ${whole(heap.codeBytes)}, array buffers ${whole(heap.bufferBytes)})`,
    );
  if (growth)
    lines.push(
      `${name}: from ${unit} ${whole(growth.from)} to ${whole(growth.to)} what is alive grew by ${whole(growth.bytes)} bytes (compiled code ${whole(growth.codeBytes)}, array buffers ${whole(growth.bufferBytes)})`,
    );
  return lines;
}

function goalText({ goal, reached }: GoalReport, unit: string): string {
  const verdict = reached ? 'reached' : 'MISSED';
  if ('ratio' in goal) return `goal ${goal.ratio}x of ${goal.peer}: ${verdict}`;
  if ('p99' in goal) return `goal p99 of ${goal.contender} at most ${goal.p99 / 1e3} µs: ${verdict}`;
  return `goal ${goal.contender} keeps at most ${goal.growth} bytes of a ${unit}: ${verdict}`;
}

function times(ratio: Spread): string {
  return show(ratio, 1, ratio.median < 1 ? 3 : 1);
}

function show({ median, min, max }: Spread, scale: number, digits: number): string {
  const text = (value: number) =>
    (value * scale).toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });
  return `${text(median)} (${text(min)}-${text(max)})`;
}

function micros(nanos: Spread): string {
  return show(nanos, 1e-3, nanos.median < 10_000 ? 2 : 1);
}

function significant(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 2 });
}

function whole(value: number): string {
  return value.toLocaleString('en-US');
}
