import type { SessionConfig } from '../../../shared/config/session.ts';

/**
 * A scenario of one symbol: actors of other symbols draw from streams of their own, so that leaving them out changes nothing but the time
 * it takes. What a script lets go wrong is left out too: the question is what a usual day is like. A tape stays whole. Throws RangeError
 * for a symbol that is not traded.
 */
export function alone(config: SessionConfig, symbol: string): SessionConfig {
  const spec = config.symbols.find((known) => known.symbol === symbol);
  if (!spec) throw new RangeError(`${symbol} is not traded in ${config.name}`);
  switch (config.market) {
    case 'tape':
      return config;
    case 'agents':
      return { ...config, symbols: [spec], faults: [] };
    default:
      return {
        ...config,
        symbols: [spec],
        openingQuotes: config.openingQuotes.filter((quote) => quote.symbol === symbol),
        faults: [],
      };
  }
}
