import { expect, test } from 'vitest';
import { RestingOrders } from '../../../electron/engine/market/flows/resting-orders.ts';
import { Stream } from '../../../electron/engine/random.ts';

test('it holds what a map would, through growth, drawing and restoring', () => {
  const chance = new Stream(4, 'orders');
  let orders = new RestingOrders(4);
  const known = new Map<number, readonly [number, number, number]>();
  for (let step = 1; step <= 5000; step++) {
    if (known.size === 0 || chance.chance(0.51)) {
      const slot = orders.free;
      expect(known.has(slot)).toBe(false);
      orders.add(step % 7, step, step * 100);
      known.set(slot, [step % 7, step, step * 100]);
    } else {
      const slot = orders.nth(chance.below(orders.count));
      expect([orders.venueOf(slot), orders.orderOf(slot), orders.pxOf(slot)]).toEqual(known.get(slot));
      orders.remove(slot);
      known.delete(slot);
    }
    expect(orders.count).toBe(known.size);
    if (step % 1000 === 0) {
      const twin = new RestingOrders();
      twin.restore(structuredClone(orders.save()));
      expect(twin.save()).toEqual(orders.save());
      orders = twin;
    }
  }
  expect(Array.from({ length: orders.count }, (_, n) => orders.nth(n)).sort((a, b) => a - b)).toEqual(
    [...known.keys()].sort((a, b) => a - b),
  );
});

test('a slot that is free already is not removed again', () => {
  const orders = new RestingOrders();
  const slot = orders.free;
  orders.add(0, 1, 100);
  orders.remove(slot);
  expect(() => orders.remove(slot)).toThrow('free already');
});
