import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';

/**
 * 64 KiB each: 24 MiB, of which the interpreter and its stack take some 6. The memory never grows, and so is the one limit there is:
 * compiled to WebAssembly, QuickJS's own `setMemoryLimit` counts a few bytes an allocation, whatever its size.
 */
const PAGES = 384;
/** Of the interpreter's stack: some 1,400 nested calls. The thread must have much more, or it would overflow first and host by host. */
const STACK_BYTES = 256 * 1024;

/**
 * What of the language there is. Left out: Date, for it is a clock; what can run on without the interpreter counting steps (regular
 * expressions); and typed arrays, which show the bits of a NaN, in which processors differ.
 */
const LANGUAGE = { BaseObjects: true, Eval: true, JSON: true, MapSet: true, Promise: true } as const;

/**
 * QuickJS compiled to WebAssembly, with nothing of the machine in it: no `require`, `process`, `fetch`, timer or file, for nobody has put
 * one there. Steps are counted, and its memory can be put back to what it was.
 */
export class Interpreter {
  readonly vm: QuickJSContext;
  private readonly memory: Uint8Array;
  private image = new Uint8Array(0);
  private imageAt = 0;
  private steps = 0;
  private budget = Number.POSITIVE_INFINITY;

  private constructor(quickJS: QuickJSWASMModule) {
    this.memory = new Uint8Array(quickJS.getWasmMemory().buffer);
    const runtime = quickJS.newRuntime({ maxStackSizeBytes: STACK_BYTES });
    runtime.setInterruptHandler(() => ++this.steps > this.budget);
    this.vm = runtime.newContext({ intrinsics: LANGUAGE });
  }

  static async start(): Promise<Interpreter> {
    const wasmMemory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
    return new Interpreter(await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmMemory })));
  }

  /** From now on so many ten thousands of steps, as QuickJS counts them: a call is one, a turn of a loop one or two. */
  allow(budget: number): void {
    this.steps = 0;
    this.budget = budget;
  }

  get overBudget(): boolean {
    return this.steps > this.budget;
  }

  /** The source's exports, if it is a module that is whole at once; else what it threw, or `undefined` where it awaits. */
  module(source: string, file: string): { readonly exports?: QuickJSHandle; readonly error?: QuickJSHandle } {
    const result = this.vm.evalCode(source, file, { type: 'module' });
    if (result.error) return { error: result.error };
    const state = this.vm.getPromiseState(result.value);
    return state.type === 'fulfilled' && state.notAPromise ? { exports: result.value } : {};
  }

  /** Remembers the memory as it stands, from the first word in use to the last. */
  keep(): void {
    const words = new Int32Array(this.memory.buffer);
    let from = 0;
    while (words[from] === 0) from++;
    let to = words.length;
    while (words[to - 1] === 0) to--;
    this.image = this.memory.slice(from * 4, to * 4);
    this.imageAt = from * 4;
  }

  /** All that has been done since `keep` is undone; a handle got since then means nothing any more. */
  putBack(): void {
    this.memory.set(this.image, this.imageAt);
  }
}
