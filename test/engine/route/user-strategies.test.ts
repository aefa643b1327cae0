import { describe, expect, test } from 'vitest';
import { Engine } from '../../../electron/engine/engine.ts';
import type { PolicyQuestion, PolicyReply, UserPolicy } from '../../../electron/engine/route/user-policy.ts';
import type { Command, NewOrderSingle, Notice, StopPolicy } from '../../../shared/events.ts';
import { type Nanos, type Qty, SECOND } from '../../../shared/units.ts';
import { Record, run, textbook } from '../../support/run.ts';

const config = textbook();
const until = config.openAt + 10 * SECOND;

function order(n: number, change: Partial<NewOrderSingle> = {}): NewOrderSingle {
  return {
    type: 'NewOrderSingle',
    at: (config.openAt + n * SECOND) as Nanos,
    clOrdID: `c-${n}`,
    symbol: 'ACME',
    side: n % 2 ? 'buy' : 'sell',
    orderQty: 1200 as Qty,
    ordType: 'market',
    timeInForce: 'day',
    strategy: 'user:mine',
    dispatch: 'parallel',
    ...change,
  };
}
const orders = [1, 2, 3, 4, 5, 6].map((n) => order(n, n === 4 ? { strategy: 'smart' } : {}));

/** Cheapest level first, as a policy of a file would say it. */
const cheapest: UserPolicy = ({ levels, posts }: PolicyQuestion) => ({
  answer: {
    levels: levels.toSorted((a, b) => a.total - b.total).map(({ id }) => id),
    posts: posts.map(({ id }) => id),
  },
});

/** Answers the first questions as `cheapest`, then so. */
function after(questions: number, reply: PolicyReply): UserPolicy {
  let asked = 0;
  return (question) => (++asked > questions ? reply : cheapest(question));
}

function ran(policy: UserPolicy, commands: readonly Command[] = orders) {
  const stops: StopPolicy[] = [];
  const { record } = run(
    { config, policies: new Map([['user:mine', policy]]), stopped: (stop) => stops.push(stop) },
    commands,
    until,
  );
  const notices = record.events.filter((event): event is Notice => event.type === 'Notice' && event.code === 'policy');
  return { record, stops, notices, digest: record.digest.value() };
}

describe('a policy that answers', () => {
  test('routes its orders, and the same session comes out of it twice', () => {
    const { record, notices, stops, digest } = ran(cheapest);
    expect(notices).toEqual([]);
    expect(stops).toEqual([]);
    const own = record.decisions.filter(({ strategy }) => strategy === 'user:mine');
    expect(own.length).toBeGreaterThan(4);
    expect(own.some(({ candidates }) => candidates.some(({ why }) => why === 'policyStopped'))).toBe(false);
    expect(record.parents.filter(({ ordStatus, strategy }) => ordStatus === '2' && strategy === 'user:mine')).not.toEqual([]);
    expect(ran(cheapest).digest).toBe(digest);
  });

  test('cannot send more than the order has, nor through a better protected quote', () => {
    const greedy: UserPolicy = ({ takes, levels }) => ({
      answer: {
        levels: levels.toSorted((a, b) => b.px - a.px).map(({ id }) => id),
        sizes: Object.fromEntries(takes.map(({ id }) => [id, 1_000_000])),
      },
    });
    const skipping: UserPolicy = ({ levels }) => {
      const best = Math.min(...levels.map(({ total }) => total));
      return { answer: { levels: levels.filter(({ total }) => total > best).map(({ id }) => id), everywhere: true } };
    };
    for (const policy of [greedy, skipping]) {
      const { record, notices } = ran(policy);
      expect(notices).toEqual([]);
      for (const { legs, leavesQty } of record.decisions)
        expect(legs.reduce((sum, leg) => sum + leg.orderQty, 0)).toBeLessThanOrEqual(leavesQty);
      expect(record.children.filter(({ tradeThrough }) => tradeThrough === 'violation')).toEqual([]);
    }
  });
});

