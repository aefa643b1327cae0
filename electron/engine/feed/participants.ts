import type { Site } from '../../../shared/geography.ts';
import type { FeeModel, Mic } from '../../../shared/market.ts';
import { type Money, micros, money, type Nanos } from '../../../shared/units.ts';

/**
 * Who stands behind the one-letter codes of the consolidated tapes (CTA and UTP participants), past and present.
 * Fees are base rates as of about 2018 and illustrative, as are sites: a tape carries neither.
 */
export interface Participant {
  readonly letter: string;
  readonly mic: Mic;
  readonly name: string;
  readonly site: Site;
  readonly feeModel: FeeModel;
  /** Micro-dollars a share; negative is a rebate. */
  readonly makerFee: Money;
  readonly takerFee: Money;
  readonly speedBump: Nanos;
  readonly hftPresence: number;
}

/** Maker and taker in dollars a share. */
function row(
  letter: string,
  mic: Mic,
  name: string,
  site: Site,
  feeModel: FeeModel,
  maker: number,
  taker: number,
  hftPresence: number,
): Participant {
  const speedBump = micros(letter === 'V' ? 350 : 0);
  return { letter, mic, name, site, feeModel, makerFee: money(maker), takerFee: money(taker), speedBump, hftPresence };
}

const TABLE: readonly Participant[] = [
  row('A', 'XASE', 'NYSE American', 'Mahwah', 'makerTaker', 0, 0.0002, 0.2),
  row('B', 'XBOS', 'Nasdaq BX', 'Carteret', 'takerMaker', 0.002, -0.0006, 0.35),
  row('C', 'XCIS', 'NYSE National', 'Mahwah', 'takerMaker', 0.0022, -0.002, 0.35),
  row('D', 'XADF', 'FINRA ADF', 'Carteret', 'free', 0, 0, 0.2),
  row('E', 'SIPE', 'Market independent', 'Mahwah', 'free', 0, 0, 0.2),
  row('F', 'TXSE', 'Texas Stock Exchange', 'Secaucus', 'makerTaker', -0.002, 0.003, 0.25),
  row('G', '24EQ', '24X National', 'Secaucus', 'makerTaker', -0.002, 0.003, 0.25),
  row('H', 'EPRL', 'MIAX Pearl', 'Secaucus', 'makerTaker', -0.0024, 0.0029, 0.25),
  row('I', 'XISE', 'ISE Stock Exchange', 'Secaucus', 'makerTaker', -0.002, 0.003, 0.25),
  row('J', 'EDGA', 'Cboe EDGA', 'Secaucus', 'takerMaker', 0.0005, -0.0002, 0.3),
  row('K', 'EDGX', 'Cboe EDGX', 'Secaucus', 'makerTaker', -0.002, 0.003, 0.25),
  row('L', 'LTSE', 'Long-Term Stock Exchange', 'Secaucus', 'free', 0, 0, 0.1),
  // CHX matched in Secaucus (NY4) and in Chicago (CH2), by symbol; which one a tape does not say.
  row('M', 'XCHI', 'Chicago (now NYSE Texas)', 'Secaucus', 'makerTaker', -0.002, 0.003, 0.15),
  row('N', 'XNYS', 'NYSE', 'Mahwah', 'makerTaker', -0.0012, 0.00275, 0.2),
  row('P', 'ARCX', 'NYSE Arca', 'Mahwah', 'makerTaker', -0.002, 0.003, 0.3),
  row('Q', 'XNAS', 'Nasdaq', 'Carteret', 'makerTaker', -0.002, 0.003, 0.3),
  row('S', 'SIPS', 'Consolidated Tape System', 'Mahwah', 'free', 0, 0, 0.2),
  row('T', 'XNAS', 'Nasdaq', 'Carteret', 'makerTaker', -0.002, 0.003, 0.3),
  row('U', 'MEMX', 'MEMX', 'Secaucus', 'makerTaker', -0.0018, 0.003, 0.25),
  row('V', 'IEXG', 'IEX', 'Weehawken', 'takeTake', 0.0003, 0.0003, 0.05),
  row('W', 'CBSX', 'CBOE Stock Exchange', 'Secaucus', 'takerMaker', 0.0018, -0.0015, 0.3),
  row('X', 'XPSX', 'Nasdaq PSX', 'Carteret', 'makerTaker', -0.002, 0.0029, 0.25),
  row('Y', 'BATY', 'Cboe BYX', 'Secaucus', 'takerMaker', 0.0019, -0.0005, 0.35),
  row('Z', 'BATS', 'Cboe BZX', 'Secaucus', 'makerTaker', -0.002, 0.003, 0.4),
];

export const PARTICIPANTS: ReadonlyMap<string, Participant> = new Map(TABLE.map((entry) => [entry.letter, entry]));

/** The letter under which FINRA reports trades that no exchange matched. */
export const TRF_LETTER = 'D';

/** Nasdaq is T on tapes A and B and Q on tape C: one exchange with one book a symbol. */
export const NASDAQ_LETTERS = { ctaTape: 'T', utpTape: 'Q' } as const;
