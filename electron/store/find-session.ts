import type { SessionSummary } from '../../shared/wire/review.ts';
import { type Store, StoreError } from './store-error.ts';

/** One session as the list of sessions has it, with its number. */
export const SUMMARY = `
  SELECT id, sessionID, name, title, market, seed, engineVersion, startedAt, fromAt AS "from", toAt AS "to", digest, state,
         parents, fills, decisions, tradedQty
  FROM sessions`;

export type SummaryRow = Omit<SessionSummary, 'digest'> & { readonly id: number; readonly digest: string | null };

/** StoreError `notFound` for an unknown id. */
export function findSession(db: Store, sessionID: string): SummaryRow {
  const row = db.prepare<[string], SummaryRow>(`${SUMMARY} WHERE sessionID = ?`).get(sessionID);
  if (!row) throw new StoreError('notFound', `${db.name} has no session ${sessionID}: list its sessions to see the ones it has.`);
  return row;
}
