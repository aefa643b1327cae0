/**
 * What is forecast, and from what (domain 7a). A model is numbers by feature, so names and their order are part of a knowledge file:
 * one that was made for others is refused.
 */

/**
 * `fade`: the part of the shares shown at a venue that is gone when our leg arrives; `fill1s` and `fill5s`: the part of a resting leg that
 * has filled so long after it was sent; `move100ms` and `move1s`: whether the next move of the midpoint is up, given that it comes within.
 */
export const TARGETS = ['fade', 'fill1s', 'fill5s', 'move100ms', 'move1s'] as const;
export type Target = (typeof TARGETS)[number];

/** Of the whole market, as seen by the order's side: leans, signs and flows are positive where the price is about to go away from us. */
export const MARKET_FEATURES = [
  /** 2 I - 1 of the NBBO's sizes, and of all shares on the first levels of all venues. */
  'lean',
  'deepLean',
  /** Ticks from the mid: the weighted mid, and Stoikov's micro-price. */
  'weightedMid',
  'microprice',
  'spread',
  /** Sides of the last three trades, newest first. */
  'sign1',
  'sign2',
  'sign3',
  /** Logarithms of trades a second and of ticks a root of a second, over about 1 s and 10 s. */
  'tradeRate',
  'fast',
  'slow',
  /** Order-flow imbalance of about a second, in round lots, its logarithm with its sign. */
  'flow',
  /** Ticks that the SIP's mid stands off the direct one. */
  'sipOff',
  /** Part of the session from -1 to 1, and its fourth power: how near to the open or the close. */
  'day',
  'edge',
] as const;

/** Of a leg that takes what a venue shows. Sizes are logarithms of round lots, times of microseconds. */
const TAKE_FEATURES = [
  'venueLean',
  'shown',
  /** Part of the shown shares that are asked for, and part of the NBBO's shares that are shown there. */
  'asked',
  'part',
  /** Ticks behind the best price. */
  'behind',
  'depth',
  'age',
  'way',
  /** What is left of the order, over what the NBBO shows. */
  'leaves',
  /** Legs of ours sent of late. */
  'own',
  /** What is already believed of the venue: log-odds of a fill, and the share that fades. */
  'belief',
  'faded',
] as const;

/** Of a leg that rests. */
const POST_FEATURES = [
  'venueLean',
  /** Ticks away from the near touch: above 0 behind it, below 0 inside the spread. */
  'distance',
  'queue',
  'size',
  'outflow',
  /** Shares that must leave, over those expected to leave in five seconds; a logarithm. */
  'wait',
  'part',
  'age',
  'own',
] as const;

/** The features of a target in their order, for a session whose lit venues are these. */
export function featuresOf(target: Target, lit: readonly string[]): readonly string[] {
  const at = lit.map((mic) => `at:${mic}`);
  switch (target) {
    case 'fade':
      return [...MARKET_FEATURES, ...TAKE_FEATURES, ...at];
    case 'fill1s':
    case 'fill5s':
      return [...MARKET_FEATURES, ...POST_FEATURES, ...at];
    case 'move100ms':
    case 'move1s':
      return [...MARKET_FEATURES, ...lit.map((mic) => `lean:${mic}`)];
  }
}
