import type { MechanicsReport, RunStatistic, TextbookReport, TextbookStrategy } from '../../../shared/wire/textbook.ts';

type Row = readonly string[];

/** Columns padded to their widest cell; the first to the left, the others to the right. */
function table(rows: readonly Row[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const pad = (cell: string, column: number) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!));
  return rows.map((row) => `  ${row.map(pad).join('  ')}`.trimEnd());
}

/** A number that rounds to zero is printed without a sign. */
function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

function signed(value: number, decimals: number): string {
  const text = fixed(value, decimals);
  return Number(text) > 0 ? `+${text}` : text;
}

function dollars(value: number): string {
  return `$${value.toFixed(2)}`;
}

function bounds({ low, high }: { readonly low: number; readonly high: number }, decimals: number): string {
  return `[${signed(low, decimals)}, ${signed(high, decimals)}]`;
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

function order(ranking: readonly TextbookStrategy[]): string {
  return ranking.join(' < ');
}

function spread({ p5, p95 }: RunStatistic, decimals: number): string {
  return `${fixed(p5, decimals)} .. ${fixed(p95, decimals)}`;
}

function mechanics(report: MechanicsReport, seeds: number): string[] {
  const timed = report.strategies.some(({ elapsedMs }) => elapsedMs !== undefined);
  const figures: Row[] = [
    [
      '',
      'avg price',
      'total cost',
      'fees',
      'vs ask',
      'vs mid',
      'all-in vs mid',
      '5 % .. 95 %',
      'filled',
      'through',
      ...(timed ? ['ms'] : []),
    ],
    ...report.strategies.map((row) => [
      row.strategy,
      row.avgPx.mean.toFixed(4),
      dollars(row.totalCost.mean),
      dollars(row.fees.mean),
      signed(row.slippageAskBps.mean, 3),
      signed(row.slippageMidBps.mean, 3),
      signed(row.shortfallBps.mean, 3),
      spread(row.shortfallBps, 3),
      percent(row.fillRate.mean),
      fixed(row.tradeThroughQty, 0),
      ...(timed ? [row.elapsedMs === undefined ? '' : row.elapsedMs.mean.toFixed(2)] : []),
    ]),
  ];
  const venues: Row[] = [
    ['shares by venue', ...report.strategies[0]!.venues.map(({ mic }) => mic)],
    ...report.strategies.map((row) => [row.strategy, ...row.venues.map(({ shares }) => fixed(shares, 0))]),
  ];
  const savings: Row[] = [
    ['saving vs price_time', '$', '95 % interval', 'bps', '95 % interval', 'wins', 'ties', 'worst 5 %', 'seeds needed', 'verdict'],
    ...report.savings.map((row) => [
      row.strategy,
      signed(row.dollars.mean, 2),
      bounds(row.dollars, 2),
      signed(row.bps.mean, 3),
      bounds(row.bps, 3),
      percent(row.winRate),
      percent(row.tieRate),
      signed(row.worst5, 2),
      row.seedsToSeparate === undefined ? 'never' : String(row.seedsToSeparate),
      row.separated ? (row.dollars.mean > 0 ? 'cheaper' : 'dearer') : 'not told apart',
    ]),
  ];
  const tradeThrough = report.strategies.some((row) => row.tradeThroughQty > 0);
  return [
    `${report.title.toUpperCase()} (${seeds} seeds, ${report.dispatch})`,
    ...table(figures),
    '',
    ...table(venues),
    '',
    ...table(savings),
    '',
    `  Cheapest a share first: ${order(report.ranking)}`,
    '  Savings are tested against price_time only; neighbours in this order need not be told apart.',
    ...(tradeThrough ? ['  "through": shares a run bought at a worse price than another lit venue still showed.'] : []),
    ...report.notes.map((note) => `  ${note}`),
  ];
}

/**
 * The comparison for a person at a terminal: both mechanics with intervals, the exact expectation, the optimum, and in words which
 * ranking is luck and which figures are illustrative. Plain text, last newline included.
 */
export function describeReport(report: TextbookReport): string {
  const { exact, enumeration, oracle } = report;
  const { reference, corrected } = report;
  const expected = new Map(enumeration.rows.map((row) => [row.strategy, row]));
  const wrong = exact.rows.filter((row) => {
    const mean = expected.get(row.strategy)!.saving;
    return row.saving !== undefined && Math.sign(row.saving) !== Math.sign(mean) && Math.abs(mean) >= 0.005;
  });
  const single: Row[] = [
    ['', 'total cost', 'saving', 'bps', 'expected saving', 'sd', 'bps', 'expected all-in'],
    ...exact.rows.map((row) => {
      const mean = expected.get(row.strategy)!;
      const own =
        row.saving === undefined || row.savingBps === undefined ? ['-', '-'] : [signed(row.saving, 2), signed(row.savingBps, 2)];
      const all =
        row.saving === undefined ? ['-', '-', '-'] : [signed(mean.saving, 2), mean.savingSd.toFixed(2), signed(mean.savingBps, 3)];
      return [row.strategy, dollars(row.totalCost), ...own, ...all, `$${mean.allInPx.toFixed(6)}`];
    }),
  ];
  const pairs: Row[] = [
    ['', 'avg price', 'total cost', 'saving', 'fees', 'vs ask', 'filled'],
    ...report.paired.map((row) => [
      row.strategy,
      row.avgPx.toFixed(4),
      dollars(row.totalCost),
      row.saving === undefined ? '-' : signed(row.saving, 2),
      dollars(row.fees),
      signed(row.slippageBps, 2),
      percent(row.fillRate),
    ]),
  ];
  const regret: Row[] = [
    ['', 'total cost', 'regret', 'bps'],
    ...oracle.regret.map((row) => [row.strategy, dollars(row.totalCost), dollars(row.dollars), row.bps.toFixed(4)]),
  ];
  const lines = [
    `TEXTBOOK COMPARISON: buy ${report.orderQty} shares, seeds ${report.seed} to ${(report.seed + report.seeds - 1) % 2 ** 32}`,
    `NBBO $${report.bidPx.toFixed(2)} - $${report.askPx.toFixed(2)}, midpoint $${report.midPx.toFixed(3)}, spread ${report.spreadBps.toFixed(5)} bps`,
    'Slippage in bps; positive is a cost, a positive saving is good. Savings are paired, seed by seed; intervals are percentile bootstrap.',
    '',
    ...mechanics(corrected, report.seeds),
    '',
    ...mechanics(reference, report.seeds),
    '',
    `THE SOURCE'S SINGLE RUN (seed ${report.seed}) AGAINST ITS EXACT EXPECTATION (${enumeration.patterns} patterns of hits)`,
    ...table(single),
    '',
    `  Printed, cheapest first:  ${order(exact.ranking)}`,
    `  Expected, cheapest first: ${order(enumeration.ranking)}`,
    exact.ranking.join() === enumeration.ranking.join()
      ? '  The printed ranking agrees with the expectation, by luck: one unpaired run cannot show it.'
      : '  The printed ranking is luck: five strategies met different draws, once.',
    ...(wrong.length > 0 ? [`  Wrong sign in the printed savings: ${wrong.map(({ strategy }) => strategy).join(', ')}.`] : []),
    '',
    `SEED ${report.seed} ALONE, THE SAME DRAWS FOR ALL (the source's rules)`,
    ...table(pairs),
    '',
    'WITHOUT A SINGLE HIT',
    `  Optimum on lit venues: ${oracle.litOnly === undefined ? 'they show too few shares' : dollars(oracle.litOnly)}`,
    `  Optimum with the pools as the source shows them: ${oracle.withDark === undefined ? 'too few shares' : dollars(oracle.withDark)}`,
    ...(oracle.regret.length > 0 ? table(regret) : []),
    '',
    'ILLUSTRATIVE',
    ...report.illustrative.map((text) => `  ${text}`),
    '',
    `THE ${report.corrections.length} CORRECTIONS`,
    ...report.corrections.flatMap(({ number, error, mended }) => [`  ${String(number).padStart(2)}. ${error}`, `      ${mended}`]),
  ];
  return `${lines.join('\n')}\n`;
}
