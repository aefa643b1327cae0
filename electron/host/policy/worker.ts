import { type MessagePort, workerData } from 'node:worker_threads';
import type { PolicyFault } from '../../engine/route/user-policy.ts';
import { type PolicyHead, Sandbox } from './sandbox.ts';

/** What the thread is started with: the file's text, what its errors call it, and the way back. */
export interface ThreadData {
  readonly source: string;
  readonly file: string;
  /** Questions in, answers out. */
  readonly port: MessagePort;
  /** One number that grows with every answer: who asked sleeps on it. */
  readonly answers: Int32Array;
}

/** First what loading gave, then one for each question: JSON, or a fault. */
export type Said =
  | { readonly head: PolicyHead; readonly fault?: undefined }
  | { readonly answer: string; readonly fault?: undefined }
  | { readonly fault: PolicyFault };

const { source, file, port, answers } = workerData as ThreadData;

function say(said: Said): void {
  port.postMessage(said);
  Atomics.add(answers, 0, 1);
  Atomics.notify(answers, 0);
}

const opened = await Sandbox.open(source, file);
if (opened.fault) say(opened);
else {
  const { sandbox, head } = opened;
  say({ head });
  port.on('message', (question: string) => say(sandbox.decide(question)));
}
