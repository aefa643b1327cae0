import { bpsText, pxText, qtyText } from '../../../shared/format.ts';
import type { VenueSpec } from '../../../shared/market.ts';
import type { ChartTheme } from '../../charts/theme.ts';
import { venueToken } from '../../parts/venue.ts';
import type { LadderRow, LadderSide, Strength } from './model.ts';
import { bandAt, type Cell, cellKey, isOutside, type LadderPicture, sideOfPrice } from './picture.ts';

/** Where a cell lies; `mid` is the height its text stands at. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly mid: number;
}

const BID_FILL = ['--bid-s0', '--bid-s1', '--bid-s2'] as const;
const OFFER_FILL = ['--offer-s0', '--offer-s1', '--offer-s2'] as const;

/** Draws the cells of a ladder in one theme. */
export class CellPen {
  private readonly g: CanvasRenderingContext2D;
  private readonly theme: ChartTheme;

  constructor(g: CanvasRenderingContext2D, theme: ChartTheme) {
    this.g = g;
    this.theme = theme;
  }

  /** Draws what stands in one cell, over its background. */
  draw(cell: Cell, row: LadderRow, picture: LadderPicture, box: Box): void {
    switch (cell) {
      case 'own':
        return this.#own(row, picture, box);
      case 'left':
        return row.bid
          ? this.#segments(row, row.bid, picture, box, 'bid')
          : this.#sweep(row.ask, box, 'right', row.px === picture.best.askPx);
      case 'right':
        return row.ask
          ? this.#segments(row, row.ask, picture, box, 'ask')
          : this.#sweep(row.bid, box, 'left', row.px === picture.best.bidPx);
      case 'bid':
        return this.#text(row.bid ? qtyText(row.bid.total) : '', box.x + box.w - 5, box.mid, {
          align: 'right',
          weight: 540,
          size: 11,
        });
      case 'ask':
        return this.#text(row.ask ? qtyText(row.ask.total) : '', box.x + 5, box.mid, { weight: 540, size: 11 });
      case 'markLeft':
        return this.#marks(cellKey(cell, row, picture), box, 'right');
      case 'markRight':
        return this.#marks(cellKey(cell, row, picture), box, 'left');
      case 'price':
        return this.#price(row, picture, box);
      case 'traded':
        return this.#traded(row.px, picture, box);
    }
  }

  #segments(row: LadderRow, side: LadderSide, picture: LadderPicture, box: Box, which: 'bid' | 'ask'): void {
    const g = this.g;
    const theme = this.theme;
    const fills = which === 'bid' ? BID_FILL : OFFER_FILL;
    // A level too deep for the scale is cut at the edge and says so.
    const cut = side.total > picture.scale;
    const room = box.w - (cut ? 14 : 4);
    if (cut)
      this.#text(which === 'bid' ? '‹' : '›', which === 'bid' ? box.x + 6 : box.x + box.w - 6, box.mid, {
        align: 'center',
        weight: 700,
        size: 12,
        colour: '--tx-2',
      });
    let used = 0;
    for (const { venue, qty, strength } of side.segments) {
      const spec = picture.venues[venue];
      if (!spec) continue;
      const width = Math.min(Math.max(4, (qty / picture.scale) * room), room - used);
      if (width <= 0) break;
      // Outward from the price: bids grow to the left, offers to the right.
      const x = which === 'bid' ? box.x + box.w - 1 - used - width : box.x + 1 + used;
      const tab = which === 'bid' ? x + width - 3 : x;
      g.fillStyle = strength === 3 ? theme.hatch('--line-2') : theme.colour(fills[strength]);
      g.fillRect(x, box.y + 2, width - 1, box.h - 4);
      g.fillStyle = theme.colour(venueToken(spec.mic));
      g.fillRect(tab, box.y + 2, 3, box.h - 4);
      this.#segmentLabel(spec, qty, strength, { x, width, mid: box.mid }, which);
      if (picture.own.some((mark) => mark.px === row.px && mark.kind === 'resting' && mark.mic === spec.mic)) {
        // Ours stands at the outer end: whoever was there before is nearer to the price.
        g.fillStyle = theme.colour('--own');
        g.fillRect(which === 'bid' ? x : x + width - 3, box.y + 1, 2, box.h - 2);
      }
      used += width + 1;
    }
  }

  #segmentLabel(
    spec: VenueSpec,
    qty: number,
    strength: Strength,
    at: { x: number; width: number; mid: number },
    which: 'bid' | 'ask',
  ): void {
    const g = this.g;
    const room = at.width - 7;
    const style = {
      size: 9.5,
      weight: 550,
      mono: true,
      colour: strength === 3 ? '--tx-2' : '--tx-1',
      align: which === 'bid' ? ('right' as const) : ('left' as const),
    };
    g.font = this.theme.font(style.weight, style.size, true);
    const words = [`${spec.mic} ${qtyText(qty)}`, spec.mic, spec.letter].find((text) => g.measureText(text).width <= room);
    if (words) this.#text(words, which === 'bid' ? at.x + at.width - 5 : at.x + 5, at.mid, style);
  }

  #sweep(side: LadderSide | undefined, box: Box, align: 'left' | 'right', best: boolean): void {
    if (!side) return;
    const bps = side.sweep.bps === undefined ? '' : bpsText(side.sweep.bps);
    const faint = { colour: '--tx-3', size: 11, align: 'right' as const };
    const caption = best && box.w > 190 ? 'sweep to here' : '';
    const end = align === 'right' ? box.x + box.w - 6 : box.x + Math.min(120, box.w - 6);
    this.#text(best && bps ? `${bps} bps` : bps, end, box.mid, faint);
    this.#text(qtyText(side.sweep.qty), end - (best ? 58 : 44), box.mid, faint);
    if (!caption) return;
    if (align === 'right') this.#text(caption, end - 112, box.mid, { ...faint, size: 10 });
    else this.#text(caption, end + 8, box.mid, { ...faint, size: 10, align: 'left' });
  }

  #marks(marks: string, box: Box, align: 'left' | 'right'): void {
    const g = this.g;
    const theme = this.theme;
    const size = 13;
    const y = Math.round(box.mid - size / 2);
    const letters = [...marks];
    let x = align === 'left' ? box.x + 3 : box.x + box.w - 3 - letters.length * size - (letters.length - 1) * 2;
    for (const letter of letters) {
      if (letter === 'D') {
        g.fillStyle = theme.colour('--tx-1');
        g.fillRect(x, y, size, size);
      } else {
        g.strokeStyle = theme.colour('--tx-2');
        g.lineWidth = 1.5;
        g.strokeRect(x + 0.75, y + 0.75, size - 1.5, size - 1.5);
      }
      this.#text(letter, x + size / 2, box.mid + 0.5, {
        size: 9,
        weight: 700,
        mono: true,
        align: 'center',
        colour: letter === 'D' ? '--bg-1' : '--tx-1',
      });
      x += size + 2;
    }
  }

  #price(row: LadderRow, picture: LadderPicture, box: Box): void {
    const g = this.g;
    const theme = this.theme;
    const { best } = picture;
    const isBid = row.px === best.bidPx;
    const isAsk = row.px === best.askPx;
    // In a crossed market the best prices stand on each other's side: each keeps its own hue.
    const side = isBid === isAsk ? sideOfPrice(row.px, best) : isBid ? 'bid' : 'ask';
    const token = side === 'bid' ? '--bid' : '--offer';
    if (isBid || isAsk) {
      g.fillStyle = theme.colour(isAsk && isBid ? '--bg-3' : token);
      g.fillRect(box.x, box.y, box.w, box.h);
    }
    if (picture.halted) {
      g.fillStyle = theme.hatch(isBid || isAsk ? '--bg-1' : '--line-3');
      g.fillRect(box.x, box.y, box.w, box.h);
      // The price stays readable on its hatching.
      g.fillStyle = theme.colour(isBid || isAsk ? (isAsk && isBid ? '--bg-3' : token) : '--bg-2');
      g.fillRect(box.x + 6, box.y, box.w - 12, box.h);
    }
    const band = bandAt(row.px, picture);
    if (band) {
      g.fillStyle = theme.colour('--warn');
      g.fillRect(box.x, band === 'upper' ? box.y : box.y + box.h - 2, box.w, 2);
    }
    if (row.bid && row.ask) this.#text('×', box.x + 7, box.mid, { colour: '--bad', weight: 700, size: 12, align: 'center' });
    const words = pxText(row.px);
    this.#text(words, box.x + box.w / 2, box.mid + 0.5, {
      size: words.length > 7 ? (box.w < 60 ? 11 : 12) : 13,
      weight: isBid || isAsk ? 700 : 530,
      align: 'center',
      colour: isBid && isAsk ? '--tx-1' : isBid || isAsk ? '--tx-inv' : isOutside(row.px, picture) ? '--tx-3' : token,
    });
    if (picture.ticket?.px === row.px) outline(g, box, theme.colour('--own-line'), 1);
    if (picture.cursorPx === row.px) outline(g, box, theme.colour('--focus'), 2);
  }

  #own(row: LadderRow, picture: LadderPicture, box: Box): void {
    const g = this.g;
    const theme = this.theme;
    const here = picture.own.filter((mark) => mark.px === row.px);
    let x = box.x + 6;
    const first = here[0];
    if (first) {
      const more = here.length > 1 ? ` +${here.length - 1}` : '';
      const words = `${first.kind === 'flight' ? '→ ' : ''}${first.mic} ${qtyText(first.qty)}${more}`;
      g.font = theme.font(600, 10, true);
      const width = Math.min(box.w - 8, g.measureText(words).width + 8);
      g.fillStyle = theme.colour('--own');
      if (first.kind === 'resting') g.fillRect(x, box.mid - 7.5, width, 15);
      else outline(g, { x, y: box.mid - 7.5, w: width, h: 15 }, theme.colour('--own'), 1);
      this.#text(words, x + 4, box.mid, {
        size: 10,
        weight: 600,
        mono: true,
        colour: first.kind === 'resting' ? '--tx-inv' : '--own',
      });
      x += width + 6;
    }
    const band = bandAt(row.px, picture);
    if (band && !first && picture.ticket?.px !== row.px)
      this.#text(`▲ LULD ${band}`, x, box.mid, { size: 10, colour: '--warn', weight: 560 });
    if (picture.ticket?.px !== row.px) return;
    g.font = theme.font(540, 11);
    const width = g.measureText(picture.ticket.text).width + 8;
    if (x + width > box.x + box.w) return;
    g.setLineDash([3, 2]);
    outline(g, { x, y: box.mid - 7.5, w: width, h: 15 }, theme.colour('--own-line'), 1);
    g.setLineDash([]);
    this.#text(picture.ticket.text, x + 4, box.mid, { size: 11, colour: '--own' });
  }

  #traded(px: number, picture: LadderPicture, box: Box): void {
    const trade = picture.traded.get(px);
    if (!trade) return;
    const g = this.g;
    const theme = this.theme;
    const width = (trade.qty / picture.mostTraded) * (box.w - 2);
    g.fillStyle = theme.colour('--bg-3');
    g.fillRect(box.x + box.w - width, box.y + 2, width, box.h - 4);
    const hot = px === picture.lastPx;
    const letter = picture.venues[trade.venue]?.letter ?? '';
    const words = `${qtyText(trade.last)} ${letter}`;
    if (hot) {
      g.font = theme.font(450, 11);
      const wide = g.measureText(words).width + 6;
      g.fillStyle = theme.colour('--tx-1');
      g.fillRect(box.x + box.w - 3 - wide, box.mid - 7.5, wide, 15);
    }
    this.#text(words, box.x + box.w - 6, box.mid, { size: 11, align: 'right', colour: hot ? '--bg-1' : '--tx-2' });
  }

  #text(
    words: string,
    x: number,
    y: number,
    style: { colour?: string; size?: number; weight?: number; align?: CanvasTextAlign; mono?: boolean } = {},
  ): void {
    if (words === '') return;
    const g = this.g;
    const theme = this.theme;
    g.font = theme.font(style.weight ?? 450, style.size ?? 11, style.mono);
    g.fillStyle = theme.colour(style.colour ?? '--tx-1');
    g.textAlign = style.align ?? 'left';
    g.textBaseline = 'middle';
    g.fillText(words, x, y + 0.5);
  }
}

function outline(g: CanvasRenderingContext2D, box: Omit<Box, 'mid'>, colour: string, width: number): void {
  g.strokeStyle = colour;
  g.lineWidth = width;
  g.strokeRect(box.x + width / 2, box.y + width / 2, box.w - width, box.h - width);
}
