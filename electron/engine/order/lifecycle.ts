import type { OrdStatus } from '../../../shared/fix.ts';

/**
 * The life of an order as one table (domain 3.3). A row is a state, a column is what was heard or sent, a cell is the state that follows;
 * an empty cell is a protocol error. Columns are ExecType codes, `F+` / `F=` for a trade that leaves shares / fills the order,
 * and three requests or answers that are not execution reports: `cancel` (35=F sent), `replace` (35=G sent), `refused` (35=9 heard).
 */
export type LifeEvent =
  | 'A'
  | '0'
  | '3'
  | '4'
  | '5'
  | '6'
  | '8'
  | '9'
  | 'C'
  | 'D'
  | 'E'
  | 'G'
  | 'H'
  | 'F+'
  | 'F='
  | 'cancel'
  | 'replace'
  | 'refused';

/** `back`: the state before the request or the suspension, which fills have kept up to date. */
type Cell = OrdStatus | 'stay' | 'back';

const TABLE: Readonly<Record<OrdStatus, Readonly<Partial<Record<LifeEvent, Cell>>>>> = {
  // A trade before the acceptance is a tolerated implied one; IOC and FOK may end unfilled without ever resting.
  A: { A: 'stay', '0': '0', '8': '8', 'F+': '1', 'F=': '2', '4': '4' },
  '0': { 'F+': '1', 'F=': '2', '4': '4', C: 'C', '3': '3', '9': '9', cancel: '6', '6': '6', replace: 'E', E: 'E' },
  '1': { 'F+': '1', 'F=': '2', '4': '4', C: 'C', '3': '3', '9': '9', cancel: '6', '6': '6', replace: 'E', E: 'E' },
  '9': { D: 'back', '0': 'back', '4': '4', cancel: '6', '6': '6', replace: 'E', E: 'E' },
  // A fill may cross our cancel on the wire: it is booked and the request stays pending.
  '6': { '6': 'stay', '4': '4', C: 'C', 'F+': 'stay', 'F=': '2', refused: 'back' },
  E: { E: 'stay', '5': 'back', 'F+': 'stay', 'F=': '2', '4': '4', C: 'C', refused: 'back' },
  // Terminal states take corrections; an answer to a request that came too late changes nothing.
  '2': { H: '1', G: 'stay', refused: 'stay' },
  '4': { H: 'stay', G: 'stay', refused: 'stay' },
  C: { H: 'stay', G: 'stay', refused: 'stay' },
  '3': { H: 'stay', G: 'stay', refused: 'stay' },
  '5': {},
  '7': {},
  '8': {},
  B: {},
};

/**
 * The state that follows, or undefined where the event is illegal. `resume` is the state to go back to when a pending request or a
 * suspension ends: new or partially filled.
 */
export function nextStatus(from: OrdStatus, event: LifeEvent, resume: OrdStatus): OrdStatus | undefined {
  const cell = TABLE[from][event];
  if (cell === 'stay') return from;
  if (cell === 'back') return resume;
  return cell;
}
