import { countText, percentText } from '../../../../shared/format.ts';
import type { CellRow, CompareCell, CompareReport, Estimate } from '../../../../shared/wire/compare.ts';
import type { Finding } from '../../../parts/verdict.ts';
import { cellPlace } from './cells.ts';
import { baselineOf, contestantName, type Rival } from './contestants.ts';
import { firstFew, range, signed, warn } from './saying.ts';

/** A cell as two of its contestants have it. */
interface Spot {
  readonly cell: CompareCell;
  readonly own: CellRow;
  readonly base: CellRow;
  readonly saving: Estimate;
}

/** Parts of the order set in which the best is dearer than the baseline, and why as far as a cell knows it, or saves nothing that can be told. */
export function weakSpots(report: CompareReport, best: Rival): readonly Finding[] {
  const spots = report.cells.flatMap((cell): Spot[] => {
    const own = cell.rows.find(({ name }) => name === best.name);
    const base = cell.rows.find(({ name }) => name === report.against);
    return own?.saving && base ? [{ cell, own, base, saving: own.saving }] : [];
  });
  const alone = spots.filter(({ cell }) => isAlone(cell));
  const fine = spots.filter(({ cell }) => !isAlone(cell));
  const lost = alone.filter(({ saving }) => saving.high < 0);
  const blank = alone.filter(({ saving }) => saving.low <= 0 && saving.high >= 0);
  const lostFine = fine.filter(({ saving }) => saving.high < 0);
  const name = contestantName(report, best);
  if (spots.length > 0 && lost.length + blank.length + lostFine.length === 0)
    return [{ kind: 'good', text: `${name} saves in every part of the orders: no interval of one reaches zero.` }];
  return [
    ...lost.map((spot): Finding => ({ kind: 'bad', text: `${name} does not earn its place ${lostText(spot)}.` })),
    ...(blank.length > 0
      ? [
          warn(
            `${name} is not told from ${contestantName(report, baselineOf(report))} ${firstFew(blank.map(({ cell }) => cellPlace(cell)))}.`,
          ),
        ]
      : []),
    ...(lostFine.length > 0
      ? [warn(`Of ${countText(fine.length, 'finer cell')} it is dearer in ${lostFine.length}, most ${worstText(lostFine)}.`)]
      : []),
  ];
}

function isAlone({ size, mood, trouble, side }: CompareCell): boolean {
  return [size, mood, trouble, side].filter((part) => part !== undefined).length === 1;
}

function worstText(spots: readonly Spot[]): string {
  const { cell, saving } = spots.reduce((worst, spot) => (spot.saving.mean < worst.saving.mean ? spot : worst));
  return `${cellPlace(cell)} (${signed(saving.mean)} bps)`;
}

/** Where, by how much, and what else is worse there; where nothing else is, it is the price and the fees. */
function lostText({ cell, own, base, saving }: Spot): string {
  const filled =
    own.fillRate < base.fillRate - 0.001 && `it fills ${percentText(own.fillRate)} against ${percentText(base.fillRate)}`;
  const first =
    own.firstFillRate !== undefined &&
    base.firstFillRate !== undefined &&
    own.firstFillRate < base.firstFillRate - 0.05 &&
    `its first round fills ${percentText(own.firstFillRate, 0)} against ${percentText(base.firstFillRate, 0)}`;
  const leak =
    own.leakBps !== undefined &&
    base.leakBps !== undefined &&
    own.leakBps > base.leakBps + 0.01 &&
    `it moves the price by ${signed(own.leakBps)} against ${signed(base.leakBps)}`;
  const words = [filled, first, leak].filter((word) => typeof word === 'string');
  const why = words.length > 0 ? `there ${firstFew(words)}` : 'what it pays there in price and fees is more';
  return `${cellPlace(cell)}: ${signed(saving.mean)} bps, ${range(saving)}; ${why}`;
}
