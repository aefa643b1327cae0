import { qtyText } from '../../shared/format.ts';
import { type Nanos, SECOND } from '../../shared/units.ts';

/** One line of progress on a terminal's standard error, rewritten in place; nothing where there is no terminal. */
export class ProgressLine {
  private readonly title: string;
  private readonly stream: NodeJS.WriteStream;
  private shown = '';

  constructor(title: string, stream: NodeJS.WriteStream = process.stderr) {
    this.title = title;
    this.stream = stream;
  }

  /** `part` from 0 to 1. */
  show(part: number, text = ''): void {
    if (!this.stream.isTTY) return;
    const line = `${this.title} ${String(Math.floor(part * 100)).padStart(3)} % ${text}`;
    if (line === this.shown) return;
    this.shown = line;
    this.stream.write(`\r\x1b[K${line}`);
  }

  clear(): void {
    if (this.stream.isTTY && this.shown !== '') this.stream.write('\r\x1b[K');
    this.shown = '';
  }
}

/** How fast a run goes, as a progress line says it: engine events a second, and engine time over wall time, both since the start. */
export class RunRate {
  private readonly from: Nanos;
  private readonly startedAt = performance.now();

  constructor(from: Nanos) {
    this.from = from;
  }

  text(now: Nanos, events: number): string {
    const seconds = (performance.now() - this.startedAt) / 1000;
    if (seconds < 0.1) return '';
    const speed = (now - this.from) / SECOND / seconds;
    return `${qtyText(Math.round(events / seconds / 1000))} thousand events/s, ${qtyText(Math.round(speed))}x real time`;
  }
}
