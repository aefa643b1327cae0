import { parentPort } from 'node:worker_threads';
import type { MeasureOptions } from '../engine/realism/measure.ts';
import { measure } from '../engine/realism/measure.ts';
import type { Measures } from '../engine/realism/measures.ts';

/** What a worker is sent: one run, by its place among the jobs. */
export interface Job {
  readonly job: number;
  readonly options: MeasureOptions;
}

/** What it says: how far that run is, what it gave, or why it gave nothing. Times ns, events since the last word. */
export type Said =
  | { readonly type: 'progress'; readonly job: number; readonly done: number; readonly now: number; readonly events: number }
  | { readonly type: 'measured'; readonly job: number; readonly measures: Measures }
  | { readonly type: 'failed'; readonly job: number; readonly text: string };

const port = parentPort;
if (!port) throw new Error('calibrate-worker: is started as a worker thread only');

port.on('message', ({ job, options }: Job) => {
  const say = (said: Said) => port.postMessage(said);
  let events = 0;
  try {
    const measures = measure(options, (progress) => {
      say({ type: 'progress', job, done: progress.done, now: progress.now, events: progress.events - events });
      events = progress.events;
    });
    say({ type: 'measured', job, measures });
  } catch (error) {
    say({ type: 'failed', job, text: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
