import { countText, decimal, percentText, qtyText } from '../../../../shared/format.ts';
import type { CellRow, CompareCell, CompareReport, ContestantReport, Mood, Trouble } from '../../../../shared/wire/compare.ts';
import { type Heat, heats } from '../../../panels/heat.ts';
import { FAULT_WORDS } from '../../../state/fault-words.ts';
import { leavesZero } from './contestants.ts';

export const CELL_MEASURES = ['saving', 'cost', 'fill', 'first', 'leak', 'capture'] as const;
export type CellMeasure = (typeof CELL_MEASURES)[number];

export const MEASURE_WORDS: Readonly<Record<CellMeasure, readonly [name: string, means: string]>> = {
  saving: ['Saving', 'bps against the baseline, paired by seed'],
  cost: ['Cost', 'all-in, bps of the arrival midpoint'],
  fill: ['Filled', '% of the ordered shares'],
  first: ['First round', '% of the shares sent first'],
  leak: ['Leak', 'bps that the midpoint moved in a second, beyond the market without the order'],
  capture: ['Capture', '% of the saving that O1 leaves over the baseline'],
};
const BETTER: Readonly<Record<CellMeasure, 'high' | 'low'>> = {
  saving: 'high',
  cost: 'low',
  fill: 'high',
  first: 'high',
  leak: 'low',
  capture: 'high',
};

/** Which of the orders of every kind are listed; absent: all. */
export interface CellFilter {
  readonly mood?: Mood;
  readonly trouble?: 'none' | 'any';
}

export interface CellValue {
  readonly text: string;
  readonly heat: Heat;
  /** Of a saving: its interval leaves zero. */
  readonly firm: boolean;
  /** All that is known of it, in a sentence. */
  readonly says: string;
}

export interface CellLine {
  readonly key: string;
  readonly name: string;
  readonly orders: number;
  /** In the order of the contestants. */
  readonly values: readonly CellValue[];
}

export interface CellGroup {
  readonly title: string;
  readonly lines: readonly CellLine[];
}

const PARTS = ['size', 'mood', 'trouble', 'side'] as const;

/** The cells as a heat table has them: by one part of the order set each, then by all together, as far as they pass the filter. */
export function cellGroups(
  report: CompareReport,
  contestants: readonly ContestantReport[],
  { measure, filter }: { readonly measure: CellMeasure; readonly filter: CellFilter },
): readonly CellGroup[] {
  const line = (cell: CompareCell): CellLine => ({
    ...lineOf(cell.rows, contestants, measure),
    ...namesOf(report, cell),
    orders: cell.orders,
  });
  const alone = (part: (typeof PARTS)[number]) => report.cells.filter((cell) => partsOf(cell).join() === part).map(line);
  const together = report.cells.filter((cell) => partsOf(cell).length > 1 && passes(cell, filter)).map(line);
  const all = { key: 'all', name: 'All orders', orders: report.orders, ...lineOf(contestants.map(wholeOf), contestants, measure) };
  const groups = [
    { title: 'Everything', lines: [all] },
    { title: 'By size', lines: alone('size') },
    { title: 'By mood', lines: alone('mood') },
    { title: 'By side', lines: alone('side') },
    { title: 'By fault', lines: alone('trouble') },
  ];
  const filtered = filter.mood !== undefined || filter.trouble !== undefined;
  return [...(filtered ? [] : groups), { title: 'Of every kind', lines: together }].filter(({ lines }) => lines.length > 0);
}

/** `2 %, volatile, fault, sell`; of a part alone its name, and what it is. */
export function cellName(cell: CompareCell): string {
  const { size, mood, trouble, side } = cell;
  const alone = partsOf(cell).length === 1;
  return [size, mood, trouble && troubleText(trouble, alone), side].filter((word) => word !== undefined).join(', ');
}

/** The same within a sentence: `at 5 %, in a volatile market, with a fault, for sells`. */
export function cellPlace({ size, mood, trouble, side }: CompareCell): string {
  const fault =
    trouble && (trouble === 'none' ? 'without a fault' : trouble === 'any' ? 'with a fault' : `with a ${troubleText(trouble)}`);
  return [size && `at ${size}`, mood && `in a ${mood} market`, fault, side && `for ${side}s`]
    .filter((word) => word !== undefined)
    .join(', ');
}

