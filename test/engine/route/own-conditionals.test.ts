import { describe, expect, test } from 'vitest';
import { Engine } from '../../../electron/engine/engine.ts';
import type { MarketPort } from '../../../electron/engine/market/source.ts';
import { Stream } from '../../../electron/engine/random.ts';
import type { Fault } from '../../../shared/config/fault.ts';
import type { AgentsConfig } from '../../../shared/config/session.ts';
import type { Command, ExecutionReport, NewOrderSingle } from '../../../shared/events.ts';
import type { Side } from '../../../shared/fix.ts';
import { MICROSECOND, MILLISECOND, type Money, type Nanos, type Qty, qty, SECOND } from '../../../shared/units.ts';
import { explain } from '../../../shared/why.ts';
import { agents, quiet } from '../../support/agents.ts';
import { audit } from '../../support/audit.ts';
import { digestOf, runWithFaults } from '../../support/fault-audit.ts';
import { mixedOrders } from '../../support/orders.ts';
import { randomFaults } from '../../support/random-faults.ts';
import { limit, order, Record } from '../../support/run.ts';

/** us2026 with nobody who moves: 100.00 by 100.01, two pools that take conditional orders, and one place where it is not dear to rest. */
function market({ restsAt = 'UBSA', conditionalMinQty = 0, darkPingQty = 500 } = {}): AgentsConfig {
  const config = quiet();
  const venues = config.venues.map((spec) => ({ ...spec, makerFee: (spec.mic === restsAt ? 0 : 50_000) as Money }));
  const tuning = { ...config.router.tuning, hiddenPrior: 0, conditionalMinQty: conditionalMinQty as Qty };
  return { ...config, venues, router: { ...config.router, darkPingQty: qty(darkPingQty), tuning } };
}

const SYMBOL = market().symbols[0]!.symbol;
const START = market().openAt + SECOND;

/** A session that a test drives: what others do in its pools and books is said here too. */
class Story {
  readonly record = new Record();
  readonly config: AgentsConfig;
  engine: Engine;

  constructor(config = market()) {
    this.config = config;
    this.engine = new Engine({ config, sink: this.record });
    this.engine.advanceTo(START as Nanos);
  }

  /** So long after the start. */
  until(after: number): this {
    this.engine.advanceTo((START + after) as Nanos);
    return this;
  }

  order(change: Partial<NewOrderSingle>): this {
    const at = this.engine.now;
    const terms = { clOrdID: 'o', symbol: SYMBOL, timeInForce: 'day', ...change } as const;
    this.engine.submit(change.price === undefined ? order(at, terms) : limit(at, change.price / 1e4, terms));
    return this;
  }

  /** The last order, as its operator asks. */
  cancel(): this {
    const { clOrdID } = this.record.parents[0]!;
    this.engine.submit({ type: 'OrderCancelRequest', at: this.engine.now, clOrdID: 'x', origClOrdID: clOrdID });
    return this;
  }

  inject(fault: Fault): this {
    this.engine.submit({ type: 'InjectFault', at: this.engine.now, faultID: 'F', fault });
    return this;
  }

  /** Goes on with an engine that is made of what this one has saved. */
  again(): this {
    const saved = structuredClone(this.engine.save());
    this.engine = Engine.restore({ config: this.config, sink: this.record }, saved);
    expect(this.engine.save()).toEqual(saved);
    return this;
  }

  /** Someone else's, at a venue now. */
  enter(mic: string, side: Side, shares: number, price = 0, ioc = false): this {
    const { venues } = this.engine as unknown as { venues: MarketPort };
    venues.enter(this.venue(mic), 0, side, price * 1e4, shares, 0, ioc);
    return this;
  }

  end(): this {
    this.engine.end();
    expect(audit(this.record.events, this.config)).toEqual([]);
    return this;
  }

  venue(mic: string): number {
    return this.config.venues.findIndex((spec) => spec.mic === mic);
  }

