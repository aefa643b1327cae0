import type { SessionConfig } from '../../../shared/config/session.ts';
import type { FeedPath } from '../../../shared/market.ts';
import { directWay, fromSip, sipWay } from './ways.ts';

/** One stream of numbered messages that keep their order: a venue's direct feed, or what one venue has on one tape of the SIP. */
export interface Channel {
  readonly path: FeedPath;
  readonly venue: number;
  /** What it tells of. */
  readonly symbols: readonly number[];
  /** Venue to router, and the last leg of it that is the SIP's; ns. */
  readonly way: number;
  readonly lastLeg: number;
  /** All channels of one venue on one path have one number: venue on the direct feeds, venues + venue on the SIP. */
  readonly line: number;
  /** Names its stream of chance, and it in a report. */
  readonly name: string;
}

/** All channels of a session. Direct feeds come first, so that a venue is the number of its own. */
export class Channels {
  readonly all: readonly Channel[];
  readonly venues: number;
  /** By symbol: its first channel on the SIP; a venue's own is so many further. */
  readonly sipBase: Int32Array;

  constructor(config: SessionConfig) {
    const { venues, symbols } = config;
    const everything = symbols.map((_, s) => s);
    const tapes = [...new Set(symbols.map(({ tape }) => tape))];
    this.venues = venues.length;
    const tapeOf = symbols.map(({ tape }) => tapes.indexOf(tape));
    this.sipBase = Int32Array.from(tapeOf, (t) => venues.length * (1 + t));
    const direct = venues.map(({ mic }, venue): Channel => {
      return { path: 'direct', venue, symbols: everything, way: directWay(config, venue), lastLeg: 0, line: venue, name: mic };
    });
    const sip = tapes.flatMap((tape, t) =>
      venues.map(({ mic }, venue): Channel => {
        const listed = everything.filter((s) => tapeOf[s] === t);
        const way = sipWay(config, venue, listed[0]);
        const lastLeg = fromSip(config, listed[0]);
        const name = tape ? `${mic} on tape ${tape}` : mic;
        return { path: 'sip', venue, symbols: listed, way, lastLeg, line: venues.length + venue, name };
      }),
    );
    this.all = [...direct, ...sip];
  }

  /** A venue's channel to the SIP for a symbol. */
  sip(venue: number, symbol: number): number {
    return this.sipBase[symbol] + venue;
  }

  line(path: FeedPath, venue: number): number {
    return path === 'direct' ? venue : this.venues + venue;
  }
}
