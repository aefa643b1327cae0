/** A row's range, either end open. */
export interface Range {
  readonly low?: number;
  readonly high?: number;
}

export interface RowSpec {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly basis: string;
  /** Of domain 4.4, for the liquid $100 stock. Absent: for comparison. */
  readonly target?: Range;
  /** A recorded tape can tell it. */
  readonly onTape: boolean;
}

const TAPE = true;
const WITNESS = false;

function row(id: string, title: string, unit: string, onTape: boolean, basis: string, low?: number, high?: number): RowSpec {
  const bounded = low !== undefined || high !== undefined;
  const target = { ...(low !== undefined && { low }), ...(high !== undefined && { high }) };
  return { id, title, unit, basis, onTape, ...(bounded && { target }) };
}

/**
 * Every statistic, in the order of the report. `basis` names where a target comes from and how far that is to be trusted: [V] seen in a
 * source, [D] derived from a prototype, [M] from memory, [C] how a word of the table was made a number here.
 */
export const ROWS: readonly RowSpec[] = [
  row('spreadTicks', 'time-weighted NBBO spread', 'ticks', TAPE, 'tick-constrained stocks [M]', 1, 1.6),
  row('spreadBps', 'time-weighted NBBO spread', 'bps', TAPE, 'tick-constrained stocks [M]; for a price near $100', 1, 1.6),
  row('depth', 'displayed depth at the NBBO, mean of both sides', 'shares a side', TAPE, '[M]; across venues', 500, 3000),
  row('volatility', '1-s mid volatility over that of the efficient price', 'ratio', WITNESS, '±20 % [D prototype]', 0.8, 1.2),
  row('varianceRatio', 'variance ratio of the mid, 60 s over 1 s', 'ratio', TAPE, '[D prototype 0.56–0.83]', 0.6, 1.1),
  row('kurtosis', 'excess kurtosis of 1-s mid returns', '', TAPE, 'stylised fact [M]', 1),
  row('kurtosisFalls', 'excess kurtosis, 1 s less 60 s', '', TAPE, '“falls with horizon” [M]: above 0 [C]', 0),
  row('returnAcf1', 'autocorrelation of 1-s mid returns, lag 1', '', TAPE, 'stylised fact [M]', -0.25, 0),
  row('absAcf10', 'autocorrelation of absolute 1-s returns, lag 10 s', '', TAPE, '[M]', 0.05),
  row(
    'absAcfSlow',
    'autocorrelation of absolute 1-s returns, mean of lags 31–60 s',
    '',
    TAPE,
    '“slowly decaying” [M]: still above 0 [C]',
    0,
  ),
  row(
    'absAcfFall',
    'autocorrelation of absolute 1-s returns, lags 1–10 s less 31–60 s',
    '',
    TAPE,
    '“decaying” [M]: above 0 [C]',
    0,
  ),
  row('signAcf10', 'autocorrelation of trade signs, lag 10 trades', '', TAPE, '[M] (metaorder mode)', 0.1, 0.3),
  row('oddLots', 'odd-lot share of trades', '%', TAPE, '>70 % large cap, 2024 [V]', 55, 75),
  row('tradeSize', 'mean trade size', 'shares', TAPE, '48 on one ATS [V]', 60, 150),
  row('cancelTrade', 'cancels over lit trades', 'ratio', WITNESS, 'MIDAS definition [V], range [M]', 10, 40),
  row('hidden', 'hidden share of on-exchange volume', '%', WITNESS, '[M]', 10, 25),
  row('races', 'races', 'per minute', WITNESS, 'about 1/min in FTSE 100 [V: Aquilina–Budish–O’Neill 2021]', 0.5, 3),
  row('raceMode', 'modal race duration', 'µs', WITNESS, '5–10 µs [V: Aquilina–Budish–O’Neill 2021]; bins of 5 µs', undefined, 20),
  row('raceTakers', 'races won by takers', '%', WITNESS, '[M]', 75),
  row('realised', 'realised (5 s) over effective spread', 'ratio', TAPE, 'races ≈ ⅓ of effective spread [V]', 0.2, 0.9),
  row('lockedCrossed', 'time locked or crossed', '%', TAPE, '[M]', undefined, 0.5),

  row('changeRate', 'changes of the NBBO’s prices', 'per second', TAPE, 'states that stood for any time'),
  row('quoteRate', 'changes of the NBBO’s prices or sizes', 'per second', TAPE, 'states that stood for any time'),
  row('depthBoth', 'displayed depth at the NBBO, both sides together', 'shares', TAPE, 'time-weighted, across venues'),
  row('quotedSize', 'displayed size of one venue at the NBBO', 'shares', TAPE, 'time-weighted, mean of both sides'),
  row('venuesAtBest', 'venues at the NBBO, mean of both sides', '', TAPE, 'time-weighted'),
  row('locked', 'time locked', '%', TAPE, 'of two-sided time'),
  row('crossed', 'time crossed', '%', TAPE, 'of two-sided time'),
  row('mid1s', 'rms of 1-s mid returns', 'ticks', TAPE, 'middle once a second'),
  row('midBps', 'rms of 1-s mid returns', 'bps', TAPE, 'middle once a second'),
  row(
    'sigmaScenario',
    '1-s mid volatility over σ of the scenario',
    'ratio',
    WITNESS,
    'σ with its U shape over the window; no jumps in it',
  ),
  row('kurtosis10', 'excess kurtosis of 10-s mid returns', '', TAPE, 'overlapping'),
  row('kurtosis60', 'excess kurtosis of 60-s mid returns', '', TAPE, 'overlapping'),
  row('signAcf1', 'autocorrelation of trade signs, lag 1 trade', '', TAPE, 'Lee and Ready signs'),
  row('orderSignAcf10', 'autocorrelation of order signs, lag 10 orders', '', TAPE, 'prints of one side within 1 ms as one order'),
  row('trueSignAcf10', 'autocorrelation of true trade signs, lag 10', '', WITNESS, 'the side that took, by the witness'),
  row('signsRight', 'trade signs that the rule gets right', '%', WITNESS, 'Lee and Ready against the side that took'),
  row('tradeRate', 'trades', 'per minute', TAPE, 'all prints'),
  row('volumeRate', 'shares traded', 'per minute', TAPE, 'all prints'),
  row('offExchange', 'off-exchange share of volume', '%', TAPE, 'dark pools and reports of trades on no exchange'),
  row('tradeThroughs', 'lit trades outside the NBBO just before them', '%', TAPE, 'while it is not crossed'),
  row(
    'tradeThroughsAt',
    'lit trades outside the NBBO after all quotes of their time',
    '%',
    TAPE,
    'a tape does not order one millisecond',
  ),
  row('insideTrades', 'lit trades inside the NBBO', '%', TAPE, 'hidden, midpoint and stale-quote fills'),
  row('effectiveTicks', 'effective spread, by trade', 'ticks', TAPE, 'twice the distance from the middle'),
  row('effectiveBps', 'effective spread, by trade', 'bps', TAPE, 'twice the distance from the middle'),
  row('realisedTicks', 'realised spread after 5 s, by share', 'ticks', TAPE, 'against the middle 5 s later'),
  row('messages', 'orders, cancels and trades on lit venues', 'per trade', WITNESS, 'the prototype’s 3.5 was too low'),
  row('raceVolume', 'shares taken in races', '% of volume', WITNESS, '~20 % in FTSE 100 [V]'),
  row(
    'dislocations',
    'SIP and direct NBBO differ',
    'per minute',
    WITNESS,
    'as they reach the router; a tape’s latencies are assumed',
  ),
  row('dislocatedTime', 'time that they differ', '%', WITNESS, 'as they reach the router'),
  row('dislocatedTrades', 'trades while they differ', '%', WITNESS, '22 % of Dow 30 trades in 2016 [V: Tivnan 2020]'),
  row('routerLocked', 'time the router sees the direct NBBO locked or crossed', '%', WITNESS, 'distance alone can make it'),
];
