import { describe, expect, test } from 'vitest';
import { allocate } from '../../../electron/engine/route/allocate.ts';
import type { Level, Option, Ranking, RouteRequest } from '../../../electron/engine/route/request.ts';
import type { Money, Px, Qty } from '../../../shared/units.ts';
import { still } from '../../support/run.ts';

const config = still();

/** An option of which an allocator reads only what it is, where and at what price. */
function option(venue: number, action: Option['action'], price: number, more: Partial<Option> = {}): Option {
  const at = Math.round(price * 10_000) as Px;
  return { venue, spec: config.venues[venue]!, action, px: at, total: 0 as Money, unseenQty: 0, ...more } as Option;
}

const level = (of: Option, price: number, shares: number): Level => ({
  option: of,
  px: Math.round(price * 10_000) as Px,
  qty: shares as Qty,
  total: 0 as Money,
});

const [NYSE, NASDAQ, BATS] = [0, 1, 2].map((venue) => option(venue, 'take', 100.01)) as [Option, Option, Option];

const request = (leaves: number, more: Partial<RouteRequest> = {}): RouteRequest =>
  ({
    side: 'buy',
    ordType: 'limit',
    timeInForce: 'day',
    leavesQty: leaves as Qty,
    limitPx: 1_000_300 as Px,
    roundLot: 100 as Qty,
    orderProtection: true,
    protected: [],
    router: config.router,
    ...more,
  }) as RouteRequest;

const ranking = (more: Partial<Ranking>): Ranking => ({ pings: [], levels: [], posts: [], ...more });
const story = (of: RouteRequest, by: Ranking) =>
  allocate(of, by, 'parallel', false).map(
    ({ option: { spec, action }, orderQty, px, iso }) =>
      `${spec.mic} ${action} ${orderQty}@${px / 1e4}${iso && action !== 'take' ? ' ISO' : ''}`,
  );

describe('sizes that a policy wishes', () => {
  const levels = [level(NYSE, 100.01, 500), level(NASDAQ, 100.01, 500), level(BATS, 100.02, 900)];

  test('are kept to, and a quote passed over bars every worse price', () => {
    const sizes = new Map([[NYSE, 200]]);
    expect(story(request(1000), ranking({ levels, sizes }))).toEqual(['NYSE take 200@100.01', 'NASDAQ take 500@100.01']);
  });

  test('without protection they may pass quotes over', () => {
    const sizes = new Map([[NYSE, 200]]);
    expect(story(request(1000, { orderProtection: false }), ranking({ levels, sizes }))).toEqual([
      'NYSE take 200@100.01',
      'NASDAQ take 500@100.01',
      'BATS take 300@100.02',
    ]);
  });

  test('never come to more than the order, whatever is wished', () => {
    const posts = [option(0, 'post', 100), option(1, 'post', 100)];
    const sizes = new Map(posts.map((post) => [post, 800]));
    expect(story(request(1000), ranking({ posts, sizes }))).toEqual(['NYSE post 800@100', 'NASDAQ post 200@100']);
  });
});

test('taking and resting go out together where a policy says so', () => {
  const post = option(1, 'post', 100);
  const by = ranking({ levels: [level(NYSE, 100.01, 500)], posts: [post], sizes: new Map([[post, 600]]), together: true });
  expect(story(request(1000), by)).toEqual(['NYSE take 400@100.01', 'NASDAQ post 600@100']);
});

test('a peg goes out with the order’s own limit', () => {
  expect(story(request(300), ranking({ posts: [option(5, 'peg', 100.005)] }))).toEqual(['SIGMA_DARK peg 300@100.03']);
});

describe('conditional orders', () => {
  const pools = [option(5, 'conditional', 100.005), option(5, 'conditional', 100.005)];
  const levels = [level(NYSE, 100.01, 500)];
  const tuned = (leaves: number, conditionalMinQty: number) =>
    request(leaves, { params: { ...config.router.tuning, conditionalMinQty: conditionalMinQty as Qty } });
  const asked = (of: RouteRequest, by: Partial<Ranking>) =>
    allocate(of, ranking({ ...by, conditionals: pools }), 'parallel', false)
      .filter(({ action }) => action === 'conditional')
      .map(({ px, orderQty, minQty }) => [px / 1e4, orderQty, minQty]);

  test('ask every pool for all that is not taken now, after everything that holds shares', () => {
    expect(asked(tuned(1700, 0), { levels })).toEqual([
      [100.03, 1200, 100],
      [100.03, 1200, 100],
    ]);
    expect(story(tuned(1700, 0), ranking({ levels, conditionals: pools.slice(1) }))).toEqual([
      'NYSE take 500@100.01',
      'SIGMA_DARK conditional 1200@100.03',
    ]);
  });

  test('are worth half of what rests: for less it is not called back', () => {
    const posts = [option(0, 'post', 100), option(1, 'post', 100)];
    const sizes = new Map(posts.map((post) => [post, 601]));
    expect(asked(tuned(1500, 0), { posts, sizes })[0]).toEqual([100.03, 1500, 601]);
    expect(asked(tuned(60, 0), { posts })[0]).toEqual([100.03, 60, 60]);
  });

  test('are not sent for as few as are let be, nor where all is taken', () => {
    expect(asked(tuned(1700, 1200), { levels })).toEqual([]);
    expect(asked(tuned(500, 0), { levels })).toEqual([]);
  });
});

describe('step by step', () => {
  const levels = [level(NYSE, 100.01, 500), level(NASDAQ, 100.01, 500), level(BATS, 100.02, 900)];

  test('one price at a time; what is left is asked for beyond what is shown, by what was found there before', () => {
    const known = option(0, 'take', 100.01, { unseenQty: 300 });
    const by = ranking({ levels: [level(known, 100.01, 500), levels[1]!, levels[2]!], stepwise: true });
    expect(story(request(1500), by)).toEqual(['NYSE take 900@100.01', 'NASDAQ take 600@100.01']);
  });

  test('an order that the first price fills asks for no more', () => {
    expect(story(request(700), ranking({ levels, stepwise: true }))).toEqual(['NYSE take 500@100.01', 'NASDAQ take 200@100.01']);
  });

  test('all at once goes to every price', () => {
    expect(story(request(1500), ranking({ levels }))).toEqual([
      'NYSE take 500@100.01',
      'NASDAQ take 500@100.01',
      'BATS take 500@100.02',
    ]);
  });
});

describe('what a share of a leg is expected to cost', () => {
  const cost = (money: number, of: Option, price: number, shares: number): Level => ({
    ...level(of, price, shares),
    total: money as Money,
  });
  const costs = (of: RouteRequest, by: Ranking) => allocate(of, by, 'parallel', false).map(({ expectedCost }) => expectedCost);

  test('is the mean over the levels that it takes, by their shares', () => {
    const levels = [cost(100, NYSE, 100.01, 300), cost(120, NASDAQ, 100.01, 100), cost(10_100, NYSE, 100.02, 900)];
    expect(costs(request(1000), ranking({ levels }))).toEqual([(300 * 100 + 600 * 10_100) / 900, 120]);
  });

  test('holds what is asked for beyond what is shown at the price that is paid for it', () => {
    const levels = [cost(100, option(0, 'take', 100.01, { total: 100 as Money }), 100.01, 300)];
    expect(costs(request(1000), ranking({ levels, stepwise: true }))).toEqual([100]);
  });

  test('is the option’s own where there are no levels', () => {
    const pings = [option(6, 'mid', 100, { total: 77 as Money })];
    expect(costs(request(100), ranking({ pings }))).toEqual([77]);
  });
});
