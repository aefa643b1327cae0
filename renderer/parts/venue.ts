import type { VenueKind, VenueSpec } from '../../shared/market.ts';

/** Venue colours: hue is the operator's family, lightness the member; each venue has a token `--v-*` in theme.css. */
// biome-ignore format: one line a family
const tokens: Readonly<Record<string, string>> = {
  XNYS: 'xnys', NYSE: 'xnys', ARCX: 'arcx', ARCA: 'arcx', XASE: 'xase', AMEX: 'xase', XCIS: 'xcis', XCHI: 'xchi',
  XNAS: 'xnas', NASDAQ: 'xnas', XNGS: 'xnas', XBOS: 'xbos', XPSX: 'xpsx', XPHL: 'xpsx',
  BATS: 'bats', BATY: 'baty', EDGX: 'edgx', EDGA: 'edga',
  IEXG: 'iexg', IEX: 'iexg', MEMX: 'memx',
  SIGMA: 'sigma', SIGMA_DARK: 'sigma', SGMT: 'sigma', CROSS: 'cross', CROSSFINDER: 'cross', UBSA: 'cross', LEVEL: 'level', LEVL: 'level', ASMT: 'asmt',
};

/** Name of the custom property that holds this venue's colour. */
export function venueToken(mic: string): string {
  return `--v-${tokens[mic] ?? 'other'}`;
}

/** Dark pools are drawn hollow. */
export function venueKind(venues: readonly VenueSpec[], mic: string | undefined): VenueKind {
  return venues.find((venue) => venue.mic === mic)?.kind ?? 'lit';
}

/** Pixels that a table column of venues needs for the longest of these names. */
export function venueColumn(mics: readonly string[]): number {
  const longest = mics.reduce((most, mic) => Math.max(most, mic.length), 4);
  return Math.ceil(longest * 6.7) + 26;
}
