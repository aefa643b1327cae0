import { expect, it } from 'vitest';
import { Desk } from '../../renderer/state/desk.svelte.ts';
import { Paint } from '../../renderer/state/paint.ts';
import type { EngineEvent } from '../../shared/events.ts';
import type { Nanos } from '../../shared/units.ts';
import type { Pushes, PushName, Transport } from '../../shared/wire/contract.ts';
import { FakeDesk } from '../support/fake-desk.ts';

it('the desk says which policy was stopped and why, and what became of one whose file changed, until it is dismissed', async () => {
  const fake = new FakeDesk();
  let say: (events: readonly EngineEvent[]) => void = () => {};
  let notify: (notice: Pushes['notice']) => void = () => {};
  const link: Transport = {
    invoke: (name, params) => fake.invoke(name, params),
    subscribe<Name extends PushName>(name: Name, listener: (push: Pushes[Name]) => void) {
      if (name === 'events') say = listener as typeof say;
      if (name === 'notice') notify = listener as typeof notify;
      return fake.subscribe(name, listener);
    },
  };
  const paint = new Paint({ requestFrame: () => 0, cancelFrame: () => undefined, clock: () => 0 });
  const desk = new Desk({ link: Object.assign(Object.create(fake), link), paint, clock: () => 0, prefix: 'd' });
  desk.start();
  await new Promise((resolve) => setImmediate(resolve));
  const text = 'user:mine stopped at D-1 of P-1: took more than half a million steps; its orders go on as price_time';
  say([{ type: 'Notice', at: 1 as Nanos, code: 'open', text: 'session open' }]);
  expect(desk.notice).toBeUndefined();
  say([{ type: 'Notice', at: 2 as Nanos, code: 'policy', text }]);
  expect(desk.notice).toEqual({ good: false, text });
  const loaded = { good: true, text: 'user:mine is loaded again' };
  notify(loaded);
  expect(desk.notice).toEqual(loaded);
});
