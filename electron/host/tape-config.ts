import { type RouterConfig, type SessionConfig, sessionConfig, type TapeConfig } from '../../shared/config/session.ts';
import { timeText } from '../../shared/format.ts';
import { oneWay } from '../../shared/geography.ts';
import { MAX_PX } from '../../shared/limits.ts';
import type { Mic, SymbolSpec, VenueSpec } from '../../shared/market.ts';
import { DAY, MILLISECOND, micros, midpoint, type Nanos, PX_PER_DOLLAR, type Px, qty, SECOND } from '../../shared/units.ts';
import { NASDAQ_LETTERS, PARTICIPANTS, type Participant } from '../engine/feed/participants.ts';
import type { Tape } from '../engine/feed/tape.ts';
import { RTH_END, RTH_START, TapeNbbo } from '../engine/feed/tape-nbbo.ts';
import { DEFAULT_RISK, DEFAULT_ROUTER, DEFAULT_SIP } from '../engine/scenarios/defaults.ts';
import { UNKNOWN_DATE } from './tape-file.ts';
import { UsageError } from './usage.ts';

export interface TapeConfigOptions {
  readonly seed?: number;
  /** Default 09:30 to 16:00; for a tape with no quote in there, its own first to last row. Ends before midnight in any case. */
  readonly openAt?: Nanos;
  readonly closeAt?: Nanos;
  readonly orderProtection?: boolean;
  readonly router?: Partial<RouterConfig>;
  readonly risk?: Partial<SessionConfig['risk']>;
  readonly sip?: Partial<SessionConfig['sip']>;
}

/** Into a venue and out of it, beyond the way there: gateway, and the match itself (domain 2.2). */
const GATEWAY = micros(15);
const MATCH = micros(15);
/** What is on its way at the close arrives within this, from any site, and before midnight. */
const LAST_WORD = 2 * MILLISECOND;
/** 25 % a year, as a share of the price per square-root second (domain 4.1). */
const VOLATILITY = 1.0295e-4;
const TICKS = [100, 50, 1] as Px[];
const ACCESS_FEE_CAP = 3000;

/**
 * The session that a recorded day is: its venues are the tape's letters in their order, with name, site and fees from the table of
 * participants; the rest from the defaults and `options`. Throws a UsageError for hours that end before they
 * begin, a ZodError for any other option that does not fit.
 */
export function tapeConfig(tape: Tape, options: TapeConfigOptions = {}): TapeConfig {
  const { openAt, closeAt } = hours(tape, options);
  const { ctaTape, utpTape } = NASDAQ_LETTERS;
  // A session has one processor: that of tapes A and B unless the tape is of C alone.
  const onUtp = tape.letters.includes(utpTape) && !tape.letters.includes(ctaTape);
  const processor = onUtp ? 'Carteret' : 'Mahwah';
  const mics = uniqueMics(tape.letters);
  const config: SessionConfig = sessionConfig.parse({
    version: 1,
    name: slug(tape.title),
    title: `${tape.symbols.length === 1 ? tape.symbols[0] : `${tape.symbols.length} symbols`}, recorded ${tape.date}`,
    date: tape.date,
    seed: options.seed ?? 1,
    openAt,
    closeAt,
    symbols: tape.symbols.map((name, i) => symbolSpec(tape, name, i, openAt)),
    venues: tape.letters.map((letter, i) => venueSpec(participant(letter), mics[i]!, processor, flowShare(tape, i))),
    regime: { orderProtection: options.orderProtection ?? true, accessFeeCap: ACCESS_FEE_CAP },
    router: { ...DEFAULT_ROUTER, ...options.router },
    risk: { ...DEFAULT_RISK, ...options.risk },
    sip: { ...DEFAULT_SIP, toRouter: oneWay('fibre', processor, 'Secaucus'), ...options.sip },
    illustrative: [
      'Fees: base rates as of about 2018, no tiers.',
      'Latencies: fibre between the sites from a router in Secaucus, 15 µs gateway, 15 µs match; IEX adds its 350 µs.',
      `SIP: processor in ${processor}, 20 µs.`,
      'Latency arbitrageur presence per venue.',
      'Volatility: 25 % a year.',
      'Share of flow per venue: of the whole recorded day.',
      'Hidden size is not on the tape: no dark pools.',
      'The recorded market does not react to our orders.',
      'Quotes and trades of one millisecond: trades are taken first.',
      ...(tape.date === UNKNOWN_DATE ? ['Date: the tape does not say.'] : []),
    ],
    market: 'tape',
    tapeDigest: tape.digest,
    tapeTitle: tape.title.slice(0, 200),
  } satisfies Record<Exclude<keyof TapeConfig, 'knowledge'>, unknown>);
  if (config.market !== 'tape') throw new Error('a tape config parsed as a simulation');
  return config;
}

