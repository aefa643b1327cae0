import { countText, qtyText, timeOfDay } from '../../shared/format.ts';
import { ofFlag } from '../host/of-flag.ts';
import { open } from '../store/open.ts';
import { sessions } from '../store/queries.ts';
import type { CommandSpec, Given } from './arguments.ts';
import { type Output, table } from './output.ts';

export const spec: CommandSpec = {
  name: 'sessions',
  summary: 'Lists the sessions of a record.',
  flags: {
    db: { kind: 'text', value: 'FILE', required: true, help: 'the record' },
    json: { kind: 'switch', help: 'one JSON document' },
  },
};

export function run(given: Given, out: Output): void {
  const db = ofFlag('--db', () => open(given.text('db')!, { readonly: true }));
  try {
    const list = sessions(db);
    if (given.on('json')) return out.json(list);
    if (list.length === 0) return out.line('No sessions in this record.');
    const rows = list.map((s) => [
      s.sessionID,
      s.title,
      s.state,
      `${timeOfDay(s.from)}-${timeOfDay(s.to)}`,
      String(s.seed),
      qtyText(s.parents),
      qtyText(s.fills),
      s.digest?.slice(0, 12) ?? 'none',
    ]);
    out.line(table(['session', 'title', 'state', 'span', 'seed', 'orders', 'fills', 'digest'], rows, ['seed', 'orders', 'fills']));
    out.line(countText(list.length, 'session'));
  } finally {
    db.close();
  }
}
