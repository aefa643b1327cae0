import { describe, expect, it } from 'vitest';
import { LadderCentre, offScreen } from '../../renderer/panels/ladder/centre.ts';
import { columnEdges } from '../../renderer/panels/ladder/draw.ts';
import { ladderRows, rowOf, rowPrices, SizeScale, strengthOf, widest } from '../../renderer/panels/ladder/model.ts';
import { bandAt, cellKey, isOutside } from '../../renderer/panels/ladder/picture.ts';
import { FRAME_VERSION, FrameReader, HEADER, LEVEL_SIZE, layout, SYMBOL, VENUE, VENUE_SIZE } from '../../shared/wire/frame.ts';

/** A frame of one symbol, its venues' ages in microseconds and levels [venue, side, px, qty]. */
function frameOf(ages: readonly number[], levels: readonly (readonly [number, 0 | 1, number, number])[]): FrameReader {
  const at = layout(1, ages.length, levels.length, 0);
  const data = new Int32Array(at.end);
  data[HEADER.version] = FRAME_VERSION;
  data[HEADER.symbols] = 1;
  data[HEADER.venues] = ages.length;
  data[HEADER.levels] = levels.length;
  const best = (side: 0 | 1) => levels.filter((level) => level[1] === side).map((level) => level[2]);
  data[at.symbols + SYMBOL.bidPx] = Math.max(0, ...best(0));
  data[at.symbols + SYMBOL.askPx] = best(1).length > 0 ? Math.min(...best(1)) : 0;
  for (const [v, age] of ages.entries()) data[at.venues + v * VENUE_SIZE + VENUE.age] = age;
  for (const [i, level] of levels.entries()) data.set(level, at.levels + i * LEVEL_SIZE);
  return new FrameReader(data.buffer);
}

describe('rows of the ladder', () => {
  it('sizes per venue in fixed order, and what sweeping to each price takes and costs', () => {
    const frame = frameOf(
      [60, 400],
      [
        [0, 0, 1_000_000, 500],
        [1, 0, 999_900, 300],
        [0, 1, 1_000_100, 200],
        [1, 1, 1_000_100, 100],
        [0, 1, 1_000_200, 700],
      ],
    );
    const rows = ladderRows(frame, rowPrices(1_000_200, 100, 4));
    expect(rows.map((row) => [row.px, row.bid?.total, row.ask?.total])).toEqual([
      [1_000_200, undefined, 700],
      [1_000_100, undefined, 300],
      [1_000_000, 500, undefined],
      [999_900, 300, undefined],
    ]);
    expect(rows[1]?.ask?.segments).toEqual([
      { venue: 0, qty: 200, strength: 0 },
      { venue: 1, qty: 100, strength: 1 },
    ]);
    expect(rows[1]?.ask?.sweep.qty).toBe(300);
    expect(rows[1]?.ask?.sweep.bps).toBeCloseTo(0.499975, 6);
    expect(rows[0]?.ask?.sweep.qty).toBe(1000);
    expect(rows[0]?.ask?.sweep.bps).toBeCloseTo(((1_000_100 * 0.3 + 1_000_200 * 0.7 - 1_000_050) / 1_000_050) * 1e4, 6);
    expect(rows[3]?.bid?.sweep).toMatchObject({ qty: 800 });
  });

  it('size beyond the screen still counts into a sweep', () => {
    const frame = frameOf(
      [10],
      [
        [0, 0, 999_900, 1],
        [0, 1, 1_000_000, 50],
        [0, 1, 1_000_500, 70],
      ],
    );
    expect(ladderRows(frame, [1_000_500])[0]?.ask?.sweep.qty).toBe(120);
  });

  it('a locked price stands on both sides; without a mid a sweep has no cost', () => {
    const locked = ladderRows(
      frameOf(
        [10],
        [
          [0, 0, 1_000_000, 5],
          [0, 1, 1_000_000, 6],
        ],
      ),
      [1_000_000],
    )[0];
    expect([locked?.bid?.total, locked?.ask?.total]).toEqual([5, 6]);
    expect(ladderRows(frameOf([10], [[0, 1, 1_000_000, 6]]), [1_000_000])[0]?.ask?.sweep).toEqual({ qty: 6, bps: undefined });
  });

  it('rows of several ticks hold all that stands in them, at no better price than its own, one segment a venue', () => {
    const frame = frameOf(
      [10, 10],
      [
        [0, 0, 1_000_300, 5],
        [0, 0, 1_000_200, 7],
        [1, 0, 1_000_200, 20],
        [1, 1, 1_000_600, 9],
      ],
    );
    const [ask, bid] = ladderRows(frame, rowPrices(1_001_000, 500, 3), 500).filter((row) => row.bid || row.ask);
    expect([ask?.px, ask?.ask?.total, bid?.px, bid?.bid?.total, bid?.bid?.sweep.qty]).toEqual([1_001_000, 9, 1_000_000, 32, 32]);
    expect(bid?.bid?.segments.map(({ venue, qty }) => [venue, qty])).toEqual([
      [0, 12],
      [1, 20],
    ]);
    expect([rowOf(1_000_000, 500, 'bid'), rowOf(1_000_000, 500, 'ask'), rowOf(1_000_001, 500, 'ask')]).toEqual([
      1_000_000, 1_000_000, 1_000_500,
    ]);
  });

  it.each([
    [0, 0, 0],
    [250, 0, 0],
    [251, 0, 1],
    [1_000, 0, 1],
    [1_001, 0, 2],
    [5_000, 0, 2],
    [5_001, 0, 3],
    [-1, 0, 3],
    [10, 2, 3],
  ])('age %i µs with health %i has strength %i', (age, health, strength) => {
    expect(strengthOf(age, health)).toBe(strength);
  });
});