function hours(tape: Tape, options: TapeConfigOptions): { openAt: number; closeAt: number } {
  const { quotes, trades } = tape;
  const inside = quotes.time.some((time) => time >= RTH_START && time < RTH_END);
  const last = Math.max(quotes.time.at(-1) ?? 0, trades.time.at(-1) ?? 0);
  const first = Math.min(quotes.time[0] ?? 0, trades.time[0] ?? quotes.time[0] ?? 0);
  const openAt = options.openAt ?? (inside ? RTH_START : Math.min(first, DAY - SECOND));
  const closeAt = Math.min(options.closeAt ?? (inside ? RTH_END : last + SECOND), DAY - LAST_WORD);
  if (openAt < closeAt) return { openAt, closeAt };
  throw options.openAt === undefined
    ? new UsageError(`--to: ${timeText(closeAt)} is not after the open at ${timeText(openAt)}; name an earlier one by --from`)
    : new UsageError(`--from: ${timeText(openAt)} is not before the close at ${timeText(closeAt)}; name a later one by --to`);
}

/** The table's MICs; one that an earlier letter has taken gets its own letter appended: with Q on the tape too, T is XNAS_T. */
function uniqueMics(letters: readonly string[]): Mic[] {
  const mics: Mic[] = [];
  for (const letter of letters) {
    const { mic } = participant(letter);
    mics.push(mics.includes(mic) ? `${mic}_${letter}` : mic);
  }
  return mics;
}

function participant(letter: string): Participant {
  const found = PARTICIPANTS.get(letter);
  if (!found) throw new Error(`no participant for the tape letter ${letter}`);
  return found;
}

function venueSpec(venue: Participant, mic: Mic, processor: 'Mahwah' | 'Carteret', share: number): VenueSpec {
  const way = oneWay('fibre', venue.site, 'Secaucus');
  return {
    mic,
    name: venue.name,
    letter: venue.letter,
    kind: 'lit',
    feeModel: venue.feeModel,
    makerFee: venue.makerFee,
    takerFee: venue.takerFee,
    entryLatency: (way + GATEWAY + MATCH) as Nanos,
    speedBump: venue.speedBump,
    responseLatency: (way + GATEWAY) as Nanos,
    feedLatency: (way + GATEWAY) as Nanos,
    sipLatency: oneWay('fibre', venue.site, processor),
    hftPresence: venue.hftPresence,
    flowShare: share,
  };
}

/** Percent of the tape's shares that printed at the venue. */
function flowShare(tape: Tape, venue: number): number {
  const { trades } = tape;
  let here = 0;
  let all = 0;
  for (let i = 0; i < trades.count; i++) {
    all += trades.qty[i];
    if (trades.venue[i] === venue) here += trades.qty[i];
  }
  return all === 0 ? 0 : Math.round((here / all) * 1e4) / 100;
}

function symbolSpec(tape: Tape, name: string, symbol: number, openAt: number): SymbolSpec {
  const tick = tickOf(tape, symbol);
  const open = openPx(tape, symbol, openAt);
  // Stub quotes alone (0.01 to 199,999.99) have a midpoint that is no one's price, and beyond what a config holds.
  const onTick = Math.min(Math.max(tick, Math.floor(open / tick) * tick), MAX_PX) as Px;
  const volatility = Math.round(((open * VOLATILITY) / tick) * 1000) / 1000;
  return { symbol: name, name, tick, roundLot: qty(100), openPx: onTick, volatility };
}

/** The coarsest tick that every quoted price of the symbol stands on. Trades may print between ticks. */
function tickOf(tape: Tape, symbol: number): Px {
  const { quotes } = tape;
  let at = 0;
  for (let i = 0; i < quotes.count && at < TICKS.length - 1; i++) {
    if (quotes.symbol[i] !== symbol) continue;
    while (quotes.bidPx[i] % TICKS[at] !== 0 || quotes.askPx[i] % TICKS[at] !== 0) at++;
  }
  return TICKS[at];
}

/** The midpoint at the open or as soon after it as there is one; else the last one before it, else any price there is. */
function openPx(tape: Tape, symbol: number, openAt: number): number {
  const { quotes, trades } = tape;
  const book = new TapeNbbo(tape.letters.length);
  let mid = 0;
  let any = 0;
  for (let i = 0; i < quotes.count; i++) {
    if (quotes.symbol[i] !== symbol) continue;
    if (quotes.time[i] > openAt && book.twoSided) return midpoint(book.bestBidPx as Px, book.bestAskPx as Px);
    book.apply(quotes, i);
    if (book.twoSided) mid = midpoint(book.bestBidPx as Px, book.bestAskPx as Px);
    any ||= quotes.bidPx[i] || quotes.askPx[i];
  }
  for (let i = 0; i < trades.count && any === 0; i++) if (trades.symbol[i] === symbol) any = trades.px[i];
  return mid || any || PX_PER_DOLLAR;
}

function slug(title: string): string {
  const text = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replace(/^[-_]+/, '')
    .slice(0, 40)
    .replace(/[-_]+$/, '');
  return text === '' ? 'tape' : text;
}
