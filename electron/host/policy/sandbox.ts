import type { QuickJSHandle } from 'quickjs-emscripten-core';
import type { PolicyFault } from '../../engine/route/user-policy.ts';
import { Interpreter } from './interpreter.ts';
import { PRELUDE } from './prelude.ts';

/** Ten thousands of steps: half a million take some 8 ms, far less than any host gives them by the clock. */
const DECISION_BUDGET = 50;
const LOADING_BUDGET = 1_000;
/** Characters of an answer that are read. */
const MAX_ANSWER = 1_000_000;
/** Characters of what a policy has thrown that are told. */
const MAX_TOLD = 200;

/** What a file must export beside its function; as it stands there. */
export interface PolicyHead {
  readonly name: unknown;
  readonly version: unknown;
}

export type Opened =
  | { readonly sandbox: Sandbox; readonly head: PolicyHead; readonly fault?: undefined }
  | { readonly fault: PolicyFault };

/** JSON, not looked at yet. */
export type Answered =
  | { readonly answer: string; readonly fault?: undefined }
  | { readonly answer?: undefined; readonly fault: PolicyFault };

/**
 * A policy's file, loaded into an interpreter of its own. Every decision begins from the same bytes, the memory as it was when the file had
 * been loaded: so nothing is kept from one decision to the next, and the same request is answered alike, or stopped at the same place,
 * on any host. Only a host too slow for its own time limit must stop a policy elsewhere (`PolicyThread`).
 */
export class Sandbox {
  private readonly interpreter: Interpreter;
  private readonly inside: Inside;
  private readonly policy: QuickJSHandle;

  private constructor(interpreter: Interpreter, inside: Inside, policy: QuickJSHandle) {
    this.interpreter = interpreter;
    this.inside = inside;
    this.policy = policy;
    interpreter.keep();
  }

  /** Runs the file's top level. `file` is what its errors call it. */
  static async open(source: string, file: string): Promise<Opened> {
    const interpreter = await Interpreter.start();
    const { vm } = interpreter;
    const inside = prelude(interpreter, file);
    interpreter.allow(LOADING_BUDGET);
    try {
      const { exports, error } = interpreter.module(source, file);
      if (error) return { fault: thrown(interpreter, inside, error) };
      if (!exports) return { fault: { reason: 'threw', text: 'awaits at its top level: it must be whole at once' } };
      const policy = vm.getProp(exports, 'default');
      if (vm.typeof(policy) !== 'function')
        return {
          fault: { reason: 'answer', field: 'default', text: 'must be a function: export default function route(request)' },
        };
      const scalar = (name: string) => {
        const value = vm.getProp(exports, name);
        return ['string', 'number'].includes(vm.typeof(value)) ? (vm.dump(value) as unknown) : undefined;
      };
      const head = { name: scalar('name'), version: scalar('version') };
      return { sandbox: new Sandbox(interpreter, inside, policy), head };
    } catch (error) {
      return { fault: crash(error) };
    }
  }

  /** One decision, JSON in and out. A sandbox that has crashed is of no more use; after any other fault it is as it was. */
  decide(request: string): Answered {
    const { interpreter, inside, policy } = this;
    const { vm } = interpreter;
    interpreter.allow(DECISION_BUDGET);
    try {
      const result = vm.callFunction(inside.route, vm.undefined, policy, vm.newString(request), inside.file);
      const answered = result.error
        ? { fault: interpreter.overBudget ? OVER_BUDGET : OUT_OF_MEMORY }
        : read(vm.getString(result.value));
      interpreter.putBack();
      return answered;
    } catch (error) {
      return { fault: crash(error) };
    }
  }
}

interface Inside {
  readonly say: QuickJSHandle;
  readonly route: QuickJSHandle;
  readonly file: QuickJSHandle;
}

function prelude({ vm }: Interpreter, file: string): Inside {
  const value = vm.unwrapResult(vm.evalCode(PRELUDE, 'prelude.js'));
  return { say: vm.getProp(value, 'say'), route: vm.getProp(value, 'route'), file: vm.newString(file) };
}

const OVER_BUDGET: PolicyFault = { reason: 'budget', text: 'took more than half a million steps' };
const OUT_OF_MEMORY: PolicyFault = { reason: 'memory', text: 'ran out of memory' };

/** What the prelude's `route` says. */
function read(said: string): Answered {
  const text = said.slice(1);
  if (!said.startsWith('=')) return { fault: told(text) };
  if (text.length <= MAX_ANSWER) return { answer: text };
  return {
    fault: { reason: 'answer', field: 'answer', text: `is ${text.length} characters long, at most ${MAX_ANSWER} are read` },
  };
}

/** What a file threw while it was loaded. */
function thrown(interpreter: Interpreter, { say, file }: Inside, error: QuickJSHandle): PolicyFault {
  if (interpreter.overBudget) return { reason: 'budget', text: 'took more than ten million steps to load' };
  const { vm } = interpreter;
  const result = vm.callFunction(say, vm.undefined, error, file);
  return result.error ? OUT_OF_MEMORY : told(vm.getString(result.value));
}

function told(said: string): PolicyFault {
  if (said.startsWith('InternalError: out of memory')) return OUT_OF_MEMORY;
  if (said.startsWith('InternalError: stack overflow')) return { reason: 'stack', text: 'called itself too deep' };
  return { reason: 'threw', text: oneLine(said) };
}

/** The interpreter itself gave up: a trap, or a host that has too little stack. */
function crash(error: unknown): PolicyFault {
  return { reason: 'crashed', text: oneLine(`its interpreter failed: ${error instanceof Error ? error.message : String(error)}`) };
}

function oneLine(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.length <= MAX_TOLD ? line : `${line.slice(0, MAX_TOLD)} ...`;
}
