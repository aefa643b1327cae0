import { MAX_SYMBOLS, SYMBOL } from '../../shared/limits.ts';
import { DAY, MILLISECOND } from '../../shared/units.ts';
import { PARTICIPANTS } from '../engine/feed/participants.ts';
import type { BadRow } from '../engine/feed/tape.ts';
import { TapeError } from './csv-file.ts';
import { keepInOrder } from './time-order.ts';

const MAX_INT32 = 0x7fff_fffe;
const KEPT_BAD_ROWS = 1000;

/** Rows that broke a rule: all are counted, the first are kept. */
export class BadRows {
  readonly kept: BadRow[] = [];
  count = 0;

  add(file: string, line: number, field: string, text: string): void {
    this.count++;
    if (this.kept.length < KEPT_BAD_ROWS) this.kept.push({ file, line, field, text });
  }
}

/** Symbols in the order of their first row, shared by the files of a tape. */
export class SymbolTable {
  readonly names: string[] = [];
  private readonly indices = new Map<string, number>();

  /** Index of a name as a tape writes it (TAQ parts the class of a share by a blank); undefined if it cannot be a symbol. */
  index(text: string): number | undefined {
    const known = this.indices.get(text);
    if (known !== undefined) return known;
    const name = text.toUpperCase().replaceAll(/[ /-]+/g, '.');
    if (!SYMBOL.test(name)) return undefined;
    let index = this.names.indexOf(name);
    if (index < 0) {
      if (this.names.length === MAX_SYMBOLS) throw new TapeError(`the tape holds more than ${MAX_SYMBOLS} symbols`);
      index = this.names.push(name) - 1;
    }
    this.indices.set(text, index);
    return index;
  }
}

/** A rule that a field broke; thrown by the readers of fields, caught where the row is counted. */
class BadField {
  readonly field: string;
  readonly text: string;

  constructor(field: string, text: string) {
    this.field = field;
    this.text = text;
  }
}

/** What a kind of file adds to time, venue and symbol. */
export interface RowShape {
  /** Columns besides TIME_MS and EX that must be there. */
  readonly required: readonly string[];
  /** The row's own numbers, always so many; undefined leaves a good row out. */
  read(fields: FieldReader): readonly number[] | undefined;
}

export interface FieldReader {
  has(column: string): boolean;
  /**
   * A plain decimal of at most so many places, times 10 to that power, times a whole number if one is given; within 32 bits.
   * Exact: no fraction is ever made.
   */
  decimal(column: string, places: number, times?: number): number;
  /** Refuses the row. */
  refuse(column: string, rule: string): never;
}

/** One file's good rows in file order, column by column. */
export class TapeRows {
  readonly file: string;
  readonly time: number[] = [];
  readonly letter: string[] = [];
  readonly symbol: number[] = [];
  readonly values: (readonly number[])[] = [];
  /** Rows that are good and left out. */
  leftOut = 0;
  /** Rows of any kind under the header. */
  count = 0;
  private readonly line: number[] = [];
  private readonly shape: RowShape;
  private readonly bad: BadRows;
  private readonly symbols: SymbolTable;
  private readonly oneSymbol: string | undefined;
  private columns = 0;
  private readonly positions = new Map<string, number>();
  private fields: readonly string[] = [];
  private readonly reader: FieldReader = {
    has: (column) => this.positions.has(column),
    decimal: (column, places, times = 1) => {
      const value = decimal(column, this.text(column), places) * times;
      if (value > MAX_INT32) throw new BadField(column, `${show(this.text(column))} is too large`);
      return value;
    },
    refuse: (column, rule) => {
      throw new BadField(column, `${show(this.text(column))} ${rule}`);
    },
  };
  /** The latest line, if its number of fields is wrong: told once it is known whether the file ends there. */
  private lastIsShort: number | undefined;

  constructor(file: string, shape: RowShape, bad: BadRows, symbols: SymbolTable, oneSymbol: string | undefined) {
    this.file = file;
    this.shape = shape;
    this.bad = bad;
    this.symbols = symbols;
    this.oneSymbol = oneSymbol;
  }

  header(names: readonly string[]): void {
    const required = ['TIME_MS', 'EX', ...this.shape.required];
    for (const [i, text] of names.entries()) {
      const name = unquoted(text).toUpperCase();
      if (this.positions.has(name) && required.includes(name)) throw new TapeError(`${this.file} has the column ${name} twice`);
      this.positions.set(name, i);
    }
    for (const name of required) if (!this.positions.has(name)) throw new TapeError(`${this.file} has no column ${name}`);
    if (!this.positions.has('SYMBOL') && this.oneSymbol === undefined)
      throw new TapeError(`${this.file} has no column SYMBOL, and no symbol was named for it`);
    this.columns = names.length;
  }