describe('the width of a share', () => {
  it('goes in steps of 1, 2, 5; grows at once, shrinks after 3 s, never while hovered', () => {
    const scale = new SizeScale();
    const seen: number[] = [];
    for (const [largest, hovered, at] of [
      [900, false, 0],
      [1_001, false, 10],
      [6_000, true, 20],
      [6_000, false, 30],
      [400, false, 40],
      [400, false, 3_000],
      [400, false, 3_041],
    ] as const) {
      scale.update(largest, hovered, at);
      seen.push(scale.shares);
    }
    expect(seen).toEqual([1_000, 2_000, 2_000, 10_000, 10_000, 10_000, 500]);
  });
});

describe('recentring', () => {
  const view = (bidPx: number, at: number, inside = false) => ({ bidPx, askPx: bidPx + 100, tick: 100, rows: 20, at, inside });

  it('begins in the middle: half of the rows stand above the touch', () => {
    const centre = new LadderCentre();
    expect([centre.update(view(1_000_000, 0)), rowPrices(centre.topPx, 100, 20).indexOf(1_000_100)]).toEqual([true, 9]);
  });

  it('waits 3 s outside the middle third, starts over when the touch comes back', () => {
    const centre = new LadderCentre();
    centre.update(view(1_000_000, 0));
    const moved = [
      view(1_000_300, 10),
      view(1_000_500, 100),
      view(1_000_500, 3_000),
      view(1_000_100, 3_050),
      view(1_000_500, 3_060),
      view(1_000_500, 6_000),
      view(1_000_500, 6_060),
    ].map((one) => centre.update(one));
    expect(moved).toEqual([false, false, false, false, false, false, true]);
  });

  it('never while the pointer or the focus is inside, nor within 500 ms of a press', () => {
    const centre = new LadderCentre();
    centre.update(view(1_000_000, 0));
    centre.update(view(1_002_000, 100, true));
    expect(centre.update(view(1_002_000, 9_000, true))).toBe(false);
    centre.press(9_100);
    expect([centre.centre(view(1_002_000, 9_500)), centre.centre(view(1_002_000, 9_601))]).toEqual([false, true]);
  });

  it('a market too wide for the screen has rows of several ticks, finer ones again when it has been narrow for 3 s', () => {
    const centre = new LadderCentre();
    const wide = (ticks: number, at: number) => ({
      bidPx: 1_000_000,
      askPx: 1_000_000 + ticks * 100,
      tick: 100,
      rows: 12,
      at,
      inside: false,
    });
    centre.update(wide(19, 0));
    expect([centre.step, rowPrices(centre.topPx, 500, 12)]).toEqual([5, expect.arrayContaining([1_000_000, 1_002_000])]);
    // Narrower, but twice as wide would need these rows again: they stay.
    expect([centre.update(wide(8, 100)), centre.update(wide(8, 9_000)), centre.step]).toEqual([false, false, 5]);
    expect([centre.update(wide(1, 9_100)), centre.update(wide(1, 12_101)), centre.step]).toEqual([false, true, 1]);
    expect([centre.update(wide(19, 12_200)), centre.update(wide(19, 15_201)), centre.step]).toEqual([false, true, 5]);
    centre.centre({ ...wide(1, 16_000) });
    expect(centre.step).toBe(1);
  });

  it('says which best price is off the screen', () => {
    const said = (bid: number, ask: number) => offScreen(bid, ask, 1_000_900, 1_000_000);
    expect([said(1_000_400, 1_000_500), said(0, 1_000_500), said(1_000_900, 1_001_000), said(999_900, 1_000_000)]).toEqual([
      undefined,
      undefined,
      'Best offer is above',
      'Best bid is below',
    ]);
    expect([said(1_001_000, 1_001_100), said(0, 999_900), said(999_900, 1_001_000)]).toEqual([
      'Best prices are above',
      'Best offer is below',
      'Best prices are outside',
    ]);
  });

  it('an empty market moves nothing', () => {
    const centre = new LadderCentre();
    expect([centre.update({ bidPx: 0, askPx: 0, tick: 100, rows: 20, at: 0, inside: false }), centre.topPx]).toEqual([false, 0]);
  });
});

