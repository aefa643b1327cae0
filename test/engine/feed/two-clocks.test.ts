import { afterEach, describe, expect, test, vi } from 'vitest';
import { Engine } from '../../../electron/engine/engine.ts';
import { Feed } from '../../../electron/engine/feed/feed.ts';
import { sipWay } from '../../../electron/engine/feed/ways.ts';
import { ConsolidatedView } from '../../../electron/engine/view/consolidated.ts';
import type { AgentsConfig } from '../../../shared/config/session.ts';
import { MILLISECOND, micros, type Nanos, SECOND } from '../../../shared/units.ts';
import { us2026 } from '../../support/feed-rig.ts';
import { Record } from '../../support/run.ts';

afterEach(() => vi.restoreAllMocks());

/** A quote as a venue gave it to the SIP, or as the SIP gave it to us: time, then venue, symbol, prices and sizes. */
type Quote = readonly number[];

/** All quotes of two seconds on either end of the SIP, and the best over venues that it named. */
function replay(config: AgentsConfig) {
  const given: Quote[] = [];
  const got: Quote[] = [];
  const best = Feed.prototype.best;
  vi.spyOn(Feed.prototype, 'best').mockImplementation(function (this: Feed, now, venue, symbol, ...quote) {
    // What stands at the open is known by then.
    given.push([this.opening ? now - sipWay(config, venue, symbol) : now, venue, symbol, ...quote]);
    best.call(this, now, venue, symbol, ...quote);
  });
  const sipQuote = ConsolidatedView.prototype.sipQuote;
  vi.spyOn(ConsolidatedView.prototype, 'sipQuote').mockImplementation(function (this: ConsolidatedView, venue, symbol, ...quote) {
    got.push([this.now, venue, symbol, ...quote.slice(0, 4)]);
    return sipQuote.call(this, venue, symbol, ...quote);
  });
  const record = new Record();
  const engine = new Engine({ config, sink: record });
  engine.advanceTo((config.openAt + 2 * SECOND) as Nanos);
  return { given, got, record, engine };
}

/** The SIP's NBBO by hand: each venue's quote as it stood one way before, the highest bid and the lowest offer of them. */
function delayed(config: AgentsConfig, given: readonly Quote[]) {
  const arrivals = given
    .map(([at, venue, symbol, ...quote]) => ({ at: at! + sipWay(config, venue!, symbol!), venue: venue!, symbol: symbol!, quote }))
    .sort((a, b) => a.at - b.at);
  const standing = new Map<string, number[]>();
  const nbbos = new Map<string, number[]>();
  for (const { at, venue, symbol, quote } of arrivals) {
    standing.set(`${symbol} ${venue}`, quote);
    const venues = [...standing].filter(([key]) => key.startsWith(`${symbol} `)).map(([, known]) => known);
    const bid = Math.max(...venues.map(([px]) => px!));
    const ask = Math.min(...venues.map(([, , px]) => px!).filter((px) => px > 0));
    nbbos.set(`${at} ${symbol}`, [bid, ask === Number.POSITIVE_INFINITY ? 0 : ask]);
  }
  return nbbos;
}

const byVenue = (quotes: readonly Quote[]) => {
  const lists = new Map<string, Quote[]>();
  for (const quote of quotes) {
    const key = `${quote[1]} ${quote[2]}`;
    lists.set(key, [...(lists.get(key) ?? []), quote]);
  }
  return lists;
};

describe('the SIP of a whole market, replayed', () => {
  test('says of every venue what was true there one way before, and its NBBO is the best of that', () => {
    const config = us2026();
    const { given, got, record, engine } = replay(config);
    const arrived = given
      .map(([at, venue, symbol, ...quote]) => [at! + sipWay(config, venue!, symbol!), venue!, symbol!, ...quote])
      .filter(([at]) => at! <= engine.now)
      .sort(([a], [b]) => a! - b!);
    expect(got.length).toBeGreaterThan(300);
    for (const [key, quotes] of byVenue(arrived)) expect(byVenue(got).get(key)).toEqual(quotes);

    const expected = delayed(config, given);
    const last = new Map<string, number[]>();
    for (const { at, path, symbol, bidPx, askPx } of record.nbbos) if (path === 'sip') last.set(`${at} ${symbol}`, [bidPx, askPx]);
    expect(last.size).toBeGreaterThan(30);
    for (const [key, prices] of last) expect(expected.get(key)).toEqual(prices);
  });

  test('with jitter every quote comes, in its venue’s order, and none before its way', () => {
    const plain = us2026();
    const config = { ...plain, venues: plain.venues.map((spec) => ({ ...spec, jitter: micros(25) })) };
    const { given, got, engine } = replay(config);
    let late = 0;
    const arrived = byVenue(got);
    for (const [key, quotes] of byVenue(given)) {
      const heard = arrived.get(key) ?? [];
      expect(heard.map((quote) => quote.slice(3))).toEqual(quotes.slice(0, heard.length).map((quote) => quote.slice(3)));
      expect(quotes.slice(heard.length).every(([at]) => at! > engine.now - 2 * MILLISECOND)).toBe(true);
      heard.forEach((quote, i) => {
        const [sent, venue, symbol] = quotes[i]!;
        const delay = quote[0]! - sent! - sipWay(config, venue!, symbol!);
        expect(delay).toBeGreaterThanOrEqual(0);
        late += delay;
      });
    }
    // Waiting for the one before it can only add to a mean of 25 µs.
    expect(late / got.length).toBeGreaterThan(micros(20));
    expect(late / got.length).toBeLessThan(micros(75));
  });
});