describe('a policy that fails', () => {
  const bad: PolicyReply = { answer: { levels: ['XNYS@1'] } };

  test('is told of once, and every later decision of its orders is price_time’s, and says so', () => {
    const { record, notices, stops } = ran(after(2, bad));
    const own = record.decisions.filter(({ strategy }) => strategy === 'user:mine');
    const third = own[2]!;
    expect(notices).toEqual([
      {
        type: 'Notice',
        at: third.at,
        code: 'policy',
        text: `user:mine stopped at ${third.decisionID} of ${third.orderID}: answer.levels.0 "XNYS@1" is not one of the request's levels; its orders go on as price_time`,
      },
    ]);
    expect(stops).toEqual([]);
    for (const [i, { candidates }] of own.entries())
      for (const { why, text, rank } of candidates)
        if (rank !== undefined || why === 'policyStopped')
          expect([text, text.endsWith('(price_time, for user:mine was stopped)')]).toEqual([text, i >= 2]);
    expect(own.slice(2).flatMap(({ candidates }) => candidates.filter(({ why }) => why === 'policyStopped'))).not.toEqual([]);
  });

  test('from its first question on, sends exactly what price_time would have sent', () => {
    const legsOf = (record: Record) =>
      record.decisions.map(({ legs, at }) => ({
        at,
        legs: legs.map(({ mic, action, px, orderQty }) => ({ mic, action, px, orderQty })),
      }));
    const stopped = ran(() => bad).record;
    const { record: house } = run(
      { config },
      orders.map((one) => (one.strategy === 'smart' ? one : { ...one, strategy: 'price_time' as const })),
      until,
    );
    expect(legsOf(stopped)).toEqual(legsOf(house));
  });

  test('takes nobody with it', () => {
    const { record } = ran(() => bad);
    const smart = record.decisions.filter(({ strategy }) => strategy === 'smart');
    expect(smart.length).toBeGreaterThan(0);
    for (const { candidates } of smart) expect(candidates.filter(({ text }) => text.includes('user:mine'))).toEqual([]);
    expect([...record.latest(record.parents).values()].map(({ ordStatus }) => ordStatus)).toEqual(Array(6).fill('2'));
  });

  test('fails alike in a session that is saved and gone on with', () => {
    for (const cut of [2.5, 4.5]) {
      const whole = ran(after(2, bad));
      const policies = new Map([['user:mine', after(2, bad)]] as const);
      const record = new Record();
      let engine = new Engine({ config, sink: record, policies });
      const at = config.openAt + cut * SECOND;
      for (const command of orders.filter((one) => one.at < at)) engine.submit(command);
      engine.advanceTo(at as Nanos);
      engine = Engine.restore({ config, sink: record, policies }, engine.save());
      for (const command of orders.filter((one) => one.at >= at)) engine.submit(command);
      engine.advanceTo(until as Nanos);
      engine.end();
      expect(record.digest.value()).toBe(whole.digest);
    }
  });
});

describe('a policy that the host’s clock stops', () => {
  const slow: PolicyReply = { fault: { reason: 'slow', text: 'did not answer within 100 ms' } };

  test('is handed to the host as a command, given which another run stops it at the same question', () => {
    for (const questions of [0, 1, 3]) {
      const first = ran(after(questions, slow));
      expect(first.stops).toEqual([
        {
          type: 'StopPolicy',
          at: first.notices[0]!.at,
          strategy: 'user:mine',
          question: questions + 1,
          text: 'did not answer within 100 ms',
        },
      ]);
      const [stop] = first.stops;
      const inTime = [...orders, stop!].sort((a, b) => a.at - b.at);
      const again = ran(cheapest, inTime);
      expect(again.digest).toBe(first.digest);
      expect(again.stops).toEqual([]);
      expect(ran(cheapest, [{ ...stop!, at: config.openAt }, ...orders]).digest).toBe(first.digest);
      expect(ran(cheapest).digest).not.toBe(first.digest);
    }
  });

  test('cannot be stopped at a question that is past', () => {
    const stop: StopPolicy = { type: 'StopPolicy', at: until as Nanos, strategy: 'user:mine', question: 1, text: 'x' };
    const record = new Record();
    const engine = new Engine({ config, sink: record, policies: new Map([['user:mine', cheapest]]) });
    for (const command of orders) engine.submit(command);
    engine.advanceTo(until as Nanos);
    expect(() => engine.submit(stop)).toThrow(/^question: user:mine was asked \d+ already, 1 is past$/);
  });
});

describe('an order', () => {
  test('that names a policy which is not there is refused', () => {
    const { record } = run({ config, policies: new Map([['user:mine', cheapest]]) }, [order(1, { strategy: 'user:other' })], until);
    expect(record.parents.map(({ ordStatus, field, text }) => ({ ordStatus, field, text }))).toEqual([
      { ordStatus: '8', field: 'strategy', text: 'user:other is not a strategy' },
    ]);
  });

  test('that nobody has sent counts for nothing', () => {
    let asked = 0;
    const policy: UserPolicy = (question) => (asked++ < 3 ? { fault: { reason: 'slow', text: 'x' } } : cheapest(question));
    const record = new Record();
    const stops: StopPolicy[] = [];
    const engine = new Engine({
      config,
      sink: record,
      policies: new Map([['user:mine', policy]]),
      stopped: (stop) => stops.push(stop),
    });
    engine.advanceTo((config.openAt + SECOND) as Nanos);
    const { type: _, at: __, clOrdID: ___, ...draft } = order(1);
    for (let i = 0; i < 4; i++) {
      const shown = engine.preview(draft, ['user:mine']).at(-1)!;
      expect(shown.strategy).toBe('user:mine');
      expect(shown.candidates.some(({ text }) => text.includes('was stopped'))).toBe(i < 3);
      expect(shown.legs).not.toEqual([]);
    }
    for (const command of orders) engine.submit(command);
    engine.advanceTo(until as Nanos);
    engine.end();
    expect(stops).toEqual([]);
    expect(record.digest.value()).toBe(ran(cheapest).digest);
  });
});
