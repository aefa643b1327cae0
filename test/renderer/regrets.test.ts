import { expect, it } from 'vitest';
import { Desk } from '../../renderer/state/desk.svelte.ts';
import { Paint } from '../../renderer/state/paint.ts';
import { Regrets } from '../../renderer/state/regrets.svelte.ts';
import type { OrderRegret } from '../../shared/regret.ts';
import { WireFailure } from '../../shared/wire/client.ts';
import { FakeDesk, type FakeOptions } from '../support/fake-desk.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));
const regret = (orderID: string) => ({ orderID, bps: 1.02 }) as OrderRegret;

/** A desk whose one order is done. */
async function done(options: FakeOptions) {
  const fake = new FakeDesk({ seed: 5, pace: 100, ...options });
  const paint = new Paint({ requestFrame: () => 0, cancelFrame: () => undefined, clock: () => 0 });
  const desk = new Desk({ link: fake, paint, clock: () => 0, prefix: 'd' });
  desk.start();
  await settled();
  const { orderID } = await desk.newOrder({
    symbol: 'ACME',
    side: 'buy',
    orderQty: 2000,
    ordType: 'limit',
    price: 1_000_200,
    timeInForce: 'day',
    strategy: 'smart',
    dispatch: 'equalised',
  });
  for (let i = 0; i < 200; i += 1) fake.tick(33);
  return { fake, desk, orderID: orderID! };
}

it('an order that is done is judged when asked, once', async () => {
  let asked = 0;
  const regrets = new Regrets(async (orderID) => {
    asked += 1;
    return regret(orderID);
  });
  expect(regrets.of(undefined)).toBeUndefined();
  await Promise.all([regrets.ask('P-1'), regrets.ask('P-1')]);
  expect([regrets.of('P-1'), asked]).toEqual([{ state: 'judged', regret: regret('P-1') }, 1]);
});

it('a host that is still at it tells later; what it refuses stays refused in its words, and can be asked again', async () => {
  const { fake, desk, orderID } = await done({ judging: 'later' });
  await desk.regrets.ask(orderID);
  expect(desk.regrets.of(orderID)).toEqual({
    state: 'waiting',
    text: `${orderID} is judged once it is done and 1 s has passed`,
  });
  for (let i = 0; i < 40; i += 1) fake.tick(33);
  expect(desk.regrets.of(orderID)).toMatchObject({ state: 'judged', regret: { orderID, bps: 1.02 } });

  const refusing = await done({ judging: 'refused' });
  await refusing.desk.regrets.ask(refusing.orderID);
  expect(refusing.desk.regrets.of(refusing.orderID)).toEqual({
    state: 'refused',
    text: 'the recorded market cannot be run again',
  });
  const twice = new Regrets(async (id) => {
    if (twice.of(id)?.state === 'asked' && first) throw new WireFailure('internal', 'not now');
    return regret(id);
  });
  let first = true;
  await twice.ask('P-1');
  first = false;
  await twice.ask('P-1');
  expect(twice.of('P-1')?.state).toBe('judged');
});

it('an answer of a session that is gone is dropped, and a lost line lets what was asked be asked anew', async () => {
  let answer: (regret: OrderRegret) => void = () => undefined;
  const regrets = new Regrets(() => new Promise((resolve) => (answer = resolve)));
  const asked = regrets.ask('P-1');
  regrets.clear();
  answer(regret('P-1'));
  await asked;
  expect(regrets.of('P-1')).toBeUndefined();
  void regrets.ask('P-2');
  regrets.tell(regret('P-3'));
  regrets.forgetAsked();
  expect([regrets.of('P-2'), regrets.of('P-3')?.state]).toEqual([undefined, 'judged']);
});