describe('a session with trouble on its feeds', () => {
  const trouble: AgentsConfig['faults'] = [
    { at: 200, fault: { kind: 'feedGap', mic: 'XNAS', path: 'direct', messages: 30 } },
    { at: 300, fault: { kind: 'feedGap', mic: 'BATS', path: 'sip', messages: 5 } },
    { at: 350, fault: { kind: 'feedDuplicate', mic: 'XNAS', path: 'direct', messages: 200 } },
    { at: 400, fault: { kind: 'feedReorder', mic: 'BATS', path: 'direct', messages: 200 } },
    { at: 450, fault: { kind: 'feedReorder', mic: 'XNYS', path: 'sip', messages: 50 } },
    { at: 500, fault: { kind: 'staleSip', duration: 400 * MILLISECOND } },
  ].map(({ at, fault }) => ({ at: (us2026().openAt + at * MILLISECOND) as Nanos, fault })) as AgentsConfig['faults'];
  const config = us2026({ faults: trouble });
  const until = config.openAt + 1500 * MILLISECOND;

  test('knows of each gap, recovers, and ends with the picture of one that had none', () => {
    const record = new Record();
    const engine = new Engine({ config, sink: record });
    engine.advanceTo(until as Nanos);
    const statuses = record.events.flatMap((event) =>
      event.type === 'FeedStatus' ? [`${event.mic} ${event.path} ${event.state}`] : [],
    );
    expect(statuses.filter((text) => text.startsWith('XNAS'))).toEqual(['XNAS direct gap', 'XNAS direct recovered']);
    expect(statuses.filter((text) => text.startsWith('BATS')).at(-1)).toBe('BATS sip recovered');
    const sound = new Engine({ config: us2026(), sink: new Record() });
    sound.advanceTo(until as Nanos);
    for (let s = 0; s < config.symbols.length; s++)
      for (let v = 0; v < config.venues.length; v++)
        for (const side of ['buy', 'sell'] as const) {
          const [mine, plain] = [engine, sound].map(({ view }) => {
            const levels = view.levels(v, s, side);
            return Array.from({ length: levels.count }, (_, i) => [levels.px[i], levels.qty[i]]);
          });
          expect(mine).toEqual(plain);
        }
    expect(engine.view.sip.map(({ bestBidPx, bestAskPx }) => [bestBidPx, bestAskPx])).toEqual(
      sound.view.sip.map(({ bestBidPx, bestAskPx }) => [bestBidPx, bestAskPx]),
    );
  });

  test('saved at any moment of it and restored, it goes on to the same end', () => {
    const venues = config.venues.map((spec) => ({ ...spec, jitter: micros(25) }));
    const jittery = { ...config, venues, network: { ...config.network, holdBack: micros(200) } };
    const whole = new Record();
    const unbroken = new Engine({ config: jittery, sink: whole });
    unbroken.advanceTo(until as Nanos);
    const parts = new Record();
    let engine = new Engine({ config: jittery, sink: parts });
    for (const at of [200.2, 200.5, 230, 300.4, 350.3, 400.2, 450.2, 600, 899.9, 900.2]) {
      engine.advanceTo((config.openAt + at * MILLISECOND) as Nanos);
      engine = Engine.restore({ config: jittery, sink: parts }, structuredClone(engine.save()));
    }
    engine.advanceTo(until as Nanos);
    expect(parts.digest.value()).toBe(whole.digest.value());
    expect(engine.save()).toEqual(unbroken.save());
  });
});
