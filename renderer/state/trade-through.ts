import type { Exemption, TradeThrough } from '../../shared/trade-through.ts';

export interface TradeThroughMark {
  /** An exemption is the rule kept, not a fault: it has a word and no mark. */
  readonly kind: 'exempt' | 'bad';
  /** As short as a cell of the blotter holds it. */
  readonly short: string;
  readonly word: string;
  readonly text: string;
}

const EXEMPT: Readonly<Record<Exemption, readonly [short: string, why: string]>> = {
  selfHelp: ['self-help', 'the better quote stood at a venue in self-help'],
  crossed: ['crossed', 'the protected quotes were crossed'],
  iso: ['ISO', 'the better quotes were swept at the same time'],
  flicker: ['flicker', 'the better quote had not stood there for a second'],
  reopen: ['reopening', 'trading had resumed less than a second before'],
};

/** What Rule 611 says of a fill, for the screen; nothing of one that traded through no better quote. */
export function tradeThroughMark(label: TradeThrough | undefined): TradeThroughMark | undefined {
  if (label === undefined || label === 'none') return undefined;
  if (label === 'violation')
    return {
      kind: 'bad',
      short: 'through',
      word: 'trade-through',
      text: 'Violation: it traded through a better protected quote elsewhere, and no exception covers it',
    };
  const [short, why] = EXEMPT[label.slice('exempt('.length, -1) as Exemption];
  return { kind: 'exempt', short, word: `exempt, ${short}`, text: `It traded through a better protected quote, exempt: ${why}` };
}

/** The graver of two labels. */
export function worseOf(a: TradeThrough, b: TradeThrough): TradeThrough {
  return gravity(b) > gravity(a) ? b : a;
}

function gravity(label: TradeThrough): number {
  return label === 'none' ? 0 : label === 'violation' ? 2 : 1;
}
