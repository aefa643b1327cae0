/** Where a command speaks: its result on standard output, what went wrong on standard error. */
export class Output {
  exitCode = 0;

  raw(text: string): void {
    process.stdout.write(text);
  }

  line(text: string): void {
    this.raw(`${text}\n`);
  }

  json(value: unknown): void {
    this.line(JSON.stringify(value, undefined, 2));
  }

  /** What the reader must know of the result, which stands all the same. */
  warn(text: string): void {
    process.stderr.write(`fairway: ${text}\n`);
  }

  /** Something did not hold: one line, and the exit code says so. */
  fail(text: string, exitCode = 1): void {
    process.stderr.write(`fairway: ${text}\n`);
    this.exitCode = exitCode;
  }
}

/** Rows as aligned columns; those named in `right` are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], right: readonly string[] = []): string {
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => (row[i] ?? '').length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (right.includes(head[i]!) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line)].join('\n');
}
