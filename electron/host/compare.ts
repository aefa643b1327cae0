import { setImmediate } from 'node:timers/promises';
import type { TextbookReport } from '../../shared/wire/textbook.ts';
import { type CompareOptions, compareSteps } from '../engine/textbook/compare.ts';
import type { Running } from './long-run.ts';

/** The textbook's comparison on the host's own loop, in steps of a few milliseconds: the desk stays live while it runs. */
export async function textbookComparison(options: CompareOptions, { signal, tell }: Running): Promise<TextbookReport> {
  const steps = compareSteps(options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    tell(step.value);
    // The market, the sockets and a stop get their turn between two steps.
    await setImmediate();
    signal.throwIfAborted();
  }
}
