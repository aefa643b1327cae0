/** Something that is drawn. Panes of one page share one animation-frame loop and its budget. */
export interface Pane {
  readonly name: string;
  /** Draws at most this often, milliseconds; 0 is every frame. */
  readonly every: number;
  /** A hidden pane does no work. */
  readonly visible?: () => boolean;
  /** `at` is the frame's time, milliseconds. */
  paint(at: number): void;
}

export interface PaintOptions {
  readonly requestFrame: (task: (at: number) => void) => number;
  readonly cancelFrame: (handle: number) => void;
  readonly clock: () => number;
  /** Milliseconds of drawing per frame; what does not fit waits for the next one, longest waiting first. */
  readonly budget?: number;
}

interface Entry {
  readonly pane: Pane;
  last: number;
}

/** The one scheduler: conflates all that changed into one paint a frame. */
export class Paint {
  readonly #options: PaintOptions;
  readonly #budget: number;
  readonly #entries: Entry[] = [];
  #handle: number | undefined;
  #frames = 0;
  #since = 0;
  /** Frames a second, over the last whole second. */
  fps = 0;
  /** Milliseconds spent drawing in the last frame. */
  spent = 0;

  constructor(options: PaintOptions) {
    this.#options = options;
    this.#budget = options.budget ?? 8;
  }

  /** Returns the way to take it out again. */
  add(pane: Pane): () => void {
    const entry = { pane, last: Number.NEGATIVE_INFINITY };
    this.#entries.push(entry);
    return () => {
      const at = this.#entries.indexOf(entry);
      if (at >= 0) this.#entries.splice(at, 1);
    };
  }

  start(): void {
    if (this.#handle !== undefined) return;
    this.#since = this.#options.clock();
    const frame = (at: number) => {
      this.#handle = this.#options.requestFrame(frame);
      this.run(at);
    };
    this.#handle = this.#options.requestFrame(frame);
  }

  stop(): void {
    if (this.#handle !== undefined) this.#options.cancelFrame(this.#handle);
    this.#handle = undefined;
  }

  /** One frame at time `at`. */
  run(at: number): void {
    this.#count(at);
    const due = this.#entries.filter(({ pane, last }) => at - last >= pane.every - 1 && (pane.visible?.() ?? true));
    due.sort((a, b) => overdue(b, at) - overdue(a, at));
    const began = this.#options.clock();
    for (const [index, entry] of due.entries()) {
      if (index > 0 && this.#options.clock() - began >= this.#budget) break;
      entry.last = at;
      entry.pane.paint(at);
    }
    this.spent = this.#options.clock() - began;
  }

  #count(at: number): void {
    this.#frames += 1;
    if (at - this.#since < 1000) return;
    this.fps = Math.round((this.#frames * 1000) / (at - this.#since));
    this.#frames = 0;
    this.#since = at;
  }
}

function overdue({ pane, last }: Entry, at: number): number {
  return at - last - pane.every;
}

export function browserPaint(): Paint {
  return new Paint({
    requestFrame: (task) => requestAnimationFrame(task),
    cancelFrame: (handle) => cancelAnimationFrame(handle),
    clock: () => performance.now(),
  });
}
