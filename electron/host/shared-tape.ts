import type { Tape } from '../engine/feed/tape.ts';

type Column = Float64Array | Int32Array | Uint8Array;

const known = new WeakMap<Tape, Tape>();

/** The same tape in memory that threads share: sending it to one copies nothing. Made once for each tape. */
export function sharedTape(tape: Tape): Tape {
  const before = known.get(tape);
  if (before) return before;
  const shared = { ...tape, quotes: sharedColumns(tape.quotes), trades: sharedColumns(tape.trades) };
  known.set(tape, shared);
  return shared;
}

function sharedColumns<Table extends object>(table: Table): Table {
  return Object.fromEntries(
    Object.entries(table).map(([name, column]) => [name, ArrayBuffer.isView(column) ? shared(column as Column) : column]),
  ) as Table;
}

function shared<Numbers extends Column>(column: Numbers): Numbers {
  const make = column.constructor as new (buffer: SharedArrayBuffer) => Numbers;
  const copy = new make(new SharedArrayBuffer(column.byteLength));
  copy.set(column);
  return copy;
}
