import type { Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';

/** Something is wrong with a file as a whole, in words for its owner; the message begins with the file. */
export class TapeError extends Error {
  override readonly name = 'TapeError';
}

export interface CsvReader {
  /** The first line that is not blank. */
  header(fields: readonly string[]): void;
  /** `line` counts from 1, blank lines included. */
  row(fields: readonly string[], line: number): void;
  /** Bytes read from the disk so far. */
  progress?(bytes: number): void;
}

export interface CsvEnd {
  /** The last line has its line end: a file that lacks it may have been cut off. */
  readonly ended: boolean;
}

const LONGEST_LINE = 65_536;

/**
 * Streams a comma-separated file, gzipped if its name ends in `.gz`; the bytes as they stand on the disk go into `hash`. Byte order
 * mark, CRLF and blank lines are tolerated. Quotation marks are plain characters here: no field of a tape holds a comma or a line
 * end, and so one stray mark spoils its own line and not the rest of the file. A file that cannot be read to its end throws `TapeError`.
 */
export async function readCsv(path: string, file: string, hash: Hash, reader: CsvReader): Promise<CsvEnd> {
  let bytes = 0;
  let lastByte = 0;
  let lines = 0;
  let started = false;
  const parser = parse({
    bom: true,
    quote: false,
    relax_column_count: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: LONGEST_LINE,
    on_record: (fields: string[], { lines: line }) => {
      lines = line;
      if (fields.length === 1 && fields[0].trim() === '') return null;
      if (started) reader.row(fields, line);
      else {
        started = true;
        reader.header(fields);
      }
      return null;
    },
  });
  parser.resume();
  async function* raw(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
      reader.progress?.(bytes);
    }
  }
  async function* text(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      if (chunk.length > 0) lastByte = chunk[chunk.length - 1];
      yield chunk;
    }
  }
  try {
    if (file.endsWith('.gz')) await pipeline(createReadStream(path), raw, createGunzip(), text, parser);
    else await pipeline(createReadStream(path), raw, text, parser);
  } catch (error) {
    throw error instanceof TapeError ? error : new TapeError(`${file} ${words(error, lines)}`, { cause: error });
  }
  if (!started) throw new TapeError(`${file} is empty`);
  return { ended: lastByte === 0x0a || lastByte === 0x0d };
}

function words(error: unknown, lines: number): string {
  const { code, message } = error as { code?: string; message: string };
  if (code === 'Z_BUF_ERROR') return `is cut off: its gzip stream ends early, after line ${lines}`;
  if (code === 'Z_DATA_ERROR' && lines === 0) return `is not a gzip file (${message})`;
  if (code === 'Z_DATA_ERROR') return `is damaged: its gzip stream breaks after line ${lines} (${message})`;
  if (code === 'CSV_MAX_RECORD_SIZE') return `is no tape: line ${lines + 1} is longer than ${LONGEST_LINE} characters`;
  return `cannot be read: ${message}`;
}