  row(fields: readonly string[], line: number): void {
    this.count++;
    this.flushShort();
    if (fields.length !== this.columns) {
      this.lastIsShort = line;
      this.fields = fields;
      return;
    }
    this.fields = fields;
    try {
      const time = decimal('TIME_MS', this.text('TIME_MS'), 6);
      if (time >= DAY) throw new BadField('TIME_MS', `${show(this.text('TIME_MS'))} is past midnight`);
      const letter = this.text('EX');
      if (!PARTICIPANTS.has(letter)) throw new BadField('EX', `${show(letter)} is no exchange letter`);
      const name = this.positions.has('SYMBOL') ? this.text('SYMBOL') : this.oneSymbol!;
      const values = this.shape.read(this.reader);
      const symbol = this.symbols.index(name);
      if (symbol === undefined) throw new BadField('SYMBOL', `${show(name)} is no symbol`);
      if (values === undefined) {
        this.leftOut++;
        return;
      }
      this.time.push(time);
      this.letter.push(letter);
      this.symbol.push(symbol);
      this.line.push(line);
      this.values.push(values);
    } catch (error) {
      if (!(error instanceof BadField)) throw error;
      this.bad.add(this.file, line, error.field, error.text);
    }
  }

  /** After the last row; `ended` is whether the file's last line has its line end. */
  end(ended: boolean): void {
    if (!ended && this.lastIsShort !== undefined) {
      this.bad.add(this.file, this.lastIsShort, '', 'the file ends inside this line');
      this.lastIsShort = undefined;
    }
    this.flushShort();
    if (!ended) this.dropCutSymbol();
  }

  /**
   * Row numbers in time order, equal times in file order. Time never goes back within a symbol: where it does, the fewest rows that
   * mend it are given up, so that one wild time does not cost the rest of the day.
   */
  order(): Int32Array {
    return keepInOrder(this.time, this.symbol, (row) => {
      this.bad.add(this.file, this.line[row], 'TIME_MS', `"${this.time[row] / MILLISECOND}" is out of order`);
    });
  }

  private text(column: string): string {
    return unquoted(this.fields[this.positions.get(column)!]);
  }

  private flushShort(): void {
    if (this.lastIsShort === undefined) return;
    const { length } = this.fields;
    this.bad.add(
      this.file,
      this.lastIsShort,
      '',
      `has ${length} ${length === 1 ? 'field' : 'fields'}, the header has ${this.columns}`,
    );
    this.lastIsShort = undefined;
  }

  /** A file cut off inside its last column, a symbol, leaves a whole row of the first letters of another symbol. */
  private dropCutSymbol(): void {
    const last = this.symbol.length - 1;
    if (last < 1 || this.symbol.indexOf(this.symbol[last]) !== last) return;
    const name = this.symbols.names[this.symbol[last]];
    if (!this.symbols.names.some((other) => other !== name && other.startsWith(name))) return;
    this.bad.add(this.file, this.line[last], 'SYMBOL', 'the file ends inside this line');
    for (const column of [this.time, this.letter, this.symbol, this.line, this.values]) column.pop();
  }
}

function decimal(column: string, text: string, places: number): number {
  const fail = (rule: string): never => {
    throw new BadField(column, text === '' ? 'is empty' : `${show(text)} ${rule}`);
  };
  const negative = text.charCodeAt(0) === 0x2d;
  let value = 0;
  let digits = 0;
  let point = -1;
  for (let i = negative ? 1 : 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x2e && point < 0) point = 0;
    else if (code >= 0x30 && code <= 0x39) {
      digits++;
      if (point < 0 || point++ < places) value = value * 10 + code - 0x30;
      else if (code !== 0x30) fail(places === 0 ? 'is not whole' : `has more than ${places} decimals`);
    } else fail('is not a number');
  }
  if (digits === 0) fail('is not a number');
  if (negative && value > 0) fail('is negative');
  for (let i = Math.max(point, 0); i < places; i++) value *= 10;
  if (value > Number.MAX_SAFE_INTEGER) fail('is too large');
  return value;
}

function unquoted(text: string): string {
  const trimmed = text.trim();
  const quoted = trimmed.length > 1 && trimmed.startsWith('"') && trimmed.endsWith('"');
  return quoted ? trimmed.slice(1, -1).trim() : trimmed;
}

/** A field's text in a message: quoted, and short. */
function show(text: string): string {
  return text.length > 24 ? `"${text.slice(0, 24)}…"` : `"${text}"`;
}
