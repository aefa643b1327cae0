import { MAX_QTY, SYMBOL, SYMBOL_RULE } from '../limits.ts';
import type { VenueKind } from '../market.ts';
import { DAY, MICROSECOND, MINUTE, MONEY_PER_DOLLAR, SECOND } from '../units.ts';
import { z } from '../wire/zod.ts';
import { between, money, nanos, probability, shares } from './numbers.ts';

/**
 * What can go wrong on purpose. A fault is a command: scripted in a scenario at a time or injected live, recorded, replayed. It acts
 * from its own time for its `duration`, where it has one.
 */

const mic = z.string().min(1).max(12);
const symbol = z.string().regex(SYMBOL, SYMBOL_RULE);
const duration = between(100 * MICROSECOND, DAY);
const delay = between(MICROSECOND, 30 * SECOND);
/** Which feed of a venue, and how many of its next messages. */
const feedMessages = { mic, path: z.enum(['direct', 'sip']), messages: z.number().int().min(1).max(10_000) };

export const fault = z.discriminatedUnion('kind', [
  /** The venue answers nothing and matches nothing; what arrives waits at its door, what rests stays shown. */
  z.strictObject({ kind: z.literal('venueOutage'), mic, duration }),
  /** Every message into the venue is handled so much later. */
  z.strictObject({ kind: z.literal('slowVenue'), mic, delay, duration }),
  /** Regulatory halt of a symbol: no matching anywhere, cancels allowed. */
  z.strictObject({ kind: z.literal('halt'), symbol, duration }),
  /** A LULD pause without the limit state that leads to it. */
  z.strictObject({ kind: z.literal('luldPause'), symbol, duration: between(SECOND, 30 * MINUTE).optional() }),
  /** The SIP publishes nothing; all it holds back comes out, in order, when it ends. */
  z.strictObject({ kind: z.literal('staleSip'), duration }),
  /** The venue lets itself quote so many ticks through the other side of the market. */
  z.strictObject({ kind: z.literal('crossedMarket'), symbol, mic, ticks: z.number().int().min(1).max(100), duration }),
  /** New fees, micro-dollars a share; for good where no duration is given. */
  z.strictObject({ kind: z.literal('feeChange'), mic, takerFee: money, makerFee: money, duration: duration.optional() }),
  /** Every path from and to the venue (all venues where none is named) takes so much longer. */
  z.strictObject({ kind: z.literal('latencySpike'), mic: mic.optional(), delay, duration }),
  /** So many quotes a second entered and cancelled away from the touch. */
  z.strictObject({
    kind: z.literal('quoteStuffing'),
    symbol,
    mic,
    rate: z.number().int('must be whole quotes a second').min(1).max(100_000),
    duration: between(100 * MICROSECOND, MINUTE),
  }),
  /** Someone else's market order, far too large, swept over every lit venue. */
  z.strictObject({ kind: z.literal('fatFinger'), symbol, side: z.enum(['buy', 'sell']), orderQty: shares(1, MAX_QTY) }),
  /**
   * The venue turns on those who take there: with this chance someone faster is in front of an order of ours that comes to take, and what
   * fills all the same is followed by the price going as large a part of a tick against us. Until it is cleared where no duration is given.
   */
  z.strictObject({ kind: z.literal('toxicVenue'), mic, chance: probability, duration: duration.optional() }),
  /** So many messages of a feed never arrive. */
  z.strictObject({ kind: z.literal('feedGap'), ...feedMessages }),
  /** So many messages of a feed arrive twice. */
  z.strictObject({ kind: z.literal('feedDuplicate'), ...feedMessages }),
  /** So many messages of a feed each arrive behind the one after it. */
  z.strictObject({ kind: z.literal('feedReorder'), ...feedMessages }),
]);

export type Fault = z.infer<typeof fault>;
export type FaultKind = Fault['kind'];
export const FAULT_KINDS = fault.options.map((option) => option.shape.kind.value);

const FEED_FAULTS = ['feedGap', 'feedDuplicate', 'feedReorder'] as const;
const ONCE = ['fatFinger', ...FEED_FAULTS] as const;
const AT_ONCE: ReadonlySet<FaultKind> = new Set(ONCE);

/** A fault that is over as soon as it has begun: nothing stays in force that could be cleared. */
export function isAtOnce(fault: Fault): fault is Extract<Fault, { kind: (typeof ONCE)[number] }> {
  return AT_ONCE.has(fault.kind);
}

/** A fault that a scenario scripts: engine time, and what happens then. */
export const scriptedFault = z.strictObject({ at: nanos, fault });
export type ScriptedFault = z.infer<typeof scriptedFault>;

/** What of a session says whether a fault can happen in it. */
export interface FaultGround {
  readonly market: string;
  readonly symbols: readonly { readonly symbol: string }[];
  readonly venues: readonly { readonly mic: string; readonly kind: VenueKind }[];
  readonly regime: { readonly accessFeeCap: number };
}

/** Why a fault cannot happen in a session; undefined when it can. */
export function faultProblem(session: FaultGround, fault: Fault): { readonly field: string; readonly text: string } | undefined {
  if (session.market === 'tape' && (fault.kind === 'halt' || fault.kind === 'luldPause'))
    return { field: 'kind', text: 'a recorded day trades on: what it printed cannot be halted' };
  if ('symbol' in fault && !session.symbols.some((spec) => spec.symbol === fault.symbol))
    return { field: 'symbol', text: `${fault.symbol} is not a symbol of this session` };
  const mic = 'mic' in fault ? fault.mic : undefined;
  const venue = session.venues.find((spec) => spec.mic === mic);
  if (mic !== undefined && !venue) return { field: 'mic', text: `${mic} is not a venue of this session` };
  if (venue?.kind === 'dark' && NEEDS_QUOTES.has(fault.kind)) return { field: 'mic', text: `${mic} displays no quotes` };
  if (fault.kind === 'feeChange' && venue?.kind === 'lit' && fault.takerFee > session.regime.accessFeeCap)
    return {
      field: 'takerFee',
      text: `is above the access fee cap of ${session.regime.accessFeeCap} micro-dollars ($${session.regime.accessFeeCap / MONEY_PER_DOLLAR}) a share`,
    };
  return undefined;
}

const NEEDS_QUOTES: ReadonlySet<FaultKind> = new Set(['crossedMarket', 'quoteStuffing', 'toxicVenue', ...FEED_FAULTS]);