describe('what a cell shows', () => {
  const venues = [] as never[];
  const picture = (more: object = {}) => ({
    rows: [],
    venues,
    own: [],
    ticket: undefined,
    best: { bidPx: 1_000_000, askPx: 1_000_100, sipBidPx: 999_900, sipAskPx: 1_000_100 },
    traded: new Map(),
    lastPx: 0,
    mostTraded: 1,
    scale: 1_000,
    cursorPx: undefined,
    tick: 100,
    halted: false,
    bands: { lowerPx: 0, upperPx: 0 },
    ...more,
  });
  const row = (px: number) =>
    ladderRows(
      frameOf(
        [60],
        [
          [0, 0, 1_000_000, 500],
          [0, 1, 1_000_100, 200],
        ],
      ),
      [px],
    )[0]!;

  it('direct and SIP marks stand on their own side and price', () => {
    const marks = [1_000_100, 1_000_000, 999_900].map((px) => [
      cellKey('markLeft', row(px), picture()),
      cellKey('markRight', row(px), picture()),
    ]);
    expect(marks).toEqual([
      ['', 'DS'],
      ['D', ''],
      ['S', ''],
    ]);
  });

  it('the same content has the same key; size, age, scale, ticket and our own orders change it', () => {
    const bid = row(1_000_000);
    const key = (cell: 'left' | 'own' | 'price', more: object = {}) => cellKey(cell, bid, picture(more));
    expect(key('left')).toBe(key('left'));
    expect(key('left', { scale: 2_000 })).not.toBe(key('left'));
    const older = ladderRows(
      frameOf(
        [600],
        [
          [0, 0, 1_000_000, 500],
          [0, 1, 1_000_100, 200],
        ],
      ),
      [1_000_000],
    )[0]!;
    expect(cellKey('left', older, picture())).not.toBe(key('left'));
    const mine = { px: 1_000_000, kind: 'resting', mic: 'XNAS', qty: 300, orderID: 'P-1-C1', parentID: 'P-1' };
    expect(key('own', { own: [mine] })).not.toBe(key('own', { own: [{ ...mine, kind: 'flight' }] }));
    expect(key('left', { own: [mine] })).not.toBe(key('left', { own: [{ ...mine, px: 999_900 }] }));
    expect(key('price', { ticket: { px: 1_000_000, text: 'ticket 100' } })).not.toBe(key('price'));
  });

  it('a halt and the price bands change the price cells, each band at its last tradable row only', () => {
    const price = (px: number, more: object) => cellKey('price', row(px), picture(more));
    expect(price(1_000_000, { halted: true })).not.toBe(price(1_000_000, {}));
    const bands = { bands: { lowerPx: 999_850, upperPx: 1_000_150 } };
    const rows = [1_000_200, 1_000_100, 1_000_000, 999_900, 999_800];
    expect(rows.map((px) => bandAt(px, { ...bands, tick: 100 }))).toEqual([undefined, 'upper', undefined, 'lower', undefined]);
    expect(rows.map((px) => isOutside(px, bands))).toEqual([true, false, false, false, true]);
    expect(price(999_800, bands)).not.toBe(price(999_800, {}));
  });

  it('columns fill the width and keep their room', () => {
    for (const [width, compact] of [
      [745, false],
      [558, true],
    ] as const) {
      const edges = columnEdges(width, compact);
      expect([edges.length, edges[0], edges.at(-1)]).toEqual([10, 0, width]);
      expect(edges.every((edge, i) => i === 0 || edge > edges[i - 1]!)).toBe(true);
    }
  });

  it('one deep level does not make the others unreadable, and is at most eight widths deep', () => {
    const rows = (sizes: number[]) =>
      ladderRows(
        frameOf(
          [60],
          sizes.map((size, i) => [0, 1, 1_000_100 + i * 100, size]),
        ),
        sizes.map((_, i) => 1_000_100 + i * 100),
      );
    expect([widest(rows([500, 600, 700, 800, 9_000])), widest(rows([100, 100, 100, 100, 4_000])), widest([])]).toEqual([
      1_125, 500, 0,
    ]);
  });
});
