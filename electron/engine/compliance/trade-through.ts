import { isBetter, isWithin, type Side } from '../../../shared/fix.ts';
import { EXEMPTIONS, type Exemption, type TradeThrough } from '../../../shared/trade-through.ts';
import type { Px } from '../../../shared/units.ts';

/** One execution of ours, as it is judged when it is matched. Venues are config indices. */
export interface Execution {
  readonly venue: number;
  readonly side: Side;
  readonly px: Px;
  /** It took on arrival, in an order marked as an intermarket sweep, whose burst covers every better protected quote. */
  readonly iso: boolean;
  /** Trading has resumed within the last second: what stands for the reopening, which here is no auction. */
  readonly reopening?: boolean;
}

/** What one lit venue displays when an execution is judged. An absent price is no quote, or one that is too small to be protected. */
export interface VenueQuote {
  readonly venue: number;
  readonly bidPx?: Px;
  readonly askPx?: Px;
  /** The lowest bid and the highest offer that it has displayed within the last second, the present ones included. */
  readonly lowestBidPx?: Px;
  readonly highestAskPx?: Px;
  /** The router has declared self-help against the venue: its quotes bind nobody. */
  readonly selfHelp: boolean;
}

/**
 * Rule 611 for one execution (domain 1.2, TV-1.1): it is a trade-through where another venue's protected quote is better than its
 * price, and then a violation unless the protected quotes are crossed, it is an intermarket sweep, every one of those venues has
 * displayed a price no better within the last second, or trading is only just reopening (exception 3). Quotes of venues in self-help do
 * not count; where they alone are better, and no other exception covers that, self-help is named: no sweep went to them.
 */
export function tradeThrough(execution: Execution, quotes: readonly VenueQuote[]): TradeThrough {
  const binding = quotes.filter(({ selfHelp }) => !selfHelp);
  const through = betterThan(execution, binding);
  if (through.length > 0) return excused(execution, through, binding) ?? 'violation';
  const aside = betterThan(execution, quotes);
  return aside.length === 0 ? 'none' : (excused({ ...execution, iso: false }, aside, quotes) ?? 'exempt(selfHelp)');
}

const LABELS: readonly TradeThrough[] = ['none', ...EXEMPTIONS.map((reason): TradeThrough => `exempt(${reason})`), 'violation'];

/** A label as a small integer, for what carries plain numbers. */
export function tradeThroughCode(label: TradeThrough): number {
  return LABELS.indexOf(label);
}

/** The label of a code. Throws for a code that `tradeThroughCode` does not give. */
export function tradeThroughOf(code: number): TradeThrough {
  const label = LABELS[code];
  if (label === undefined) throw new Error(`tradeThrough: code ${code}`);
  return label;
}

function betterThan({ venue, side, px }: Execution, quotes: readonly VenueQuote[]): VenueQuote[] {
  return quotes.filter((quote) => {
    const far = side === 'buy' ? quote.askPx : quote.bidPx;
    return quote.venue !== venue && far !== undefined && isBetter(side, far, px);
  });
}

function excused(execution: Execution, through: readonly VenueQuote[], quotes: readonly VenueQuote[]): TradeThrough | undefined {
  const reason: Exemption | undefined = isCrossed(quotes)
    ? 'crossed'
    : execution.iso
      ? 'iso'
      : through.every((quote) => flickers(execution, quote))
        ? 'flicker'
        : execution.reopening
          ? 'reopen'
          : undefined;
  return reason && `exempt(${reason})`;
}

function isCrossed(quotes: readonly VenueQuote[]): boolean {
  return quotes.some(({ bidPx }) => bidPx !== undefined && quotes.some(({ askPx }) => askPx !== undefined && bidPx > askPx));
}

/** The venue has displayed, within the last second, what the execution did not go through. */
function flickers({ side, px }: Execution, { lowestBidPx, highestAskPx }: VenueQuote): boolean {
  const worst = side === 'buy' ? highestAskPx : lowestBidPx;
  return worst !== undefined && isWithin(side, px, worst);
}
