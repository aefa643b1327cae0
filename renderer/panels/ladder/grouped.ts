import { rowOf } from './model.ts';
import type { LadderPicture } from './picture.ts';

type Placed = Omit<LadderPicture, 'mostTraded'>;

/** The same picture where a row, `tick` high, covers several prices: all that stands at a price moves into its row. */
export function grouped(picture: Placed): Placed {
  const { best, tick, ticket, own } = picture;
  const near = (px: number) => Math.round(px / tick) * tick;
  const traded = new Map<number, { qty: number; venue: number; last: number }>();
  for (const [px, trade] of picture.traded) {
    const before = traded.get(near(px));
    traded.set(near(px), { ...trade, qty: (before?.qty ?? 0) + trade.qty });
  }
  return {
    ...picture,
    own: own.map((mark) => ({ ...mark, px: rowOf(mark.px, tick, mark.side === 'buy' ? 'bid' : 'ask') })),
    ticket: ticket && { ...ticket, px: near(ticket.px) },
    traded,
    lastPx: near(picture.lastPx),
    best: {
      bidPx: rowOf(best.bidPx, tick, 'bid'),
      askPx: rowOf(best.askPx, tick, 'ask'),
      sipBidPx: rowOf(best.sipBidPx, tick, 'bid'),
      sipAskPx: rowOf(best.sipAskPx, tick, 'ask'),
    },
  };
}
