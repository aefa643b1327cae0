import { isAtOnce } from '../../shared/config/fault.ts';
import type { EngineEvent, FaultReport, FeedStatus, TradingStatus, VenueStatus } from '../../shared/events.ts';
import { timeOfDay } from '../../shared/format.ts';
import type { FrameReader } from '../../shared/wire/frame.ts';
import { gapTitle, leftText, reportTitle, tradingWord } from './fault-words.ts';

export type TroubleEvent = FaultReport | TradingStatus | VenueStatus | FeedStatus;

/** What is out of order, as a session's events tell it. Never edited: `applyTroubles` makes the next. */
export interface Troubles {
  /** Faults in force, oldest first: the report that began each. */
  readonly faults: readonly FaultReport[];
  /** Newest word on each symbol. */
  readonly trading: ReadonlyMap<string, TradingStatus>;
  /** Venues that the router routes around. */
  readonly selfHelp: ReadonlyMap<string, VenueStatus>;
  /** Feeds that miss messages, by `mic path`. */
  readonly gaps: ReadonlyMap<string, FeedStatus>;
  /** Newest first; price bands that only moved are left out. */
  readonly log: readonly TroubleEvent[];
}

export const noTroubles: Troubles = { faults: [], trading: new Map(), selfHelp: new Map(), gaps: new Map(), log: [] };

const LOG = 40;

/** What is out of order after these events, which come in engine order. Without any that matter it gives back the same. */
export function applyTroubles(before: Troubles, events: readonly EngineEvent[]): Troubles {
  const told = events.filter(isTrouble);
  if (told.length === 0) return before;
  let faults = before.faults;
  const trading = new Map(before.trading);
  const selfHelp = new Map(before.selfHelp);
  const gaps = new Map(before.gaps);
  const log: TroubleEvent[] = [];
  for (const event of told) {
    if (event.type === 'FaultReport') {
      if (event.state === 'started' && !(event.fault && isAtOnce(event.fault))) faults = [...faults, event];
      if (event.state === 'ended') faults = faults.filter(({ faultID }) => faultID !== event.faultID);
    } else if (event.type === 'TradingStatus') {
      const was = trading.get(event.symbol)?.state ?? 'trading';
      trading.set(event.symbol, event);
      if (was === event.state) continue;
    } else if (event.type === 'VenueStatus') {
      if (event.selfHelp) selfHelp.set(event.mic, event);
      else selfHelp.delete(event.mic);
    } else if (event.state === 'gap') gaps.set(`${event.mic} ${event.path}`, event);
    else gaps.delete(`${event.mic} ${event.path}`);
    log.unshift(event);
  }
  return { faults, trading, selfHelp, gaps, log: [...log, ...before.log].slice(0, LOG) };
}

function isTrouble(event: EngineEvent): event is TroubleEvent {
  return (
    event.type === 'FaultReport' || event.type === 'TradingStatus' || event.type === 'VenueStatus' || event.type === 'FeedStatus'
  );
}

/** One line of what is wrong now. */
export interface TroubleLine {
  readonly key: string;
  readonly kind: 'bad' | 'warn';
  readonly head: 'FAULT' | 'HALT' | 'LIMIT' | 'SELF-HELP' | 'GAP';
  readonly text: string;
  readonly left: string | undefined;
  /** Of a fault: what clears it. */
  readonly faultID?: string;
}

