import { centsText, delayText, fractionText, qtyText } from '../../../../shared/format.ts';

interface ParameterWords {
  readonly name: string;
  readonly note: string;
  /** With its unit where the name does not say it. */
  print(value: number): string;
}

/** As many places as a value has, four at most; a share of one without its zero. */
const plain = (value: number) => fractionText(value, Math.min(4, (String(value).split('.')[1] ?? '').length));
const shares = (value: number) => `${qtyText(value)} sh`;
const words = (name: string, note: string, print = plain): ParameterWords => ({ name, note, print });

/** The numbers that can be searched, in plain words. */
const WORDS: Readonly<Record<string, ParameterWords>> = {
  'tuning.detectTake': words('A taking order is read', 'chance that a lit order that takes is read as intent'),
  'tuning.detectPost': words('A resting order is read', 'chance that a lit order that rests is read as intent'),
  'tuning.detectPing': words('A dark ping is read', 'chance that a ping of a pool is read as intent'),
  'tuning.detectMid': words('A midpoint fill is read', 'chance that a midpoint fill at a lit venue is read as intent'),
  'tuning.leakTicks': words(
    'Cost of being read, ticks',
    'more for every share still to trade, where these are as many as the touch shows',
  ),
  'tuning.impact': words('Impact, µ$ a share', 'what each share adds to the cost of every other one at the same venue'),
  'tuning.driftTicks': words(
    'Drift while pinging, ticks/s',
    'how fast the far side is expected to run away while a ping is under way',
  ),
  'tuning.hiddenPrior': words(
    'Hidden midpoint fills',
    'share of a midpoint ping at a lit venue that fills before any has been seen; 0: none is sent',
  ),
  'tuning.forget': words('Kept per order', 'how much of what was believed is kept with each new order; 1 forgets nothing'),
  'tuning.spray': words('Quantile of arrivals', 'of the one-way times by which arrivals are equalised'),
  'tuning.reaction': words('Reaction of fast traders', 'what a fast trader is thought to need to react to a print', (value) =>
    delayText(value),
  ),
  'tuning.pingMinQty': words('Smallest ping', 'a smaller ping is not sent', shares),
  'tuning.conditionalMinQty': words(
    'Smallest conditional',
    'more shares than this may wait in the pools as a conditional order; 0: none do',
    shares,
  ),
  'tuning.underfill': words('Fear of a share left', 'what a share left over is feared to cost beyond its price', cents),
  'tuning.overfill': words('Fear of a share too many', 'what a share too many is feared to cost beyond its price', cents),
  'tuning.patience': words('Patience', 'how long a strategy that rests waits before it takes what is left', (value) =>
    delayText(value),
  ),
  'tuning.oversize': words('Hoped for unseen', 'most that is hoped for unseen at the touch, per share shown there'),
  'router.darkPingQty': words('Dark ping', 'shares that a pool is asked for', shares),
  'router.darkFillPrior': words('A dark ping fills', 'share of a ping that fills before any has been seen'),
  'router.adverseTicks': words('Adverse selection, ticks', 'what a fill among fast traders is expected to cost'),
};

function cents(value: number): string {
  return `${centsText(value)} ¢`;
}

/** A parameter in words; one that has none goes by its name. */
export function parameterWords(name: string): ParameterWords {
  return WORDS[name] ?? words(name, name);
}

/** Its name in a scenario's `router`, without its group. */
export function shortName(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}