  /** What was said of an order's children from some moment on: `C2 conditional SGMT 500: New`. */
  children(from = 0): string[] {
    return this.record.children
      .filter(({ at }) => at >= START + from)
      .map((report) => {
        const { orderID, action, exDestination, lastQty, text } = report;
        const what = lastQty === undefined ? WORDS[report.ordStatus] : `fill ${lastQty}`;
        return `${orderID.slice(4)} ${action} ${exDestination} ${what}${text === undefined ? '' : `: ${text}`}`;
      });
  }

  parent(): ExecutionReport {
    return this.record.parents.at(-1)!;
  }
}

const WORDS: Readonly<{ [status: string]: string }> = {
  A: 'sent',
  '0': 'New',
  '2': 'Filled',
  '4': 'Canceled',
  '6': 'PendingCancel',
  '8': 'Rejected',
  C: 'Expired',
};
/** What was said of every leg of a kind, without its number. */
const said = (story: Story, leg: string) =>
  story.children().flatMap((line) => (line.includes(` ${leg} `) ? line.slice(line.indexOf(leg) + leg.length + 1) : []));
const decisions = (story: Story) =>
  story.record.decisions.map(({ legs }) =>
    legs.map(({ mic, action, orderQty, minQty, invitation }) => [mic, action, orderQty, minQty ?? invitation].join(' ').trim()),
  );

describe('which orders wait in the pools', () => {
  const asked = (strategy: NewOrderSingle['strategy'], change: Partial<NewOrderSingle> = {}, min = 0) =>
    decisions(
      new Story(market({ conditionalMinQty: min })).order({ strategy, orderQty: qty(20_000), ...change }).until(MILLISECOND / 2),
    )
      .flat()
      .filter((leg) => leg.includes('conditional'))
      .map((leg) => leg.split(' ')[0]);

  test('those of strategies that rest, in every pool that takes such orders, and nobody else’s', () => {
    for (const strategy of ['net_max', 'cont_kukanov'] as const) expect(asked(strategy)).toEqual(['SGMT', 'LEVL']);
    for (const strategy of ['price_time', 'dark_first', 'rebate_max', 'smart', 'learned', 'single_venue', 'optimal'] as const)
      expect(asked(strategy)).toEqual([]);
  });

  test('of smart and learned what is left, as soon as it is more than asked for; no order that may not rest', () => {
    for (const strategy of ['smart', 'learned'] as const) {
      expect(asked(strategy, {}, 1000)).toEqual(['SGMT', 'LEVL']);
      expect(asked(strategy, { orderQty: qty(1000) }, 1000)).toEqual([]);
      for (const timeInForce of ['ioc', 'fok'] as const) expect(asked(strategy, { timeInForce }, 1000)).toEqual([]);
    }
    expect(asked('net_max', { timeInForce: 'ioc' })).toEqual([]);
    expect(asked('net_max', { orderQty: qty(1000) }, 1000)).toEqual([]);
  });

  test('a preview says so, and its shares are counted once', () => {
    const story = new Story();
    const draft = { symbol: SYMBOL, side: 'buy', orderQty: qty(1000), ordType: 'market', timeInForce: 'day' } as const;
    const shown = story.engine.preview({ ...draft, strategy: 'net_max', dispatch: 'parallel' });
    const { legs } = shown.find(({ strategy }) => strategy === 'net_max')!;
    expect(legs.map(({ action, orderQty, minQty }) => [action, orderQty, minQty])).toEqual([
      ['peg', 1000, undefined],
      ['conditional', 1000, 500],
      ['conditional', 1000, 500],
    ]);
  });
});

