import { expect, test } from 'vitest';
import { loadScenario } from '../../electron/host/scenario.ts';
import { Session } from '../../electron/host/session.ts';
import { open } from '../../electron/store/open.ts';
import { recordedEvents, session } from '../../electron/store/queries.ts';
import type { EngineEvent } from '../../shared/events.ts';
import { type Nanos, qty } from '../../shared/units.ts';
import type { TimedDecision } from '../../shared/wire/contract.ts';

test('a decision reaches the desk with what making it took, live and from the record; what is recorded of it does not have it', () => {
  const store = open(':memory:');
  const config = loadScenario('us2026');
  const running = new Session(store, { config });
  const at = (config.openAt + 2e9) as Nanos;
  running.submit({
    type: 'NewOrderSingle',
    at,
    clOrdID: 'a',
    symbol: config.symbols[0]!.symbol,
    side: 'buy',
    orderQty: qty(500),
    ordType: 'market',
    timeInForce: 'ioc',
    strategy: 'smart',
    dispatch: 'parallel',
  });
  running.engine.advanceTo((at + 1e9) as Nanos);
  running.commit();
  const timesOf = (events: readonly EngineEvent[]) =>
    events.flatMap((event) => (event.type === 'RoutingDecision' ? [(event as TimedDecision).routerTime] : []));
  const live = timesOf(running.log.since(0) ?? []);
  expect(live[0]).toBeGreaterThan(0);
  expect(timesOf(session(store, running.info.sessionID).events)).toEqual(live);
  expect(timesOf(Array.from(recordedEvents(store, running.info.sessionID), ({ event }) => event))).toEqual(
    live.map(() => undefined),
  );
  running.close();
  store.close();
});