export function troubleText(trouble: 'none' | 'any' | Trouble, alone = true): string {
  if (trouble === 'none') return 'no fault';
  if (trouble === 'any') return alone ? 'any fault' : 'fault';
  return FAULT_WORDS[trouble][0].toLowerCase().replace(/\b(sip|luld)\b/g, (word) => word.toUpperCase());
}

function namesOf({ sizes }: CompareReport, cell: CompareCell): { readonly key: string; readonly name: string } {
  const name = cellName(cell);
  const shares = partsOf(cell).join() === 'size' && sizes.find(({ size }) => size === cell.size)?.orderQty;
  return { key: name, name: shares ? `${name}, ${qtyText(shares)} sh` : name };
}

function partsOf(cell: CompareCell): readonly (typeof PARTS)[number][] {
  return PARTS.filter((part) => cell[part] !== undefined);
}

function passes(cell: CompareCell, { mood, trouble }: CellFilter): boolean {
  return (mood === undefined || cell.mood === mood) && (trouble === undefined || cell.trouble === trouble);
}

function wholeOf({ name, bps, fillRate, firstFillRate, leakBps, saving }: ContestantReport): CellRow {
  return {
    name,
    bps: bps.mean,
    fillRate: fillRate.mean,
    ...(firstFillRate && { firstFillRate: firstFillRate.mean }),
    ...(leakBps && { leakBps: leakBps.mean }),
    ...(saving && { saving: saving.bps, ...(saving.capture && { capture: saving.capture.mean }) }),
  };
}

function lineOf(
  rows: readonly CellRow[],
  contestants: readonly ContestantReport[],
  measure: CellMeasure,
): Pick<CellLine, 'values'> {
  const own = contestants.map(({ name }) => rows.find((row) => row.name === name));
  const values = own.map((row) => row && measured(row, measure));
  const heat = heats(values, BETTER[measure]);
  return {
    values: own.map(
      (row, i): CellValue => ({
        text: textOf(row, values[i], measure),
        heat: heat[i]!,
        firm: measure === 'saving' && row?.saving !== undefined && leavesZero(row.saving),
        says: row ? says(row) : 'no such order',
      }),
    ),
  };
}

function measured(row: CellRow, measure: CellMeasure): number | undefined {
  switch (measure) {
    case 'saving':
      return row.saving?.mean;
    case 'cost':
      return row.bps;
    case 'fill':
      return row.fillRate;
    case 'first':
      return row.firstFillRate;
    case 'leak':
      return row.leakBps;
    case 'capture':
      return row.capture;
  }
}

function textOf(row: CellRow | undefined, value: number | undefined, measure: CellMeasure): string {
  if (row && value === undefined && (measure === 'saving' || measure === 'capture')) return row.saving ? 'none' : 'baseline';
  if (measure === 'fill' || measure === 'first') return percentText(value).replace(' %', '');
  if (measure === 'capture') return percentText(value, 0).replace(' %', '');
  return decimal(value, 2, { sign: measure !== 'cost' });
}

function says({ bps, saving, fillRate, firstFillRate, leakBps, capture }: CellRow): string {
  const signed = (value: number) => decimal(value, 2, { sign: true });
  return [
    `costs ${decimal(bps, 2)} bps`,
    saving && `saves ${signed(saving.mean)}, 95 % interval ${signed(saving.low)} to ${signed(saving.high)}`,
    capture !== undefined && `captures ${percentText(capture, 0)}`,
    `fills ${percentText(fillRate)}`,
    firstFillRate !== undefined && `first round ${percentText(firstFillRate)}`,
    leakBps !== undefined && `leaks ${signed(leakBps)} bps`,
  ]
    .filter((word) => typeof word === 'string')
    .join('; ');
}

/** `32 orders`. */
export function ordersText(orders: number): string {
  return countText(orders, 'order');
}
