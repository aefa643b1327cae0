/** Token of a venue's colour. Hue is the operator's family, lightness the member; names of the textbook's venues are included. */
const TOKENS: Readonly<Record<string, string>> = {
  XNYS: '--v-xnys',
  NYSE: '--v-xnys',
  ARCX: '--v-arcx',
  XNAS: '--v-xnas',
  NASDAQ: '--v-xnas',
  BATS: '--v-bats',
  EDGX: '--v-edgx',
  EDGA: '--v-edga',
  IEXG: '--v-iexg',
  IEX: '--v-iexg',
  MEMX: '--v-memx',
  SIGMA: '--v-sigma',
  SIGMA_DARK: '--v-sigma',
  CROSS: '--v-cross',
  CROSSFINDER: '--v-cross',
  LEVEL: '--v-level',
  // Members of a family share their operator's hue; a MIC or letter always stands beside the colour.
  XASE: '--v-xnys',
  XCIS: '--v-arcx',
  XCHI: '--v-arcx',
  XBOS: '--v-xnas',
  XPHL: '--v-xnas',
  XPSX: '--v-xnas',
  BATY: '--v-bats',
  BYXX: '--v-bats',
};
const LIT = ['--v-memx', '--v-edga', '--v-arcx', '--v-edgx', '--v-iexg', '--v-xnys', '--v-bats', '--v-xnas'];
const DARK = ['--v-sigma', '--v-cross', '--v-level'];

/** The token a venue is drawn in; one that this table does not know always gets the same colour, taken from its name. */
export function venueToken(mic: string, dark = false): string {
  const known = TOKENS[mic];
  if (known) return known;
  let sum = 0;
  for (const letter of mic) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  const list = dark ? DARK : LIT;
  return list[sum % list.length];
}
