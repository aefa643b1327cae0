import type { Correction } from '../../../shared/wire/textbook.ts';

/** The 22 errors of the source program and its text (domain 8.2), and where this project mends each. */
export const CORRECTIONS: readonly Correction[] = (
  [
    ['The spread is printed as "100.0 bps": dollars times 10,000.', 'Spread over midpoint: 0.01 / 100.005 = 0.99995 bps.'],
    [
      'fill_rate looks for the unfilled shares in the first fill, where they never stand: always 1.',
      'Executed over ordered shares: 6,000 shares without a hit give 0.85 on the lit venues, 1.0 with the dark pools.',
    ],
    [
      'dark_first has no ranking of its own and falls into the score of smart: both are one strategy.',
      'dark_first asks every pool, then goes on with price-time.',
    ],
    [
      'The copies of the venues are shallow and nothing is ever used up, so the "reset" resets nothing.',
      'Every run starts from fresh books and consumes them.',
    ],
    [
      'Each strategy meets other random draws; one run, no error bar.',
      'Common random numbers: one draw a venue in table order, drawn before any strategy acts; many seeds, intervals.',
    ],
    [
      'After a hit it buys at 100.02 while other venues still show 100.01: a trade-through (Rule 611).',
      'Children are sent at the best price shown; what misses is routed again. Shares traded through are counted.',
    ],
    [
      'A hit gives a worse price and a fill, which no limit order can do.',
      'Every child is an IOC at the quoted price: if the quote has gone it gets nothing and the router goes on, within the limit.',
    ],
    [
      'Latency never enters an execution: no clock, no stale quote; latency_aware sorts by presence first.',
      'Children travel, quotes age, parallel and sequential differ; latency_aware ranks by the chance of a stale quote on arrival.',
    ],
    [
      'Hits are independent coin tosses on visit, always one cent, and only offers are hit.',
      'A race: fast traders react to the first child seen and reach each venue at a drawn time, on either side.',
    ],
    [
      'smart adds price, fee, presence and latency in hidden units: one cent = presence 1.0 = 100 ms.',
      'smart ranks by expected all-in cost in micro-dollars a share, misses bought one tick further.',
    ],
    [
      'Dark pools show their size, always fill, at their own midpoint and for nothing.',
      'Hidden size (often none), minimum quantity, midpoint of the NBBO, 10 mils a share, and a ping may leak.',
    ],
    [
      'Only buys; the sign of slippage would be wrong for a sale.',
      'One path for both sides, every cost times the sign of the side.',
    ],
    [
      'Slippage is measured against the ask: the half spread is hidden and a midpoint fill looks like nothing.',
      'Against the arrival midpoint, beside the ask; shortfall also counts fees.',
    ],
    [
      'Total cost compares unequal quantities; shares never bought cost 0.',
      'Shares left over are charged one tick beyond the worst price seen, with the dearest fee; strategies rank by cost a share.',
    ],
    [
      'No fills: the average is None and printing it crashes; a total of 0 would look best.',
      'No average is an absent value; in exact mode the crash is reported in the words of Python.',
    ],
    ['Savings in bps are a fair unit, but their baseline ran on other draws.', 'The baseline meets the same draws, seed by seed.'],
    [
      'Maker fees, bids, get_spread, heapq and the execution log are unused; no child can miss; a type hint is wrong.',
      'The bid side serves sales and the midpoint; every child is recorded with what it asked and what it got.',
    ],
    [
      'The NBBO has no size, no protection and never moves.',
      'It is taken from the lit venues as they stand at the time, pools left out; the desk itself keeps round lots, SIP and direct.',
    ],
    [
      "IEX's 0.35 ms leaves out its 350 microsecond speed bump.",
      'The bump delays our order and the fast trader alike: 0.70 ms round trip.',
    ],
    ['Money in floats; the tick is written into the code.', 'Whole 1/10,000 dollars, micro-dollars and shares; one tick constant.'],
    [
      'The text calls price-time priority a routing rule, says size saves queue time, broadcast is slower, and IOC prevents stale fills.',
      'Price-time is how a venue matches; size means fewer children; broadcast leaks and over-fills; an IOC only never rests.',
    ],
    [
      'Savings are drawn without uncertainty, and bars from 0 hide differences of 1e-5.',
      'Intervals on every bar, axes around the values, savings seed by seed.',
    ],
  ] as const
).map(([error, mended], i) => ({ number: i + 1, error, mended }));
