import { describe, expect, it } from 'vitest';
import {
  causePicture,
  inUnit,
  markoutPoints,
  sharePicture,
  slippagePicture,
  unitText,
} from '../../renderer/panels/cost-pictures.ts';
import { Desk } from '../../renderer/state/desk.svelte.ts';
import { Paint } from '../../renderer/state/paint.ts';
import { orderWords, Ticket } from '../../renderer/state/ticket.svelte.ts';
import { orderTca } from '../../shared/tca/order-tca.ts';
import type { CommandReply } from '../../shared/wire/contract.ts';
import { FakeDesk } from '../support/fake-desk.ts';

/** A desk on a scripted host; `pass` lets both clocks run. */
async function opened() {
  const fake = new FakeDesk({ seed: 5, pace: 100 });
  const time = { now: 0 };
  const paint = new Paint({ requestFrame: () => 0, cancelFrame: () => undefined, clock: () => time.now });
  const desk = new Desk({ link: fake, paint, clock: () => time.now, prefix: 'd' });
  desk.start();
  await settled();
  const pass = (milliseconds: number, frames = true) => {
    for (let i = 0; i < milliseconds; i += 33) {
      time.now += 33;
      if (frames) fake.tick(33);
      paint.run(time.now);
    }
  };
  return { fake, desk, pass };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const order = {
  symbol: 'ACME',
  side: 'buy',
  orderQty: 2000,
  ordType: 'limit',
  price: 1_000_200,
  timeInForce: 'day',
  strategy: 'smart',
  dispatch: 'parallel',
} as const;

describe('the desk', () => {
  it('opens on the session as it stands and follows its frames', async () => {
    const { desk, pass } = await opened();
    pass(400);
    expect([desk.session?.title, desk.focus, desk.line.state, desk.staleFor]).toEqual([
      'Late-morning fade',
      'ACME',
      'open',
      undefined,
    ]);
    expect(desk.midOf('ACME')).toBe(((desk.frame?.symbol(0, 'bidPx') ?? 0) + (desk.frame?.symbol(0, 'askPx') ?? 0)) / 2);
    expect([desk.midOf('NOPE'), desk.focusIndex]).toEqual([undefined, 0]);
  });

  it('without a frame for half a second it is stale, and fresh again with the next one', async () => {
    const { desk, pass } = await opened();
    pass(300);
    pass(900, false);
    expect(desk.staleFor).toBeGreaterThan(500);
    pass(300);
    expect(desk.staleFor).toBeUndefined();
    desk.setClock({ paused: true });
    await settled();
    pass(900, false);
    expect(desk.staleFor).toBeUndefined();
  });

  it('a routed order is selected; its decisions can be walked; the parts say the whole', async () => {
    const { desk, pass } = await opened();
    pass(100);
    const reply = await desk.newOrder(order);
    pass(3000);
    const parent = desk.parent!;
    expect([reply.accepted, parent.orderID, parent.cumQty]).toEqual([true, reply.orderID, 2000]);
    const filled = parent.children.reduce((sum, id) => sum + desk.orders.byID.get(id)!.cumQty, 0);
    expect(filled).toBe(2000);
    const ids = desk.orders.decisionsOf.get(parent.orderID)!;
    expect(desk.decision?.decisionID).toBe(ids.at(-1));
    desk.stepDecision(-1);
    expect(desk.decision?.decisionID).toBe(ids.at(-2));
    desk.select(parent.children[0]!);
    expect([desk.decision?.decisionID, desk.parent?.orderID]).toEqual([ids[0], parent.orderID]);
    expect(desk.polite).toContain(`${parent.orderID} filled, 2,000 ACME`);
  });

  it('cancels a parent through any of its children; what the host refuses is said', async () => {
    const { desk, pass } = await opened();
    await desk.newOrder({ ...order, orderQty: 90_000 });
    pass(400);
    const parent = desk.parent!;
    desk.cancel(desk.orders.byID.get(parent.children[0]!)!);
    await settled();
    expect(desk.orders.byID.get(parent.orderID)?.ordStatus).toBe('4');
    desk.cancel(parent);
    await settled();
    expect(desk.notice).toEqual({ good: false, text: 'too late to cancel' });
  });

  it('the kill switch is spoken at once and refuses the next order', async () => {
    const { desk, pass } = await opened();
    desk.setKill(true, 'operator held the kill switch');
    await settled();
    const reply = await desk.newOrder(order);
    pass(100);
    expect([desk.kill.engaged, reply.accepted]).toEqual([true, false]);
    expect(desk.assertive).toContain('rejected: the kill switch is engaged');
  });
});

describe('the ticket', () => {
  const session = async () => (await new FakeDesk().invoke('hello', { protocol: 1 })).session;

  it('is reviewed before it is routed, routes what was reviewed, and any change undoes the review', async () => {
    const ticket = new Ticket();
    const info = await session();
    const sent: unknown[] = [];
    const send = async (one: unknown): Promise<CommandReply> => {
      sent.push(one);
      return { accepted: true };
    };
    ticket.set({ symbol: 'ACME', quantity: '2,000', limit: '100.02' });
    expect([await ticket.route(send), sent.length]).toEqual([undefined, 0]);
    expect(ticket.review(info, undefined)).toBeUndefined();
    expect(orderWords(ticket.reviewed!)).toBe('Buy 2,000 ACME, limit 100.02, Day, Smart, parallel');
    ticket.set({ side: 'sell' });
    expect(ticket.reviewed).toBeUndefined();
    ticket.review(info, undefined);
    await ticket.route(send);
    expect(sent).toEqual([{ ...order, side: 'sell' }]);
    expect([ticket.quantity, ticket.limit, ticket.reviewed]).toEqual(['', '', undefined]);
  });

  it('names the first wrong field; a refusal keeps what was typed and names its field', async () => {
    const ticket = new Ticket();
    const info = await session();
    ticket.set({ symbol: 'ACME', quantity: '', limit: 'x' });
    expect([ticket.review(info, undefined), Object.keys(ticket.errors)]).toEqual(['orderQty', ['orderQty', 'price']]);
    ticket.set({ quantity: '100', limit: '100' });
    ticket.review(info, undefined);
    const field = await ticket.route(async () => ({
      accepted: false,
      field: 'price',
      text: 'limit 100 is too far from the market',
    }));
    expect([field, ticket.errors, ticket.limit, ticket.sending]).toEqual([
      'price',
      { price: 'limit 100 is too far from the market' },
      '100',
      false,
    ]);
    ticket.review(info, undefined);
    await ticket.route(() => Promise.reject(Object.assign(new Error('no answer'), { field: undefined })));
    expect(ticket.errors).toEqual({ orderQty: 'no answer' });
  });
});

describe('pictures of the running cost', () => {
  it('say the same as the TCA of the order', async () => {
    const { desk, pass } = await opened();
    await desk.newOrder(order);
    pass(3000);
    const id = desk.parent!.orderID;
    const reports = desk.orders.reportsOf
      .get(id)!
      .map((report, i) => (i === 0 ? { ...report, midPx: desk.midOf('ACME') } : report));
    const markouts = desk.orders.markoutsOf.get(id)!;
    const tca = orderTca(reports, markouts)!;
    const rows = causePicture(tca, 'dollars').table.rows;
    expect(rows.map(([name]) => name)).toEqual(['spread', 'drift', 'fee', 'opport.', 'total']);
    expect(rows.at(-1)?.[1]).toBe(unitText(inUnit(tca.costs!.total!, 'dollars', tca.cumQty), 'dollars'));
    expect(slippagePicture(tca, undefined).table.rows).toHaveLength(tca.series.length);
    expect(sharePicture(tca, desk.session!.venues).table.rows.map(([mic]) => mic)).toEqual(tca.venues.map(({ mic }) => mic));
    const points = markoutPoints(tca, reports, markouts);
    expect(points.map(({ mean }) => mean)).toEqual(tca.markouts.map(({ bps }) => bps));
    expect(points.every(({ count, halfWidth }) => (count ?? 0) >= 2 && (halfWidth ?? 0) > 0)).toBe(true);
  });

  it('an order without a fill draws nothing and says nothing false', () => {
    expect(slippagePicture(undefined, undefined).table.rows).toEqual([]);
    expect(causePicture(undefined, 'bps').table.rows).toEqual([['total', '0.00']]);
    expect(markoutPoints(undefined, [], [])).toEqual([]);
  });
});
