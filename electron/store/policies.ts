import { type PolicySource, USER_STRATEGY } from '../../shared/policy.ts';
import { findSession } from './find-session.ts';
import { damagedRow, guard, type Store } from './store-error.ts';

/**
 * The policies of users that a session's orders were routed by, by strategy; none in a record of before there were any. StoreError
 * `notFound` for an unknown session, `damaged` for a strategy that no order can have named.
 */
export function policies(db: Store, sessionID: string): PolicySource[] {
  return guard(db.name, () => policiesOf(db, findSession(db, sessionID).id));
}

/** The same by the session's number. */
export function policiesOf(db: Store, id: number): PolicySource[] {
  const held = db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'policies'").get();
  if (held === undefined) return [];
  return db
    .prepare<[number], PolicySource>(
      'SELECT strategy, version, file, source, sha256 FROM policies WHERE session = ? ORDER BY strategy',
    )
    .all(id)
    .map((row) => {
      if (!USER_STRATEGY.test(row.strategy)) damagedRow(db, `policies row ${row.strategy}`)('strategy is no name of a policy');
      return row;
    });
}

/** Columns of a policy, for the recorder. */
export const POLICY_COLUMNS = ['session', 'strategy', 'version', 'file', 'source', 'sha256'] as const;

export function policyRow(session: number, { strategy, version, file, source, sha256 }: PolicySource) {
  return [session, strategy, version, file, source, sha256];
}
