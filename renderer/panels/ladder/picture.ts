import { bpsText } from '../../../shared/format.ts';
import type { VenueSpec } from '../../../shared/market.ts';
import type { LadderRow, LadderSide } from './model.ts';
import type { OwnMark } from './own.ts';

/** Everything one picture of the ladder is made from. */
export interface LadderPicture {
  readonly rows: readonly LadderRow[];
  readonly venues: readonly VenueSpec[];
  readonly own: readonly OwnMark[];
  /** Ticket not yet sent: its limit and size. */
  readonly ticket: { readonly px: number; readonly text: string } | undefined;
  readonly best: { readonly bidPx: number; readonly askPx: number; readonly sipBidPx: number; readonly sipAskPx: number };
  readonly traded: ReadonlyMap<number, { readonly qty: number; readonly venue: number; readonly last: number }>;
  /** Most shares traded at one of the rows. */
  readonly mostTraded: number;
  readonly lastPx: number;
  /** Shares that fill a row's width. */
  readonly scale: number;
  /** The price under the keyboard, if the ladder has the focus. */
  readonly cursorPx: number | undefined;
  readonly tick: number;
  /** Nothing matches now: price cells are hatched. */
  readonly halted: boolean;
  /** LULD price bands; 0 without. */
  readonly bands: { readonly lowerPx: number; readonly upperPx: number };
}

export const CELLS = ['own', 'left', 'bid', 'markLeft', 'price', 'markRight', 'ask', 'right', 'traded'] as const;
export type Cell = (typeof CELLS)[number];

/** Everything a cell shows, as text: while it is the same, the cell need not be drawn. */
export function cellKey(cell: Cell, row: LadderRow, picture: LadderPicture): string {
  const { bid, ask, px } = row;
  const { best } = picture;
  switch (cell) {
    case 'own':
      return `${ownKey(picture, px)}${picture.ticket?.px === px ? picture.ticket.text : ''}${bandAt(px, picture) ?? ''}`;
    case 'left':
      return bid
        ? `${segmentsKey(bid, picture.scale)}${restingKey(picture, px)}`
        : ask
          ? `s${ask.sweep.qty},${bpsText(ask.sweep.bps)}${px === best.askPx ? 'b' : ''}`
          : '';
    case 'right':
      return ask
        ? `${segmentsKey(ask, picture.scale)}${restingKey(picture, px)}`
        : bid
          ? `s${bid.sweep.qty},${bpsText(bid.sweep.bps)}${px === best.bidPx ? 'b' : ''}`
          : '';
    case 'bid':
      return bid ? String(bid.total) : '';
    case 'ask':
      return ask ? String(ask.total) : '';
    case 'markLeft':
      return `${px === best.bidPx ? 'D' : ''}${px === best.sipBidPx ? 'S' : ''}`;
    case 'markRight':
      return `${px === best.askPx ? 'D' : ''}${px === best.sipAskPx ? 'S' : ''}`;
    case 'price':
      return `${sideOfPrice(px, best)}${px === best.bidPx ? 'b' : ''}${px === best.askPx ? 'a' : ''}${bid && ask ? 'x' : ''}${picture.ticket?.px === px ? 't' : ''}${picture.cursorPx === px ? 'c' : ''}${picture.halted ? 'h' : ''}${isOutside(px, picture) ? 'o' : ''}${bandAt(px, picture) ?? ''}`;
    case 'traded': {
      const trade = picture.traded.get(px);
      return trade
        ? `${Math.round((trade.qty / picture.mostTraded) * 64)},${trade.venue},${trade.last}${px === picture.lastPx ? 'l' : ''}`
        : '';
    }
  }
}

/** Which price band a row is the last one within. */
export function bandAt(px: number, { bands, tick }: Pick<LadderPicture, 'bands' | 'tick'>): 'upper' | 'lower' | undefined {
  if (bands.upperPx > 0 && px <= bands.upperPx && px + tick > bands.upperPx) return 'upper';
  return bands.lowerPx > 0 && px >= bands.lowerPx && px - tick < bands.lowerPx ? 'lower' : undefined;
}

/** Beyond the price bands: nothing can trade there. */
export function isOutside(px: number, { bands }: Pick<LadderPicture, 'bands'>): boolean {
  return (bands.upperPx > 0 && px > bands.upperPx) || (bands.lowerPx > 0 && px < bands.lowerPx);
}

export function sideOfPrice(px: number, best: LadderPicture['best']): 'bid' | 'ask' {
  const middle = best.bidPx > 0 && best.askPx > 0 ? (best.bidPx + best.askPx) / 2 : best.askPx > 0 ? best.askPx : best.bidPx + 1;
  return px < middle || (px === best.bidPx && px !== best.askPx) ? 'bid' : 'ask';
}

function segmentsKey(side: LadderSide, scale: number): string {
  let key = String(scale);
  for (const { venue, qty, strength } of side.segments) key += `;${venue},${qty},${strength}`;
  return key;
}

function restingKey(picture: LadderPicture, px: number): string {
  let key = '';
  for (const mark of picture.own) if (mark.px === px && mark.kind === 'resting') key += `;o${mark.mic}`;
  return key;
}

function ownKey(picture: LadderPicture, px: number): string {
  let key = '';
  for (const mark of picture.own) if (mark.px === px) key += `${mark.kind}${mark.mic}${mark.qty};`;
  return key;
}
