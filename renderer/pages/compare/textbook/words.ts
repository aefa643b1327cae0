import type { Mechanics } from '../../../../shared/wire/textbook.ts';

export const MECHANICS: Readonly<Record<Mechanics, string>> = {
  reference: 'Reference',
  corrected: 'Corrected',
};

/** Tape letters of the textbook's venues; its dark pools print on no tape of their own. */
const LETTERS: Readonly<Record<string, string>> = {
  NYSE: 'N',
  NASDAQ: 'Q',
  BATS: 'Z',
  EDGX: 'K',
  IEX: 'V',
  SIGMA_DARK: 'sg',
  CROSSFINDER: 'cr',
};

export function venueLetter(mic: string): string {
  return LETTERS[mic] ?? mic.slice(0, 2);
}
