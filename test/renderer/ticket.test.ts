import { render } from 'svelte/server';
import { describe, expect, it } from 'vitest';
import PretradeCost from '../../renderer/panels/PretradeCost.svelte';
import { bestFirst, pretradeRows } from '../../renderer/panels/pretrade-rows.ts';
import VenueScorecard from '../../renderer/panels/VenueScorecard.svelte';
import {
  DISPATCH_WORDS,
  orderWords,
  STRATEGY_WORDS,
  strategyChoices,
  strategyWords,
  Ticket,
} from '../../renderer/state/ticket.svelte.ts';
import { DISPATCHES, STRATEGIES, type StrategyName } from '../../shared/routing.ts';
import { qty } from '../../shared/units.ts';
import type { PreviewRow } from '../../shared/wire/contract.ts';
import { FakeDesk } from '../support/fake-desk.ts';

const words = (body: string) =>
  body
    .replaceAll(/<!--.*?-->/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

describe('what the ticket offers', () => {
  it('every strategy and dispatch has a short name and a line, smart stands first, and policies of users come last', () => {
    const choices = strategyChoices(['smart', 'user:mine', 'user:other']);
    expect(choices).toEqual(['smart', ...STRATEGIES.filter((name) => name !== 'smart'), 'user:mine', 'user:other']);
    expect(strategyChoices()).toHaveLength(STRATEGIES.length);
    expect(strategyWords('user:mine')).toEqual(['mine', 'your own policy']);
    for (const [name, note] of [...Object.values(STRATEGY_WORDS), ...Object.values(DISPATCH_WORDS)]) {
      expect(name.length).toBeLessThanOrEqual(13);
      expect(note.length).toBeLessThanOrEqual(50);
    }
    expect(new Set(choices.map((name) => strategyWords(name)[0])).size).toBe(choices.length);
    expect(Object.keys(DISPATCH_WORDS)).toEqual([...DISPATCHES]);
  });

  it('an order of a policy of a user, legs timed to arrive at once, in words', async () => {
    const { session } = await new FakeDesk().invoke('hello', { protocol: 1 });
    const ticket = new Ticket();
    ticket.set({ symbol: 'ACME', quantity: '500', limit: '100.02', strategy: 'user:mine', dispatch: 'equalised' });
    expect(ticket.review(session, undefined)).toBeUndefined();
    expect(orderWords(ticket.reviewed!)).toBe('Buy 500 ACME, limit 100.02, Day, mine, equalised');
  });
});

describe('the rows of the pre-trade cost', () => {
  const rows = (costs: Readonly<Partial<Record<StrategyName, number | undefined>>>): PreviewRow[] =>
    Object.entries(costs).map(([strategy, bps]) => ({
      strategy: strategy as PreviewRow['strategy'],
      sends: qty(bps === undefined ? 0 : 100),
      ...(bps !== undefined && { bps }),
    }));

  it('best first, what could send nothing last', () => {
    expect(bestFirst(rows({ smart: 0.9, price_time: undefined, learned: 0.7, net_max: -0.1 }))).toEqual([
      'net_max',
      'learned',
      'smart',
      'price_time',
    ]);
    expect(bestFirst([])).toEqual([]);
  });

  it('rows that are near to each other keep their places, one that is clearly better moves up', () => {
    const before: StrategyName[] = ['smart', 'learned', 'net_max'];
    expect(bestFirst(rows({ smart: 0.9, learned: 0.87, net_max: 0.86 }), before)).toEqual(before);
    expect(bestFirst(rows({ smart: 0.9, learned: 0.87, net_max: 0.5 }), before)).toEqual(['net_max', 'smart', 'learned']);
    expect(bestFirst(rows({ smart: 0.9, learned: undefined, net_max: 1 }), before)).toEqual(['smart', 'net_max', 'learned']);
    expect(bestFirst(rows({ learned: 0.9, broadcast: 0.2 }), before)).toEqual(['broadcast', 'learned']);
  });

  it('where it is narrow the best five and the chosen one; the answers change and no name is lost', () => {
    const all = rows(Object.fromEntries(STRATEGIES.map((name, i) => [name, i])));
    const order = bestFirst(all);
    const shown = (chosen: StrategyName, most: number) =>
      pretradeRows(all, { order, chosen, most }).map(({ strategy }) => strategy);
    expect(shown('smart', Number.POSITIVE_INFINITY)).toEqual(STRATEGIES);
    expect(shown('net_max', 5)).toEqual([...STRATEGIES.slice(0, 5), 'net_max']);
    expect(shown('price_time', 5)).toEqual(STRATEGIES.slice(0, 5));
    expect(shown('optimal', 0)).toEqual(['optimal']);
    expect(shown('user:gone', 2)).toEqual(STRATEGIES.slice(0, 2));
  });

  it('prints a row for each, and a word where nothing could be sent', () => {
    const html = (preview: { rows: PreviewRow[]; checks: [] } | undefined, most: number) =>
      words(
        render(PretradeCost, {
          props: { preview, failed: undefined, asked: true, strategy: 'smart', orderQty: 3000, most, onpick: () => undefined },
        }).body,
      );
    const some = rows({ smart: undefined, learned: 0.7, 'user:mine': 1.2 });
    expect(html({ rows: some, checks: [] }, 99)).toMatch(/nothing to send .*Learned 0\.70 3 % mine 1\.20 3 % Smart none none/);
    for (const preview of [undefined, { rows: [], checks: [] as [] }, { rows: some, checks: [] as [] }])
      for (const most of [0, 5, 99]) expect(html(preview, most)).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });
});

describe('the scorecard', () => {
  it('says what was learned of each venue with its doubt, and a word where nothing was', async () => {
    const { session, scores } = await new FakeDesk().invoke('hello', { protocol: 1 });
    const html = (some: typeof scores) =>
      words(render(VenueScorecard, { props: { session, frame: undefined, scores: some, stale: undefined } }).body);
    expect(html(scores)).toMatch(/XNYS 100 92 85 \.93 ±\.06 4 0\.0 66 µs −0\.40 ±0\.20 40 0\.90/);
    const bare = scores.map(({ reputation, fillProbability, fillHalfWidth, oneWay, markoutHalfWidth, fade, ...rest }) => rest);
    expect(html(bare)).toMatch(/XNYS 100 none yet 85 none none 0\.0 none −0\.40 40/);
    for (const some of [scores, bare, []]) expect(html(some)).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });
});
