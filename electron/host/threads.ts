import { existsSync } from 'node:fs';
import { parentPort, Worker } from 'node:worker_threads';

/** What a thread is sent: one task, by its number. */
interface Sent<Task> {
  readonly job: number;
  readonly task: Task;
}

/** What it says of it: how far it is, what it gave, or why it gave nothing. */
type Said<Result, Note> =
  | { readonly type: 'note'; readonly job: number; readonly note: Note }
  | { readonly type: 'done'; readonly job: number; readonly result: Result }
  | { readonly type: 'failed'; readonly job: number; readonly text: string };

interface Job<Task, Result, Note> {
  readonly number: number;
  readonly task: Task;
  readonly onNote: ((note: Note) => void) | undefined;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Threads that all run the same worker file and take tasks from one queue, the first free one the next. They start when there is work and
 * stay until `close`.
 */
export class Threads<Task, Result, Note = never> {
  readonly #file: string;
  readonly #most: number;
  readonly #background: boolean;
  readonly #queue: Job<Task, Result, Note>[] = [];
  /** What each thread works on; undefined while it waits. */
  readonly #workers = new Map<Worker, Job<Task, Result, Note> | undefined>();
  #jobs = 0;
  #closed: { readonly reason: unknown; readonly ended: Promise<unknown> } | undefined;

  /**
   * `file`: of the worker, without its ending, beside this one; `most` threads at once. Those in the background do not keep the program
   * from ending.
   */
  constructor(file: string, most: number, background = false) {
    this.#file = file;
    this.#most = most;
    this.#background = background;
  }

  /** The result of a task. Rejects with the task's own words when it fails, and with the reason of `close`. `onNote` is told what it says meanwhile. */
  run(task: Task, onNote?: (note: Note) => void): Promise<Result> {
    if (this.#closed) return Promise.reject(this.#closed.reason);
    return new Promise((resolve, reject) => {
      this.#queue.push({ number: this.#jobs++, task, onNote, resolve, reject });
      this.#feed();
    });
  }

  /** Ends all threads; whoever still waits for a result is rejected with `reason`. */
  async close(reason: unknown = new Error('the threads were ended')): Promise<void> {
    if (!this.#closed) {
      const workers = [...this.#workers];
      this.#workers.clear();
      this.#closed = { reason, ended: Promise.all(workers.map(([worker]) => worker.terminate())) };
      for (const [, job] of workers) job?.reject(reason);
      for (const job of this.#queue.splice(0)) job.reject(reason);
    }
    await this.#closed.ended;
  }

  #feed(): void {
    for (const [worker, working] of this.#workers) if (!working) this.#give(worker);
    while (this.#queue.length > 0 && this.#workers.size < this.#most) this.#give(this.#start());
  }

  #give(worker: Worker): void {
    const job = this.#queue.shift();
    this.#workers.set(worker, job);
    if (job) worker.postMessage({ job: job.number, task: job.task } satisfies Sent<Task>);
  }

  #start(): Worker {
    const worker = new Worker(workerFile(this.#file));
    if (this.#background) worker.unref();
    worker.on('message', (said: Said<Result, Note>) => this.#hear(worker, said));
    worker.on('error', (error) => this.#lost(worker, error));
    worker.on('exit', (code) => this.#lost(worker, new Error(`a thread ended with code ${code}`)));
    return worker;
  }

  #hear(worker: Worker, said: Said<Result, Note>): void {
    const job = this.#workers.get(worker);
    if (job?.number !== said.job) return;
    if (said.type === 'note') return job.onNote?.(said.note);
    if (said.type === 'done') job.resolve(said.result);
    else job.reject(new Error(said.text));
    this.#give(worker);
  }

  /** A thread that died takes its task with it; others go on with the rest. */
  #lost(worker: Worker, error: unknown): void {
    const job = this.#workers.get(worker);
    if (!this.#workers.delete(worker)) return;
    job?.reject(error);
    this.#feed();
  }
}

/** The other end, for a worker file to call: does each task it is sent, one after the other. */
export function serveTasks<Task, Result, Note = never>(
  work: (task: Task, note: (note: Note) => void) => Result | Promise<Result>,
): void {
  const port = parentPort;
  if (!port) throw new Error('is started as a worker thread only');
  const say = (said: Said<Result, Note>) => port.postMessage(said);
  port.on('message', async ({ job, task }: Sent<Task>) => {
    try {
      say({ type: 'done', job, result: await work(task, (note) => say({ type: 'note', job, note })) });
    } catch (error) {
      say({ type: 'failed', job, text: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
}

/** Beside this file: as a source, or as an entry of the bundle, whose shared parts may lie one folder deeper. */
function workerFile(name: string): URL {
  const here = import.meta.url;
  if (here.endsWith('.ts')) return new URL(`${name}.ts`, here);
  const places = [`${name}.js`, `../${name}.js`].map((place) => new URL(place, here));
  const file = places.find((place) => existsSync(place));
  if (!file) throw new Error(`${name}.js: is not beside ${here}`);
  return file;
}
