import { MAX_SEED } from '../../shared/limits.ts';
import { compare } from '../engine/textbook/compare.ts';
import { describeReport } from '../engine/textbook/describe.ts';
import { printReference } from '../engine/textbook/print.ts';
import { reference } from '../engine/textbook/reference.ts';
import { UsageError } from '../host/usage.ts';
import type { CommandSpec, Given } from './arguments.ts';
import type { Output } from './output.ts';
import { ProgressLine } from './progress.ts';

export const spec: CommandSpec = {
  name: 'textbook',
  summary: 'The source document’s comparison of five strategies: corrected and paired, or exactly as printed.',
  flags: {
    exact: { kind: 'switch', help: 'the reference program’s own output, byte for byte' },
    seed: { kind: 'number', value: 'N', min: 0, max: MAX_SEED, help: 'first seed (42)' },
    seeds: { kind: 'number', value: 'N', min: 2, max: 100_000, help: 'paired seeds, corrected mode (1000)' },
    qty: { kind: 'number', value: 'N', min: 1, max: 1_000_000, help: 'shares ordered (3000)' },
    json: { kind: 'switch', help: 'one JSON document' },
  },
};

export function run(given: Given, out: Output): void {
  const seed = given.number('seed') ?? 42;
  const orderQty = given.number('qty') ?? 3000;
  if (given.on('exact')) {
    if (given.number('seeds') !== undefined) throw new UsageError('--seeds: goes with the corrected mode, not with --exact');
    const exact = reference(seed, orderQty);
    if (given.on('json')) return out.json(exact);
    out.raw(printReference(exact));
    if (exact.crash) out.fail(exact.crash.text);
    return;
  }
  const progress = new ProgressLine('textbook');
  const report = compare({ seed, orderQty, seeds: given.number('seeds') ?? 1000 }, ({ done, total, text }) =>
    progress.show(done / total, text),
  );
  progress.clear();
  if (given.on('json')) out.json(report);
  else out.line(describeReport(report));
}
