import { Engine, type EngineOptions } from '../../electron/engine/engine.ts';
import type { MarketPort } from '../../electron/engine/market/source.ts';
import { Digest } from '../../electron/host/digest.ts';
import { type Fault, isAtOnce } from '../../shared/config/fault.ts';
import type { SessionConfig } from '../../shared/config/session.ts';
import type { Command, EngineEvent, ExecutionReport, FaultReport, Sink } from '../../shared/events.ts';
import type { FeedPath } from '../../shared/market.ts';
import type { Nanos } from '../../shared/units.ts';
import { audit } from './audit.ts';

interface Print {
  readonly venue: number;
  readonly symbol: number;
  readonly px: number;
  readonly venueTime: number;
}

/** Everything that a session said. */
class Listener implements Sink {
  readonly events: EngineEvent[] = [];
  readonly prints: Print[] = [];
  readonly digest = new Digest();

  event(event: EngineEvent): void {
    this.events.push(event);
    this.digest.event(event);
  }

  level(...call: Parameters<Sink['level']>): void {
    this.digest.level(...call);
  }

  nbbo(at: Nanos, path: FeedPath, symbol: number, bidPx: number, bidQty: number, askPx: number, askQty: number): void {
    this.digest.nbbo(at, path, symbol, bidPx, bidQty, askPx, askQty);
  }

  trade(at: Nanos, venue: number, symbol: number, px: number, qty: number, venueTime: Nanos): void {
    this.digest.trade(at, venue, symbol, px, qty, venueTime);
    this.prints.push({ venue, symbol, px, venueTime });
  }
}

export interface FaultRun {
  readonly engine: Engine;
  readonly events: readonly EngineEvent[];
  readonly fills: readonly ExecutionReport[];
  readonly digest: string;
  /** Every rule that did not hold, in words. Empty for a clean session. */
  readonly broken: readonly string[];
}

/**
 * Runs a session event by event and looks at the true books after each; then audits what it said: orders and money (`audit`), no trade
 * while a symbol is stopped, outside its bands or at a venue that is out, every fault that began ended or is still due.
 */
export function runWithFaults(options: Omit<EngineOptions, 'sink'>, commands: readonly Command[], until: number): FaultRun {
  const listener = new Listener();
  const engine = new Engine({ ...options, sink: listener });
  const { config } = options;
  const broken: string[] = [];
  const { venues } = engine as unknown as { readonly venues: MarketPort };
  const look = () => {
    for (let symbol = 0; symbol < config.symbols.length; symbol++)
      for (let v = 0; v < config.venues.length; v++) {
        const bid = venues.bestPx(v, symbol, 'buy');
        const offer = venues.bestPx(v, symbol, 'sell');
        if (bid > 0 && offer > 0 && bid >= offer && broken.length < 10)
          broken.push(`no book is locked or crossed inside a venue: ${engine.now} ${config.venues[v]!.mic} ${bid} ${offer}`);
      }
  };
  const reach = (time: number) => {
    for (let next = engine.nextEventAt(); next !== undefined && next <= time; next = engine.nextEventAt()) {
      engine.step();
      look();
    }
  };
  for (const command of commands) {
    reach(command.at);
    engine.submit(command);
    look();
  }
  reach(until);
  engine.advanceTo(until as Nanos);
  broken.push(...conditions(engine, listener.events, config));
  engine.end();
  broken.push(
    ...audit(listener.events, config),
    ...stops(listener, config),
    ...outages(listener, config),
    ...ends(listener.events, until),
  );
  const fills = listener.events.filter((event) => event.type === 'ExecutionReport').filter(({ execType }) => execType === 'F');
  return { engine, events: listener.events, fills, digest: listener.digest.value(), broken };
}

/** Only what the digest says of the session, driven in one go. */
export function digestOf(options: Omit<EngineOptions, 'sink'>, commands: readonly Command[], until: number): string {
  const digest = new Digest();
  const engine = new Engine({ ...options, sink: digest });
  for (const command of commands) engine.submit(command);
  engine.advanceTo(until as Nanos);
  engine.end();
  return digest.value();
}

