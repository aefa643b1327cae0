import { existsSync } from 'node:fs';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { PolicyFault } from '../../engine/route/user-policy.ts';
import type { Answered, PolicyHead } from './sandbox.ts';
import type { Said, ThreadData } from './worker.ts';

/** A thread and an interpreter are up in a tenth of this. */
const START_MS = 10_000;
/** How many times its limit a thread is waited for that has not had its processor time: a machine this busy gives it a thirtieth. */
const PATIENCE = 30;
/** Far more than what the interpreter lets a policy use of it, so that its own limit, the same on every host, comes first. */
const STACK_MB = 16;

export type Started = { readonly head: PolicyHead; readonly fault?: undefined } | { readonly fault: PolicyFault };

/**
 * One policy in a thread of its own, which whoever asks waits for: a decision is made at one moment of engine time. A thread that does
 * not answer in time is ended, whatever it is doing, and started anew when it is asked again.
 */
export class PolicyThread {
  private readonly source: string;
  private readonly file: string;
  private running: Running | undefined;

  constructor(source: string, file: string) {
    this.source = source;
    this.file = file;
  }

  /** Loads the file, in a new thread if there is none. A file that cannot be loaded leaves none. */
  start(): Started {
    this.stop();
    const running = launch(this.source, this.file);
    this.running = running;
    const said = hear(running, 0, START_MS);
    if (said && 'head' in said) return said;
    this.stop();
    return said && 'fault' in said && said.fault ? { fault: said.fault } : { fault: slow('was not loaded', START_MS) };
  }

  /** One question, one answer, both JSON. After so many milliseconds of processor time the thread is ended, and the fault is `slow`. */
  ask(question: string, limitMs: number): Answered {
    if (!this.running) {
      const started = this.start();
      if (started.fault) return started;
    }
    const running = this.running!;
    const before = Atomics.load(running.answers, 0);
    running.port.postMessage(question);
    const said = hear(running, before, limitMs);
    if (said && 'answer' in said) return said;
    const fault = said && 'fault' in said && said.fault ? said.fault : slow('did not answer', limitMs);
    if (fault.reason === 'slow' || fault.reason === 'crashed') this.stop();
    return { fault };
  }

  stop(): void {
    void this.running?.worker.terminate();
    this.running?.port.close();
    this.running = undefined;
  }
}

interface Running {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly answers: Int32Array;
}

function launch(source: string, file: string): Running {
  const { port1: port, port2 } = new MessageChannel();
  const answers = new Int32Array(new SharedArrayBuffer(4));
  const workerData: ThreadData = { source, file, port: port2, answers };
  const worker = new Worker(workerFile(), {
    workerData,
    transferList: [port2],
    env: {},
    execArgv: [],
    resourceLimits: { stackSizeMb: STACK_MB },
  });
  // A program that is done does not wait for it; why a thread has died is told by its silence.
  worker.unref();
  port.unref();
  worker.on('error', () => undefined);
  return { worker, port, answers };
}

/**
 * What the thread says next; undefined when it has said nothing by then. The limit is of processor time: while all of this program has
 * had less of it since, the thread has too, and how busy the machine is stops nobody. A thread that died uses none, so there is an end.
 */
function hear({ port, answers }: Running, before: number, limitMs: number): Said | undefined {
  const startedAt = performance.now();
  const startedWith = processorMs();
  let leftMs = limitMs;
  while (Atomics.wait(answers, 0, before, leftMs) === 'timed-out') {
    // Other threads of this program may run, too: never less than the limit by the clock.
    const unused = limitMs - (processorMs() - startedWith);
    if (unused <= 0 || performance.now() - startedAt >= limitMs * PATIENCE) break;
    leftMs = Math.max(1, unused);
  }
  return receiveMessageOnPort(port)?.message as Said | undefined;
}

/** Of all threads of this program; a thread's own can be read by itself alone. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function slow(what: string, ms: number): PolicyFault {
  return { reason: 'slow', text: `${what} within ${ms} ms of processor time` };
}

/** Beside this file: as a source, or as an entry of the bundle, whose shared parts may lie one folder deeper. */
function workerFile(): URL {
  const here = import.meta.url;
  if (here.endsWith('.ts')) return new URL('worker.ts', here);
  const places = ['policy-worker.js', '../policy-worker.js'].map((place) => new URL(place, here));
  const file = places.find((place) => existsSync(place));
  if (!file) throw new Error(`policy-worker.js: is not beside ${here}`);
  return file;
}
