import type { RouterConfig, SessionConfig } from '../../../shared/config/session.ts';
import { TUNING } from '../../../shared/config/tuning.ts';
import { micros, money, qty, SECOND } from '../../../shared/units.ts';

/** What every scenario starts from; a scenario or a request overrides single fields. Illustrative, not measured. */

export const DEFAULT_ROUTER: RouterConfig = {
  processing: micros(38),
  collarBps: 50,
  maxIdleRounds: 3,
  childTimeout: SECOND,
  darkPingQty: qty(500),
  darkFillPrior: 0.3,
  adverseTicks: 0.5,
  tuning: TUNING,
};

export const DEFAULT_RISK: SessionConfig['risk'] = {
  maxOrderQty: qty(100_000),
  maxNotional: money(50_000_000),
  priceBandBps: 1000,
};

/** The processor stands in Mahwah, the router in Secaucus: 219 µs of fibre (domain 1.4). */
export const DEFAULT_SIP: SessionConfig['sip'] = { processing: micros(20), toRouter: micros(219) };