/** Trades at a venue while its symbol was stopped, or outside the bands. What changed at that very moment may be before or after it. */
function stops({ events, prints }: Listener, { symbols, venues }: SessionConfig): string[] {
  const broken: string[] = [];
  symbols.forEach(({ symbol: name }, symbol) => {
    const states = events.filter((event) => event.type === 'TradingStatus').filter((event) => event.symbol === name);
    if (states.length === 0) return;
    for (const print of prints) {
      if (print.symbol !== symbol || print.venue < 0) continue;
      const before = states.findLast(({ at }) => at < print.venueTime);
      const possible = [...(before ? [before] : []), ...states.filter(({ at }) => at === print.venueTime)];
      const fits = possible.some(
        ({ state, lowerPx = 0, upperPx = Number.POSITIVE_INFINITY }) =>
          (state === 'trading' || state === 'limitState') && print.px >= lowerPx && print.px <= upperPx,
      );
      // Before the first word of a symbol it trades without bands.
      if (!fits && before)
        broken.push(`no trade while stopped or outside the bands: ${JSON.stringify(print)} ${venues[print.venue]!.mic}`);
    }
  });
  return broken;
}

/** Fills of ours at a venue that was out, and trades of anybody; but a recorded day prints on. */
function outages({ events, prints }: Listener, { venues, market }: SessionConfig): string[] {
  const broken: string[] = [];
  venues.forEach(({ mic }, venue) => {
    const out: { from: number; to: number }[] = [];
    const standing = new Set<string>();
    for (const event of events) {
      if (event.type !== 'FaultReport' || event.fault?.kind !== 'venueOutage' || event.fault.mic !== mic) continue;
      if (event.state === 'started') {
        if (standing.size === 0) out.push({ from: event.at, to: Number.POSITIVE_INFINITY });
        standing.add(event.faultID);
      } else if (event.state === 'ended') {
        standing.delete(event.faultID);
        if (standing.size === 0) out.at(-1)!.to = event.at;
      }
    }
    const during = (time: number) => out.some(({ from, to }) => time > from && time < to);
    for (const event of events)
      if (event.type === 'ExecutionReport' && event.lastMkt === mic && during(event.transactTime!))
        broken.push(`a venue that is out fills nothing: ${JSON.stringify(event)}`);
    if (market === 'tape') return;
    for (const print of prints)
      if (print.venue === venue && during(print.venueTime))
        broken.push(`a venue that is out trades nothing: ${JSON.stringify(print)} ${mic}`);
  });
  return broken;
}

/** Faults begin and end in pairs, at the time that was said unless they were cleared. */
function ends(events: readonly EngineEvent[], closedAt: number): string[] {
  const broken: string[] = [];
  const standing = new Map<string, Nanos | undefined>();
  for (const event of events) {
    if (event.type !== 'FaultReport' || event.state === 'refused') continue;
    const once = event.fault !== undefined && isAtOnce(event.fault);
    if (event.state === 'started' && !once) standing.set(event.faultID, event.until);
    else if (event.state === 'ended') {
      const until = standing.get(event.faultID);
      if (!standing.delete(event.faultID)) broken.push(`only what began ends: ${JSON.stringify(event)}`);
      if (until !== undefined && event.at > until) broken.push(`a fault ends in time: ${JSON.stringify(event)}`);
    }
  }
  for (const [faultID, until] of standing)
    if (until !== undefined && until <= closedAt) broken.push(`a fault ends in time: ${faultID} should have by ${until}`);
  return broken;
}

/** What is out of order is what the faults in force make of it, and nothing else: none has left a trace. */
function conditions({ conditions: found, now }: Engine, events: readonly EngineEvent[], { venues }: SessionConfig): string[] {
  const standing = new Map<string, FaultReport>();
  for (const event of events) {
    if (event.type !== 'FaultReport' || event.state === 'refused') continue;
    if (event.state === 'started') standing.set(event.faultID, event);
    else standing.delete(event.faultID);
  }
  const faults = [...standing.values()].map(({ fault }) => fault!);
  return venues.flatMap(({ mic, takerFee, makerFee }, v) => {
    const here = (kind: Fault['kind']) =>
      faults.filter((fault) => fault.kind === kind && (!('mic' in fault) || fault.mic === undefined || fault.mic === mic));
    const delay = (kind: Fault['kind']) => here(kind).reduce((sum, fault) => sum + ('delay' in fault ? fault.delay : 0), 0);
    const fee = here('feeChange').findLast((fault) => fault.kind === 'feeChange');
    const expected = [
      here('venueOutage').length > 0,
      delay('slowVenue'),
      delay('latencySpike'),
      fee?.takerFee ?? takerFee,
      fee?.makerFee ?? makerFee,
    ];
    const is = [found.down[v] === 1, found.slow[v], found.extra[v], found.takerFee[v], found.makerFee[v]];
    return is.join() === expected.join() ? [] : [`faults leave no trace: ${now} ${mic} is ${is.join()} and not ${expected.join()}`];
  });
}