describe('an order that rests', () => {
  const resting = (story = new Story()) => story.order({ strategy: 'net_max' }).until(MILLISECOND);

  test('is asked for whole by every pool while it rests; nothing of that is out', () => {
    const story = resting();
    expect(story.children()).toEqual([
      'C1 peg UBSA sent',
      'C2 conditional SGMT sent',
      'C3 conditional LEVL sent',
      'C1 peg UBSA New',
      'C3 conditional LEVL New',
      'C2 conditional SGMT New',
    ]);
    const scores = story.engine.scores().map(({ mic, orders, sentQty, leavesQty }) => [mic, orders, sentQty, leavesQty]);
    expect(scores.filter(([, orders]) => orders !== 0)).toEqual([['UBSA', 1, 1000, 1000]]);
  });

  test('invited, calls back what rests, firms up, is filled there and rests the rest again', () => {
    const story = resting()
      .enter('SGMT', 'sell', 600)
      .until(10 * MILLISECOND);
    expect(story.children(MILLISECOND)).toEqual([
      'C1 peg UBSA PendingCancel: called back: P-1-C2 is invited',
      'C1 peg UBSA Canceled',
      'C4 mid SGMT sent',
      'C2 conditional SGMT Canceled: firmed up: a firm order has taken its place',
      'C4 mid SGMT New',
      'C4 mid SGMT fill 600',
      'C5 peg UBSA sent',
      'C6 conditional SGMT sent',
      'C5 peg UBSA New',
      'C6 conditional SGMT New',
    ]);
    expect(decisions(story).slice(1)).toEqual([['SGMT mid 600 P-1-C2'], ['UBSA peg 400', 'SGMT conditional 400 200']]);
    expect(story.parent()).toMatchObject({ cumQty: 600, leavesQty: 400, ordStatus: '1' });
    story.end();
  });

  test('the decision that firms up weighs everything else too and says whose invitation it answers', () => {
    const story = resting()
      .enter('SGMT', 'sell', 600)
      .until(10 * MILLISECOND);
    const answer = story.record.decisions[1]!;
    expect(new Set(answer.candidates.map(({ mic }) => mic)).size).toBe(story.config.venues.length);
    expect(answer).toMatchObject({ winner: 'SGMT', second: 'UBSA', round: 2, leavesQty: 1000 });
    expect(answer.candidates[0]).toMatchObject({ mic: 'SGMT', action: 'mid', rank: 1, fillProbability: 0.9, orderQty: 600 });
    expect(explain(answer)).toMatch(/ 400 wait for the next round\. SGMT had invited P-1-C2\.$/);
    expect(explain(story.record.decisions[0]!)).toMatch(/ SGMT and LEVL hold a conditional order for 1,000\.$/);
  });

  test('invited for less than half of what rests is not asked: it keeps its place', () => {
    const story = resting()
      .enter('SGMT', 'sell', 499)
      .until(2 * SECOND);
    expect(story.children(MILLISECOND)).toEqual([]);
  });

  test('asked for whole by two pools at once, firms up for both no more than it has', () => {
    const story = resting()
      .enter('SGMT', 'sell', 700)
      .enter('LEVL', 'sell', 500)
      .until(10 * MILLISECOND);
    expect(decisions(story).slice(1)).toEqual([['LEVL mid 500 P-1-C3'], ['SGMT mid 500 P-1-C2']]);
    expect(story.parent()).toMatchObject({ ordStatus: '2', cumQty: 1000 });
    story.end();
  });

  test('asked for whole by two pools, of which one takes nearly all: the other is declined, and not asked again at once', () => {
    const story = resting()
      .enter('SGMT', 'sell', 700)
      .enter('LEVL', 'sell', 800)
      .until(10 * MILLISECOND);
    expect(decisions(story)[1]).toEqual(['LEVL mid 800 P-1-C3']);
    expect(story.children()).toContain('C2 conditional SGMT PendingCancel: declined: 200 shares are free of at least 500');
    expect(decisions(story)[2]).toEqual(['UBSA peg 200', 'LEVL conditional 200 100']);
    expect(story.parent()).toMatchObject({ ordStatus: '1', cumQty: 800 });
    story.end();
  });

  test('with the rest of it out in a sweep has nothing free for an invitation, and declines it', () => {
    const story = new Story(market({ conditionalMinQty: 100, darkPingQty: 100 })).order({ strategy: 'smart', orderQty: qty(2000) });
    story
      .until(530 * MICROSECOND)
      .enter('SGMT', 'sell', 600)
      .until(10 * MILLISECOND);
    expect(said(story, 'conditional SGMT')).toEqual([
      'sent',
      'New',
      'PendingCancel: declined: 0 shares are free of at least 100',
      'Canceled',
    ]);
    expect(story.parent()).toMatchObject({ ordStatus: '2', cumQty: 2000 });
    story.end();
  });

  test('that waits for the market has its shares free: it firms up at once', () => {
    const story = new Story(market({ conditionalMinQty: 100 })).order({
      strategy: 'smart',
      orderQty: qty(6000),
      price: 1_000_100 as never,
    });
    story
      .until(600 * MICROSECOND)
      .enter('SGMT', 'sell', 600)
      .until(10 * MILLISECOND);
    expect(decisions(story).flat()).toContainEqual(expect.stringMatching(/^SGMT mid 600 P-1-C\d+$/));
    expect(story.children().filter((line) => line.includes('called back'))).toEqual([]);
    expect(story.record.parents.filter(({ lastMkt }) => lastMkt === 'SGMT').map(({ lastQty }) => lastQty)).toEqual([600]);
    story.end();
  });

  describe('displayed on IEXG', () => {
    const shown = () =>
      new Story(market({ restsAt: 'IEXG' })).order({ strategy: 'net_max', orderQty: qty(2000) }).until(MILLISECOND);

    test('and filled there while it is called back: nothing is left to firm up, and both pools are told', () => {
      const story = shown()
        .enter('SGMT', 'sell', 1200)
        .until(1_200 * MICROSECOND)
        .enter('IEXG', 'sell', 9000, 99, true);
      story.until(10 * MILLISECOND);
      expect(story.children(MILLISECOND)).toEqual([
        'C1 post IEXG PendingCancel: called back: P-1-C2 is invited',
        'C1 post IEXG fill 2000',
        'C2 conditional SGMT PendingCancel',
        'C3 conditional LEVL PendingCancel',
        'C3 conditional LEVL Canceled',
        'C2 conditional SGMT Canceled',
      ]);
      expect(story.record.decisions).toHaveLength(1);
      expect(story.parent()).toMatchObject({ ordStatus: '2', cumQty: 2000 });
      story.end();
    });

    test('and filled in part meanwhile: what is left is firmed up, though it is less than the MinQty was', () => {
      const story = shown()
        .enter('SGMT', 'sell', 1200)
        .until(1_200 * MICROSECOND);
      story.enter('IEXG', 'sell', 1800, 99, true).until(10 * MILLISECOND);
      const filled = story.record.parents.find(({ lastMkt }) => lastMkt === 'IEXG')!.cumQty;
      expect(filled).toBeGreaterThan(1000);
      expect(filled).toBeLessThan(2000);
      expect(decisions(story)[1]).toEqual([`SGMT mid ${2000 - filled} P-1-C2`]);
      expect(story.parent()).toMatchObject({ ordStatus: '2', cumQty: 2000 });
      story.end();
    });

    test('and called back too late, because its venue is out: the invitation lapses after half a second', () => {
      const story = shown().inject({ kind: 'venueOutage', mic: 'IEXG', duration: (900 * MILLISECOND) as Nanos });
      story.enter('SGMT', 'sell', 1200).until(800 * MILLISECOND);
      expect(story.children(MILLISECOND)).toEqual([
        'C1 post IEXG PendingCancel: called back: P-1-C2 is invited',
        'C2 conditional SGMT Canceled: its invitation was not answered in time',
      ]);
      expect(story.record.children.at(-1)).toMatchObject({ transactTime: START + MILLISECOND + SECOND / 2 });
      story.until(2 * SECOND);
      expect(decisions(story)[1]).toEqual(['IEXG post 2000', 'SGMT conditional 2000 1000']);
      story.end();
    });

    test('and cancelled while an invitation waits for its shares: nothing is firmed up, everything comes back', () => {
      const story = shown()
        .enter('SGMT', 'sell', 1200)
        .until(1_200 * MICROSECOND)
        .cancel();
      story.until(10 * MILLISECOND);
      expect(story.children(MILLISECOND)).toEqual([
        'C1 post IEXG PendingCancel: called back: P-1-C2 is invited',
        'C2 conditional SGMT PendingCancel',
        'C3 conditional LEVL PendingCancel',
        'C3 conditional LEVL Canceled',
        'C2 conditional SGMT Canceled',
        'C1 post IEXG Canceled',
      ]);
      expect(story.parent()).toMatchObject({ ordStatus: '4', cumQty: 0 });
      story.end();
    });

    test('and cancelled: it ends with what it holds, not with what pools hold of it', () => {
      const story = shown();
      story
        .inject({ kind: 'venueOutage', mic: 'SGMT', duration: SECOND })
        .cancel()
        .until(100 * MILLISECOND);
      expect(story.parent()).toMatchObject({ ordStatus: '4' });
      expect(story.children(MILLISECOND).at(-1)).toBe('C1 post IEXG Canceled');
      story.until(2 * SECOND);
      expect(story.children(MILLISECOND).at(-1)).toBe('C2 conditional SGMT Canceled');
      story.end();
    });

    test('and halted before the invitation is heard: it keeps its place, and the invitation is declined', () => {
      const story = shown()
        .enter('SGMT', 'sell', 1200)
        .inject({ kind: 'halt', symbol: SYMBOL, duration: (5 * SECOND) as Nanos });
      story.until(10 * MILLISECOND);
      expect(story.children(MILLISECOND)).toEqual([
        'C2 conditional SGMT PendingCancel: declined: trading is halted',
        'C2 conditional SGMT Canceled',
      ]);
      expect(story.record.decisions).toHaveLength(1);
      story.end();
    });

    test('and still there when the session closes: it expires in the pools as elsewhere', () => {
      const story = shown().enter('SGMT', 'sell', 1200).end();
      expect(story.children(MILLISECOND).sort()).toEqual([
        'C1 post IEXG Expired: session closed',
        'C2 conditional SGMT Expired: session closed',
        'C3 conditional LEVL Expired: session closed',
      ]);
    });

    test('and in a pool that is out when the session closes: it ends there too', () => {
      const story = shown()
        .inject({ kind: 'venueOutage', mic: 'SGMT', duration: (5 * SECOND) as Nanos })
        .cancel()
        .until(SECOND)
        .end();
      expect(story.parent()).toMatchObject({ ordStatus: '4' });
      expect(story.children(MILLISECOND).at(-1)).toBe('C2 conditional SGMT Expired: session closed');
    });
  });

  test('whose invitation is heard too late, because the way is slow, finds that it is over', () => {
    const story = resting();
    story.inject({
      kind: 'latencySpike',
      mic: 'SGMT',
      delay: (300 * MILLISECOND) as Nanos,
      duration: (310 * MILLISECOND) as Nanos,
    });
    story.enter('SGMT', 'sell', 600).until(2 * SECOND);
    expect(story.children(MILLISECOND).filter((line) => line.includes('SGMT'))).toEqual([
      'C4 mid SGMT sent',
      'C2 conditional SGMT Canceled: its invitation was not answered in time',
      'C4 mid SGMT Canceled',
    ]);
    expect(decisions(story).at(-1)).toEqual(['UBSA peg 1000']);
    story.end();
  });

  test('goes on exactly where it was saved, whatever an invitation has come to by then', () => {
    const story = (saves: readonly number[]) => {
      const told = resting().enter('SGMT', 'sell', 600).enter('LEVL', 'sell', 900);
      for (const after of saves) told.until(after).again();
      return told
        .until(SECOND)
        .enter('SGMT', 'sell', 400)
        .until(2 * SECOND)
        .end()
        .record.digest.value();
    };
    const whole = story([]);
    for (let after: number = MILLISECOND; after < 3 * MILLISECOND; after += 50 * MICROSECOND) expect(story([after])).toBe(whole);
    expect(story([1.1, 1.2, 1.3, 1.5, 1.7, 2].map((ms) => ms * MILLISECOND))).toBe(whole);
  });
});

