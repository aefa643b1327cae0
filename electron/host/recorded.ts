import { readdir } from 'node:fs/promises';
import type { SessionConfig } from '../../shared/config/session.ts';
import type { Tape } from '../engine/feed/tape.ts';
import { nbboDays, readNbboDay } from './nbbo-day.ts';
import { tapeConfig } from './tape-config.ts';
import { type ReadTapeOptions, readTape } from './tape-file.ts';

/** A recorded day to be measured beside a simulation. */
export interface RecordedSession {
  readonly config: SessionConfig;
  readonly tape: Tape;
  /** Statistics by id that this recording cannot tell, though others can. */
  readonly untold?: readonly string[];
}

/** What needs each exchange's own quotes: of the national best, one setter and its size are known. */
const NEEDS_EACH_QUOTE = ['depth', 'depthBoth', 'quotedSize', 'venuesAtBest', 'quoteRate', 'atNbbo'];
/** The consolidated tapes carry trades below a round lot since then. */
const ODD_LOTS_SINCE = '2013-12-09';
const NEEDS_ODD_LOTS = ['oddLots', 'tradeSize', 'sizes', 'tradeRate'];

/** The recorded days of a folder: one of quotes.csv and trades.csv (see `readTape`), or as many as it has in LEAN's NBBO format. */
export async function readRecorded(dir: string, options: ReadTapeOptions = {}): Promise<RecordedSession[]> {
  const days = nbboDays(await readdir(dir).catch(() => []));
  if (days.length === 0) {
    const tape = await readTape(dir, options);
    return [{ config: tapeConfig(tape), tape }];
  }
  const sessions: RecordedSession[] = [];
  for (const day of days) {
    const tape = await readNbboDay(dir, day);
    const untold = [...NEEDS_EACH_QUOTE, ...(day.date < ODD_LOTS_SINCE ? NEEDS_ODD_LOTS : [])];
    sessions.push({ config: tapeConfig(tape), tape, untold });
  }
  return sessions;
}
