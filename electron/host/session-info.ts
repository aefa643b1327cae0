import { randomBytes } from 'node:crypto';
import { marketKind, type SessionConfig } from '../../shared/config/session.ts';
import type { Money } from '../../shared/units.ts';
import type { SessionInfo } from '../../shared/wire/contract.ts';
import { ENGINE_VERSION } from '../engine/engine.ts';

/** A session's name in the record: when it began, by UTC wall time, and enough chance that no two are alike. */
export function newSessionID(startedAt: Date = new Date()): string {
  return `${startedAt.toISOString().slice(0, 19).replaceAll(':', '')}-${randomBytes(4).toString('hex')}`;
}

/** What a desk needs to know of a session's rules. */
export function sessionInfo(sessionID: string, config: SessionConfig, source?: string): SessionInfo {
  const { name, title, date, seed, openAt, closeAt, symbols, venues, regime, router, risk, illustrative } = config;
  return {
    sessionID,
    name,
    title,
    date,
    market: marketKind(config),
    seed,
    engineVersion: ENGINE_VERSION,
    openAt,
    closeAt,
    symbols,
    venues,
    orderProtection: regime.orderProtection,
    collarBps: router.collarBps,
    maxOrderQty: risk.maxOrderQty,
    maxNotional: risk.maxNotional as Money,
    illustrative,
    ...(source !== undefined && { source }),
  };
}
