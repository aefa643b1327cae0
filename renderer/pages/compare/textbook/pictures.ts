import { decimal, percentText } from '../../../../shared/format.ts';
import type {
  MechanicsReport,
  RunStatistic,
  StrategyResult,
  TextbookReport,
  TextbookStrategy,
} from '../../../../shared/wire/textbook.ts';
import { histogramPicture } from '../../../charts/histogram.ts';
import { intervalPicture } from '../../../charts/interval.ts';
import type { Picture } from '../../../charts/picture.ts';
import { stackPicture } from '../../../charts/stack.ts';
import { venueToken } from '../../../parts/venue.ts';
import { dollars, strategyName } from '../words.ts';
import { venueLetter } from './words.ts';

type Source = { readonly report: TextbookReport; readonly half: MechanicsReport } | undefined;

function rows(source: Source, pick: (result: StrategyResult) => RunStatistic) {
  return (source?.half.strategies ?? []).map((result) => ({ name: strategyName(result.strategy), ...pick(result) }));
}

function selectedRow(source: Source, selected: TextbookStrategy): number | undefined {
  const at = source?.half.strategies.findIndex((result) => result.strategy === selected) ?? -1;
  return at < 0 ? undefined : at;
}

/** Chart 1 of the source: average execution price, the arrival offer dashed. */
export function pricePicture(source: Source, selected: TextbookStrategy): Picture {
  return intervalPicture({
    rows: rows(source, (r) => r.avgPx),
    print: (v) => decimal(v, 4),
    reference: source && { value: source.report.askPx, name: 'Arrival offer' },
    selected: selectedRow(source, selected),
  });
}

/** Chart 2: price plus fees of the whole order, price_time's mean dashed. */
export function costPicture(source: Source, selected: TextbookStrategy): Picture {
  const base = source?.half.strategies.find((result) => result.strategy === 'price_time');
  return intervalPicture({
    rows: rows(source, (r) => r.totalCost),
    print: (v) => decimal(v, 2),
    axis: (v) => decimal(v, Number.isInteger(v) ? 0 : 2),
    reference: base && { value: base.totalCost.mean, name: 'Price-time' },
    selected: selectedRow(source, selected),
  });
}

/** Chart 3: slippage against the offer at arrival; zero is the offer. */
export function slippagePicture(source: Source, selected: TextbookStrategy): Picture {
  return intervalPicture({
    rows: rows(source, (r) => r.slippageAskBps),
    print: (v) => decimal(v, 2, { sign: true }),
    reference: { value: 0, name: 'Arrival offer', solid: true },
    selected: selectedRow(source, selected),
  });
}

/** Chart 4: where each strategy traded; dark pools first, hatched. */
export function venuesPicture(source: Source, selected: TextbookStrategy): Picture {
  const venues = [...(source?.report.venues ?? [])].sort((a, b) => Number(a.kind === 'lit') - Number(b.kind === 'lit'));
  return stackPicture({
    parts: venues.map((v) => ({
      name: v.mic.replace('_DARK', ''),
      short: venueLetter(v.mic),
      token: venueToken(v.mic),
      hollow: v.kind === 'dark',
    })),
    rows: (source?.half.strategies ?? []).map((result) => ({
      name: strategyName(result.strategy),
      fractions: venues.map((v) => result.venues.find((share) => share.mic === v.mic)?.share ?? 0),
    })),
    selected: selectedRow(source, selected),
  });
}

/** Saving of each seed against price_time, dollars. */
export function seedPicture(half: MechanicsReport | undefined, selected: TextbookStrategy): Picture {
  const savings = half?.savings ?? [];
  const at = savings.findIndex((saving) => saving.strategy === selected);
  return histogramPicture({
    rows: savings.map((saving) => ({
      name: strategyName(saving.strategy),
      ...saving.histogram,
      mean: saving.dollars.mean,
      note: [percentText(saving.winRate, 0), 'better'] as const,
    })),
    print: dollars,
    selected: at < 0 ? undefined : at,
  });
}
