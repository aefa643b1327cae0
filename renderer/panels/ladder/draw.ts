import type { ChartTheme } from '../../charts/theme.ts';
import { CellPen } from './cells.ts';
import type { LadderRow } from './model.ts';
import { CELLS, type Cell, cellKey, type LadderPicture, sideOfPrice } from './picture.ts';

export interface LadderSize {
  readonly width: number;
  readonly height: number;
  readonly compact: boolean;
}

const LARGE = [124, 0, 48, 32, 60, 32, 48, 0, 56] as const;
const SMALL = [100, 0, 46, 31, 54, 31, 46, 0, 44] as const;
/** How a changed total shows: a lit background, a mark at its left that stands still (reduced motion), or not at all. */
export type Flash = 'step' | 'mark' | 'none';
const FLASH = 140;
const MARK = 1_000;
const FLASH_GAP = 250;

/** Left edges of the nine columns and the right end of the last. */
export function columnEdges(width: number, compact: boolean): number[] {
  const fixed: readonly number[] = compact ? SMALL : LARGE;
  const room = Math.max(40, (width - fixed.reduce((sum, one) => sum + one, 0)) / 2);
  const edges = [0];
  for (const one of fixed) edges.push((edges.at(-1) ?? 0) + (one === 0 ? room : one));
  return edges;
}

/**
 * The ladder on one canvas. Each cell has a key that says all it shows; a cell whose key has not changed is left as it is:
 * a quarter of the main-thread time that as many DOM cells take.
 */
export class LadderCanvas {
  readonly #canvas: HTMLCanvasElement;
  readonly #g: CanvasRenderingContext2D;
  #keys: string[] = [];
  #flashed: number[] = [];
  #edges: number[] = [];
  #rowHeight = 21;
  #theme: ChartTheme | undefined;
  #pen: CellPen | undefined;
  #flash: Flash = 'none';
  #ratio = 1;

  constructor(canvas: HTMLCanvasElement) {
    const g = canvas.getContext('2d', { alpha: false });
    if (!g) throw new Error('ladder: this window has no 2d canvas');
    this.#canvas = canvas;
    this.#g = g;
  }

  /** Forgets what is drawn: after another size, theme or set of rows. */
  resize(size: LadderSize, rows: number, ratio: number): void {
    this.#ratio = ratio;
    this.#canvas.width = Math.max(1, Math.round(size.width * ratio));
    this.#canvas.height = Math.max(1, Math.round(size.height * ratio));
    this.#edges = columnEdges(size.width, size.compact);
    this.#rowHeight = size.height / Math.max(1, rows);
    this.forget();
  }

  forget(): void {
    this.#keys = [];
    this.#flashed = [];
  }

  /** Draws what changed. Returns how many cells were drawn. */
  paint(picture: LadderPicture, theme: ChartTheme, at: number, flash: Flash): number {
    this.#flash = flash;
    if (theme !== this.#theme) {
      this.forget();
      this.#theme = theme;
      this.#pen = new CellPen(this.#g, theme);
    }
    this.#g.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    const touch = firstBidRow(picture);
    let drawn = 0;
    for (const [r, row] of picture.rows.entries()) {
      for (const [c, cell] of CELLS.entries()) {
        const index = r * CELLS.length + c;
        const before = this.#keys[index];
        const content = cellKey(cell, row, picture);
        // Rows that moved to another price have not changed: they do not flash.
        const held = before?.startsWith(`${row.px}|`) ? before : undefined;
        const flashing = this.#flashing(cell, index, held, content, at);
        const key = `${row.px}|${r === touch - 1 ? 't' : ''}|${flashing ? 'f' : ''}|${content}`;
        if (key === before) continue;
        this.#keys[index] = key;
        this.#cell(cell, row, picture, {
          x: this.#edges[c] ?? 0,
          end: this.#edges[c + 1] ?? 0,
          r,
          flashing,
          touchLine: r === touch - 1,
        });
        drawn += 1;
      }
    }
    return drawn;
  }

  #flashing(cell: Cell, index: number, before: string | undefined, content: string, at: number): boolean {
    if (cell !== 'bid' && cell !== 'ask') return false;
    const last = this.#flashed[index] ?? Number.NEGATIVE_INFINITY;
    if (at - last < (this.#flash === 'mark' ? MARK : FLASH)) return true;
    const changed = before !== undefined && content !== '' && before.slice(before.lastIndexOf('|') + 1) !== content;
    if (this.#flash === 'none' || !changed || at - last < FLASH_GAP) return false;
    this.#flashed[index] = at;
    return true;
  }
  #cell(cell: Cell, row: LadderRow, picture: LadderPicture, at: CellPlace): void {
    const g = this.#g;
    const theme = this.#theme!;
    const top = Math.round(at.r * this.#rowHeight);
    const bottom = Math.round((at.r + 1) * this.#rowHeight);
    const { x, end } = at;
    const box = { x, y: top, w: end - x, h: bottom - top - 1, mid: (top + bottom - 1) / 2 };
    g.save();
    g.beginPath();
    g.rect(x, top, end - x, bottom - top);
    g.clip();
    g.fillStyle = theme.colour(cell === 'price' ? '--bg-2' : '--bg-1');
    g.fillRect(x, top, end - x, bottom - top);
    const side = cell === 'left' || cell === 'bid' ? row.bid : cell === 'right' || cell === 'ask' ? row.ask : undefined;
    if (side) {
      g.fillStyle = theme.colour(cell === 'left' || cell === 'bid' ? '--bid-wash' : '--offer-wash');
      g.fillRect(x, top, end - x, bottom - top);
    }
    if (at.flashing) {
      g.fillStyle = theme.colour(this.#flash === 'mark' ? '--tx-2' : '--bg-3');
      g.fillRect(x, top, this.#flash === 'mark' ? 2 : end - x, box.h);
    }
    this.#pen!.draw(cell, row, picture, box);
    g.fillStyle = theme.colour(at.touchLine ? '--tx-2' : isMajor(row.px, picture.tick) ? '--line-2' : '--line-1');
    g.fillRect(x, bottom - 1, end - x, 1);
    g.restore();
  }
}

interface CellPlace {
  readonly x: number;
  readonly end: number;
  readonly r: number;
  readonly flashing: boolean;
  readonly touchLine: boolean;
}

/** First row at or below the best bid: a line above it parts the two sides. */
function firstBidRow(picture: LadderPicture): number {
  return picture.rows.findIndex((row) => sideOfPrice(row.px, picture.best) === 'bid');
}

function isMajor(px: number, tick: number): boolean {
  return px % (tick * 5) === 0;
}
