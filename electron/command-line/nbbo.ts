import { decimal, qtyText } from '../../shared/format.ts';
import { tapeFacts } from '../engine/feed/tape-facts.ts';
import { type BestSide, type NbboSnapshot, nbboAt } from '../engine/feed/tape-nbbo.ts';
import { timeOfDay, UsageError } from '../host/usage.ts';
import type { CommandSpec, Given } from './arguments.ts';
import { type Output, table } from './output.ts';
import { loadTape, tellBadRows } from './tape.ts';

export const spec: CommandSpec = {
  name: 'nbbo',
  summary: 'The national best bid and offer of a recorded day at given times, and the facts of the whole day.',
  flags: {
    tape: { kind: 'text', value: 'DIR', required: true, help: 'folder with quotes.csv[.gz] and trades.csv[.gz]' },
    at: { kind: 'text', value: 'HH:MM:SS[,…]', help: 'times; every row at or before each counts' },
    facts: { kind: 'switch', help: 'also the day’s facts: changes, locked and crossed time, VWAP, trades outside the NBBO' },
    json: { kind: 'switch', help: 'one JSON document' },
  },
};

export async function run(given: Given, out: Output): Promise<void> {
  const times = (given.text('at')?.split(',') ?? []).map((text) => {
    if (text.trim() === '') throw new UsageError('--at: a time between its commas is empty');
    return timeOfDay('--at', text.trim());
  });
  const tape = await loadTape(given.text('tape')!);
  const snapshots = nbboAt(tape, times);
  const wantsFacts = given.on('facts') || times.length === 0;
  if (given.on('json')) {
    out.json({
      tape: tape.title,
      date: tape.date,
      badRows: tape.badRowCount,
      snapshots,
      ...(wantsFacts && { facts: tapeFacts(tape) }),
    });
    return;
  }
  tellBadRows(tape);
  if (snapshots.length > 0)
    out.line(
      table(['at', 'symbol', 'bid', 'shares', 'venues', 'offer', 'shares ', 'venues '], snapshots.map(row), [
        'bid',
        'shares',
        'offer',
        'shares ',
      ]),
    );
  if (wantsFacts) out.line(JSON.stringify(tapeFacts(tape), undefined, 2));
}

function row({ at, symbol, nbb, nbo }: NbboSnapshot): string[] {
  const side = (best: BestSide | undefined) => (best ? [decimal(best.price, 2), qtyText(best.qty), best.venues] : ['none', '', '']);
  return [at, symbol, ...side(nbb), ...side(nbo)];
}
