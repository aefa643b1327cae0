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
