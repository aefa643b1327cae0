import { describe, expect, test } from 'vitest';
import { micros } from '../../../shared/units.ts';
import { FeedRig, us2026 } from '../../support/feed-rig.ts';
import { still } from '../../support/run.ts';

const config = us2026();
const venue = (mic: string) => config.venues.findIndex((spec) => spec.mic === mic);
const tape = (id: string) => config.symbols.findIndex((spec) => spec.tape === id);

/** How long a venue's first quote takes on either path. */
function ways(rig: FeedRig, v: number, s: number): { direct: number; sip: number } {
  const from = rig.now;
  rig.set(v, s, 0, 1_000_000, 100);
  let direct = 0;
  let sip = 0;
  while (sip === 0) {
    rig.advance(rig.schedule.nextAt);
    if (direct === 0 && rig.quoted('direct', v, s)[0]! > 0) direct = rig.now - from;
    if (rig.quoted('sip', v, s)[0]! > 0) sip = rig.now - from;
  }
  return { direct, sip };
}

describe('how long a quote takes', () => {
  // Domain TV-1.3: a quote of BZX in a stock of tape A, the router in Secaucus, 20 µs in the processor.
  test.each([
    ['fibre', 458],
    ['microwave', 270],
  ] as const)('BZX over the SIP of tape A by %s: %d µs', (medium, expected) => {
    const rig = new FeedRig({ ...config, network: { ...config.network, medium } });
    const { direct, sip } = ways(rig, venue('BATS'), tape('A'));
    expect(sip).toBe(micros(expected));
    expect(direct).toBeGreaterThanOrEqual(micros(5));
    expect(direct).toBeLessThanOrEqual(micros(40));
  });

  test('tape C is processed in Carteret, and so each tape has its own way', () => {
    const rig = new FeedRig(config);
    expect(ways(rig, venue('BATS'), tape('C')).sip).toBe(micros(159 + 20 + 159));
    expect(ways(rig, venue('XNAS'), tape('C')).sip).toBe(micros(5 + 20 + 159));
    expect(ways(rig, venue('XNAS'), tape('A')).sip).toBe(micros(349 + 20 + 219));
    expect(rig.view.latency('sip', venue('XNAS'), tape('A'))).toBe(micros(588));
  });

  test('without a network it is what the config states', () => {
    const plain = still();
    const [spec] = plain.venues;
    expect(ways(new FeedRig(plain), 0, 0)).toEqual({
      direct: spec!.feedLatency,
      sip: spec!.sipLatency + plain.sip.processing + plain.sip.toRouter,
    });
  });

  test('a latency spike makes either path longer, and what follows it does not overtake', () => {
    const rig = new FeedRig(config);
    const v = venue('BATS');
    rig.conditions.extra[v] = micros(500);
    rig.set(v, 0, 0, 1_000_000, 100);
    rig.conditions.extra[v] = 0;
    rig.set(v, 0, 0, 1_000_000, 200);
    const way = config.venues[v]!.feedLatency;
    rig.advance(rig.config.openAt + way + micros(500) - 1);
    expect(rig.quoted('direct', v, 0)).toEqual([0, 0, 0, 0]);
    rig.advance(rig.config.openAt + way + micros(500));
    expect(rig.quoted('direct', v, 0)).toEqual([1_000_000, 200, 0, 0]);
    expect(rig.record.levels).toBe(2);
  });
});

describe('a SIP that is held', () => {
  test('publishes nothing, ages, and gives out everything in order when it ends', () => {
    const rig = new FeedRig(config);
    const v = venue('BATS');
    const lastLeg = micros(219);
    rig.set(v, 0, 0, 1_000_000, 100);
    rig.advance(rig.now + micros(1000));
    const from = rig.now;
    rig.holdSip(from + micros(10_000));
    for (let i = 1; i <= 5; i++) {
      rig.set(v, 0, 0, 1_000_000, 100 + 100 * i);
      rig.feed.trade(rig.now, -1, 0, 1_000_000, i);
      rig.advance(rig.now + micros(1000));
    }
    expect([rig.quoted('sip', v, 0)[1], rig.quoted('direct', v, 0)[1], rig.record.trades]).toEqual([100, 600, 0]);
    expect(rig.view.age('sip', v, 0, rig.now)).toBeGreaterThan(micros(5000));
    rig.advance(from + micros(10_000) + lastLeg - 1);
    expect(rig.quoted('sip', v, 0)[1]).toBe(100);
    rig.advance(from + micros(10_000) + lastLeg);
    expect([rig.quoted('sip', v, 0)[1], rig.record.trades]).toEqual([600, 5]);
    expect(rig.record.nbbos.filter(({ path }) => path === 'sip').length).toBe(6);
  });

  test('ended early, it gives out at once what it would have published by then', () => {
    const rig = new FeedRig(config);
    const v = venue('BATS');
    const from = rig.now;
    rig.holdSip(from + micros(10_000));
    rig.set(v, 0, 0, 1_000_000, 100);
    rig.advance(from + micros(2000));
    rig.holdSip(rig.now);
    rig.advance(from + micros(2000 + 219));
    expect(rig.quoted('sip', v, 0)[1]).toBe(100);
  });
});