/** Everything that is wrong at engine time `now`: faults first, then what followed from them or came by itself. */
export function troubleLines(troubles: Troubles, now: number): readonly TroubleLine[] {
  const lines: TroubleLine[] = troubles.faults.map((report) => ({
    key: `fault ${report.faultID}`,
    kind: 'bad',
    head: 'FAULT',
    text: reportTitle(report),
    left: leftText(report.until, now),
    faultID: report.faultID,
  }));
  for (const status of troubles.trading.values()) {
    // A halt that a fault in force has made stands there already.
    if (status.state === 'trading' || troubles.faults.some(({ fault }) => stops(fault, status.symbol))) continue;
    const kind = status.state === 'limitState' ? 'warn' : 'bad';
    lines.push({
      key: `trading ${status.symbol}`,
      kind,
      head: kind === 'warn' ? 'LIMIT' : 'HALT',
      text: `${status.symbol} ${tradingWord(status.state)}`,
      left: status.until === undefined ? undefined : leftText(status.until, now),
    });
  }
  for (const { mic } of troubles.selfHelp.values())
    lines.push({ key: `self-help ${mic}`, kind: 'warn', head: 'SELF-HELP', text: `${mic} routed around`, left: undefined });
  for (const gap of troubles.gaps.values())
    lines.push({ key: `gap ${gap.mic} ${gap.path}`, kind: 'warn', head: 'GAP', text: gapTitle(gap), left: undefined });
  return lines;
}

function stops(fault: FaultReport['fault'], symbol: string): boolean {
  return (fault?.kind === 'halt' || fault?.kind === 'luldPause') && fault.symbol === symbol;
}

/** What a trouble event says, in the list of what happened. */
export function troubleWords(event: TroubleEvent): { readonly kind: 'bad' | 'warn' | 'good'; readonly text: string } {
  switch (event.type) {
    case 'FaultReport': {
      const by = event.scripted ? ', scripted' : '';
      if (event.state === 'refused') return { kind: 'warn', text: `${reportTitle(event)} refused: ${event.text}` };
      return event.state === 'started'
        ? { kind: 'bad', text: `${reportTitle(event)}${by}` }
        : { kind: 'good', text: `${reportTitle(event)} over${by}` };
    }
    case 'TradingStatus':
      return {
        kind: event.state === 'trading' ? 'good' : event.state === 'limitState' ? 'warn' : 'bad',
        text: `${event.symbol}: ${event.state === 'trading' ? 'trading again' : tradingWord(event.state)}${event.until === undefined ? '' : ` until ${timeOfDay(event.until)}`}`,
      };
    case 'VenueStatus':
      return event.selfHelp
        ? { kind: 'warn', text: `${event.mic}: self-help, ${event.text}` }
        : { kind: 'good', text: `${event.mic}: self-help over` };
    case 'FeedStatus':
      return event.state === 'gap'
        ? { kind: 'warn', text: `${gapTitle(event)}, ${event.missed} missed` }
        : { kind: 'good', text: `${gapTitle(event)} closed` };
  }
}

/** The worst that is wrong at a venue: its mark and its word. */
export function venueTrouble(
  frame: FrameReader | undefined,
  venue: number,
): { readonly kind: 'warn' | 'bad'; readonly word: string } | undefined {
  if (!frame) return undefined;
  if (frame.trouble(venue, 'down')) return { kind: 'bad', word: 'outage' };
  if (frame.trouble(venue, 'selfHelp')) return { kind: 'bad', word: 'self-help' };
  if (frame.trouble(venue, 'gapDirect')) return { kind: 'warn', word: 'gap' };
  if (frame.trouble(venue, 'slow')) return { kind: 'warn', word: 'slow' };
  return frame.trouble(venue, 'gapSip') ? { kind: 'warn', word: 'SIP gap' } : undefined;
}

/** Why a symbol does not trade as usual and when it does again, for whoever is about to send an order. */
export function tradingNotice(status: TradingStatus | undefined, now: number): string | undefined {
  if (!status || status.state === 'trading') return undefined;
  const when = status.until === undefined ? 'no end is known' : `until ${timeOfDay(status.until)}, ${leftText(status.until, now)}`;
  if (status.state === 'limitState')
    return `${status.symbol} is in a limit state at its price band; after 15 s of it trading pauses.`;
  const name = status.state === 'halted' ? 'is halted' : 'is in a LULD pause';
  return `${status.symbol} ${name} (${status.text || 'no reason given'}), ${when}. Nothing matches: an order waits, cancels go through.`;
}
