import type { Command, EngineEvent } from '../../shared/events.ts';
import { ExecType } from '../../shared/fix.ts';
import { STRATEGIES } from '../../shared/routing.ts';
import type { Px, Qty } from '../../shared/units.ts';
import { type CommandReply, type DeskSnapshot, type Parsed, PROTOCOL } from '../../shared/wire/contract.ts';
import type { OrderDraft } from '../engine/route/preview.ts';
import { isUserStrategy } from '../engine/route/user-strategies.ts';
import { sessions as allSessions, session as openSession } from '../store/queries.ts';
import { StoreError } from '../store/store-error.ts';
import type { Host } from './host.ts';
import { notLoaded, plainStrategy } from './policy/load.ts';
import { preview } from './preview.ts';
import type { Client } from './publisher.ts';
import { type Endpoints, Refusal } from './session-channel.ts';

/** Order events of a snapshot at most; the record has them all. */
const SNAPSHOT_EVENTS = 5_000;

/** What the host does for each request of the contract. */
export function endpoints(host: Host): Endpoints<Client> {
  return {
    hello: (_, client) => hello(host, client),
    focus: ({ symbol }, client) => {
      if (!host.session.config.symbols.some((spec) => spec.symbol === symbol))
        throw new Refusal('notFound', `symbol: ${symbol} is not traded in this session`, 'symbol');
      client.focus = symbol;
      client.nextPrint = host.session.board.prints;
      return { symbol };
    },
    'order.new': (params) => newOrder(host, params.clOrdID, draft(host, params)),
    'order.cancel': (params) => command(host, { type: 'OrderCancelRequest', at: host.now, ...params }),
    'order.cancelAll': (params) => command(host, { type: 'OrderMassCancelRequest', at: host.now, ...params }),
    'order.preview': (params) => preview(host.session, draft(host, params), host.killState.engaged),
    'clock.set': (change) => host.setClock(change),
    'clock.step': () => host.step(),
    'kill.set': ({ engaged, reason }) => host.setKill(engaged, reason),
    'protection.set': ({ on }) => host.setProtection(on),
    'fault.inject': (params) => faultCommand(host, { type: 'InjectFault', at: host.now, ...params }),
    'fault.clear': (params) => faultCommand(host, { type: 'ClearFault', at: host.now, ...params }),
    'session.start': async ({ scenario, seed }, client) => {
      const sessionID = await host.startSession(scenario, seed, (progress) => client.channel.push('progress', progress));
      return { sessionID };
    },
    'review.sessions': () => fromRecord(() => allSessions(host.store)),
    'review.open': ({ sessionID }) => fromRecord(() => openSession(host.store, sessionID)),
    'compare.textbook': (params, client) => host.compareTextbook(params, client.channel),
    'compare.scenario': (params, client) => host.compareScenario(params, client.channel),
    'compare.stop': () => ({ stopped: host.scenarioComparison.stop() }),
    'tune.run': (params, client) => host.tune(params, client.channel),
    'tune.stop': () => ({ stopped: host.search.stop() }),
    learning: () => host.session.engine.learning(),
    'order.regret': ({ orderID }) => host.regrets.ofOrder(orderID),
    'review.regret': ({ sessionID, orderID }) => host.regrets.ofRecorded(sessionID, orderID),
    'calibrate.run': (params, client) => host.calibrate(params, client.channel),
    'calibrate.stop': () => ({ stopped: host.calibration.stop() }),
  };
}

function hello(host: Host, client: Client): DeskSnapshot {
  const { session } = host;
  host.publisher.welcome(client, session);
  return {
    protocol: PROTOCOL,
    session: { ...session.info, orderProtection: session.orderProtection },
    clock: host.clockState,
    kill: host.killState,
    focus: client.focus,
    events: session.log.newest(SNAPSHOT_EVENTS, session.committed),
    scores: session.engine.scores(),
    choices: host.choices,
    strategies: [...STRATEGIES, ...(session.policies?.current ?? []).map(({ strategy }) => plainStrategy(strategy))],
  };
}

/** Numbers that the contract has checked get their units here, and a policy of a user's its newest version. */
function draft({ session }: Host, params: Parsed<'order.preview'>): OrderDraft {
  const { symbol, side, orderQty, ordType, price, timeInForce, strategy, dispatch, exDestination } = params;
  return {
    symbol,
    side,
    orderQty: orderQty as Qty,
    ordType,
    ...(price !== undefined && { price: price as Px }),
    timeInForce,
    strategy: isUserStrategy(strategy) ? (session.policies?.resolve(strategy) ?? strategy) : strategy,
    dispatch,
    ...(exDestination !== undefined && { exDestination }),
  };
}

/** What policies are loaded is this desk's own affair and not the session's: an order for another is refused before it comes to the engine. */
function newOrder(host: Host, clOrdID: string, order: OrderDraft): CommandReply {
  const { policies } = host.session;
  const unknown = isUserStrategy(order.strategy) ? notLoaded(order.strategy, policies?.asked.keys() ?? []) : undefined;
  if (unknown !== undefined) return { accepted: false, field: 'strategy', text: unknown };
  return command(host, { type: 'NewOrderSingle', at: host.now, clOrdID, ...order });
}

function command(host: Host, order: Extract<Command, { clOrdID: string }>): CommandReply {
  const refused = host.refusing;
  if (refused !== undefined) return { accepted: false, text: refused };
  return reply(order, host.submit(order));
}

function faultCommand(host: Host, command: Extract<Command, { faultID: string }>): CommandReply {
  const refused = host.refusing;
  if (refused !== undefined) return { accepted: false, text: refused };
  for (const event of host.submit(command)) {
    if (event.type !== 'FaultReport' || event.faultID !== command.faultID) continue;
    if (event.state !== 'refused') return { accepted: true };
    return { accepted: false, ...(event.field !== undefined && { field: event.field }), text: event.text };
  }
  throw new Error(`the engine said nothing to ${command.faultID}`);
}

/** The first word of the engine on this command. */
function reply({ clOrdID, type }: Extract<Command, { clOrdID: string }>, said: readonly EngineEvent[]): CommandReply {
  for (const event of said) {
    if (event.type === 'OrderCancelReject' && event.clOrdID === clOrdID)
      return { accepted: false, field: 'origClOrdID', text: event.text };
    if (event.type !== 'ExecutionReport' || event.clOrdID !== clOrdID || event.parentID !== undefined) continue;
    const { orderID, field, text } = event;
    if (event.execType !== ExecType.rejected) return { accepted: true, orderID };
    return { accepted: false, ...(field !== undefined && { field }), ...(text !== undefined && { text }) };
  }
  if (type === 'NewOrderSingle') throw new Error(`the engine said nothing to ${clOrdID}`);
  return { accepted: true };
}

/** The record's own words where it cannot be read, or has no such session. */
function fromRecord<Found>(read: () => Found): Found {
  try {
    return read();
  } catch (error) {
    if (error instanceof StoreError && error.code === 'notFound') throw new Refusal('notFound', error.message, 'sessionID');
    if (error instanceof StoreError) throw new Refusal('internal', error.message);
    throw error;
  }
}