describe('random sessions with faults, four pools that take conditional orders and are full of others', () => {
  /** One session: orders of the strategies that ask pools, cancels and faults; nothing is fixed but its length. */
  function session(seed: number) {
    const stream = new Stream(seed, 'conditionals');
    const base = agents();
    const lively = { rate: 40, empty: 0.1, exponent: 0.7, conditionalShare: 0.3, life: (SECOND / 4) as Nanos };
    const tuning = {
      ...base.router.tuning,
      conditionalMinQty: (1 + stream.below(2000)) as Qty,
      patience: (100 * MILLISECOND + stream.below(SECOND)) as Nanos,
    };
    const config: AgentsConfig = {
      ...base,
      seed,
      venues: base.venues.map((spec) => (spec.pool ? { ...spec, pool: { ...spec.pool, ...lively } } : spec)),
      router: { ...base.router, tuning, darkPingQty: qty(100), collarBps: [1, 5, 50][stream.below(3)]! },
    };
    const from = config.openAt + SECOND / 4;
    const until = from + SECOND;
    const near = () => config.symbols[0]!.openPx;
    const strategies = ['net_max', 'cont_kukanov', 'smart', 'learned'] as const;
    const orders = mixedOrders({ count: 24, seed, symbol: SYMBOL, from, to: until, tick: 100, near }).map((one, i) => {
      const strategy = strategies[i % 4]!;
      return { ...one, strategy, timeInForce: 'day', orderQty: qty(2 * one.orderQty) } as const;
    });
    const cancels = orders
      .filter(() => stream.chance(0.4))
      .map(({ at, clOrdID }): Command => {
        const later = (at + stream.below(stream.chance(0.5) ? 2 * MILLISECOND : SECOND)) as Nanos;
        return { type: 'OrderCancelRequest', at: later, clOrdID: `x-${clOrdID}`, origClOrdID: clOrdID };
      });
    const faults = randomFaults(config, stream, stream.below(6), from, until);
    const commands = [...orders, ...cancels, ...faults].sort((a, b) => a.at - b.at);
    return { config, commands, until: until + SECOND / 2 };
  }

  const words = new Map<string, number>();

  test.each(Array.from({ length: 16 }, (_, i) => i + 1))(
    'session %i is never over-filled, and is the same when run again',
    (seed) => {
      const { config, commands, until } = session(seed);
      const { broken, events, digest } = runWithFaults({ config }, commands, until);
      expect(broken).toEqual([]);
      if (seed % 4 === 0) expect(digestOf({ config }, commands, until)).toBe(digest);
      for (const event of events)
        if (event.type === 'ExecutionReport' && event.action === 'conditional' && event.text !== undefined) {
          const word = event.text.split(/[: ]/)[0]!;
          words.set(word, (words.get(word) ?? 0) + 1);
        }
    },
  );

  test('between them, invitations were firmed up, declined and left to lapse', () => {
    for (const word of ['firmed', 'declined', 'its', 'session']) expect(words.get(word) ?? 0, word).toBeGreaterThan(0);
    expect(words.get('firmed')).toBeGreaterThan(100);
  });
});
