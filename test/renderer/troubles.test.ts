import { describe, expect, test } from 'vitest';
import { troubleSpans } from '../../renderer/pages/review/troubles.ts';
import { checkFault, FAULT_FIELDS, newForm } from '../../renderer/shell/fault-form.ts';
import { announcements } from '../../renderer/state/announce.ts';
import { Desk } from '../../renderer/state/desk.svelte.ts';
import { faultTitle, leftText } from '../../renderer/state/fault-words.ts';
import { Paint } from '../../renderer/state/paint.ts';
import { applyTroubles, noTroubles, tradingNotice, troubleLines, venueTrouble } from '../../renderer/state/troubles.ts';
import { FAULT_KINDS, type Fault } from '../../shared/config/fault.ts';
import type { EngineEvent, FaultReport, TradingStatus } from '../../shared/events.ts';
import { nanos, type Px, SECOND } from '../../shared/units.ts';
import { FakeDesk } from '../support/fake-desk.ts';

const at = (seconds: number) => nanos(seconds * SECOND);
const outage: Fault = { kind: 'venueOutage', mic: 'XNYS', duration: at(12) };
const started = (faultID: string, fault: Fault, more: Partial<FaultReport> = {}): FaultReport => ({
  type: 'FaultReport',
  at: at(10),
  faultID,
  state: 'started',
  fault,
  text: '',
  ...more,
});
const trading = (state: TradingStatus['state'], more: Partial<TradingStatus> = {}): TradingStatus => ({
  type: 'TradingStatus',
  at: at(11),
  symbol: 'ACME',
  state,
  text: 'T1',
  ...more,
});
const selfHelp: EngineEvent = { type: 'VenueStatus', at: at(12), mic: 'XNYS', selfHelp: true, text: 'no answer' };
const gap: EngineEvent = { type: 'FeedStatus', at: at(13), mic: 'XNAS', path: 'direct', state: 'gap', missed: 3, text: 'gap' };

describe('what is wrong now', () => {
  test('a fault stands with its time left until it ends; what follows from it has lines of its own', () => {
    const during = applyTroubles(noTroubles, [started('f1', outage, { until: at(22) }), selfHelp, gap]);
    expect(troubleLines(during, at(14)).map(({ head, text, left }) => [head, text, left])).toEqual([
      ['FAULT', 'XNYS outage', '8.0 s left'],
      ['SELF-HELP', 'XNYS routed around', undefined],
      ['GAP', 'XNAS direct feed gap', undefined],
    ]);
    const after = applyTroubles(during, [
      { ...started('f1', outage), state: 'ended' },
      { ...selfHelp, selfHelp: false },
      { ...gap, state: 'recovered' },
    ]);
    expect([troubleLines(after, at(23)), after.log.length]).toEqual([[], 6]);
  });

  test('a halt stands once: with the fault that made it, or alone; bands that only moved are not news', () => {
    const halted = trading('halted', { until: at(40) });
    const halt: Fault = { kind: 'halt', symbol: 'ACME', duration: at(30) };
    const alone = applyTroubles(noTroubles, [halted]);
    expect(troubleLines(alone, at(11)).map(({ head, text, left }) => [head, text, left])).toEqual([
      ['HALT', 'ACME halted', '29 s left'],
    ]);
    expect(troubleLines(applyTroubles(alone, [started('f1', halt)]), at(11)).map(({ head }) => head)).toEqual(['FAULT']);
    const moved = applyTroubles(alone, [{ ...halted, upperPx: 1_050_000 as Px }]);
    expect(moved.log.length).toBe(1);
    expect(moved.trading.get('ACME')?.upperPx).toBe(1_050_000);
  });

  test('what is over as it begins, and what was refused, is never in force; other events change nothing', () => {
    const sweep: Fault = { kind: 'fatFinger', symbol: 'ACME', side: 'sell', orderQty: 5_000 as never };
    const twice: Fault = { kind: 'feedDuplicate', mic: 'XNAS', path: 'direct', messages: 20 };
    const after = applyTroubles(noTroubles, [
      started('f1', sweep),
      { ...started('f2', outage), state: 'refused' },
      started('f3', twice),
    ]);
    expect([after.faults, after.log.length]).toEqual([[], 3]);
    expect(applyTroubles(after, [{ type: 'Notice', at: at(1), code: 'open', text: 'session open' }])).toBe(after);
  });

  test.each([
    [undefined, 'until cleared'],
    [10, 'ending'],
    [10.4, '0.4 s left'],
    [99.6, '90 s left'],
    [250, '4 min 0 s left'],
    [4_030, '67 min left'],
  ])('until %s s at 10 s: %s', (until, text) => {
    expect(leftText(until === undefined ? undefined : until * SECOND, at(10))).toBe(text);
  });

  test('the ticket says until when nothing matches', () => {
    expect(tradingNotice(trading('halted', { until: at(36_060) }), at(36_000))).toBe(
      'ACME is halted (T1), until 10:01:00, 60 s left. Nothing matches: an order waits, cancels go through.',
    );
    expect(tradingNotice(trading('trading'), at(0))).toBeUndefined();
  });
});

describe('what is spoken', () => {
  test('a halt at once and once, faults politely', () => {
    const batch = [started('f1', outage), trading('halted'), trading('halted', { lowerPx: 1 as Px })];
    const said = announcements(batch);
    expect([said.polite, said.assertive]).toEqual([['Fault: XNYS outage'], ['ACME: halted']]);
    const before = applyTroubles(noTroubles, batch);
    expect(announcements([trading('halted', { lowerPx: 2 as Px })], before).assertive).toEqual([]);
    expect(announcements([trading('trading')], before).assertive).toEqual(['ACME: trading again']);
  });
});

describe('the form of a fault', () => {
  const session = async () => (await new FakeDesk().invoke('hello', { protocol: 1 })).session;

  test('every kind can be sent as it opens, and has a title', async () => {
    const info = await session();
    const titles = FAULT_KINDS.map((kind) => {
      const { fault, errors } = checkFault({ ...newForm(info, 'ACME'), kind }, info);
      expect([kind, errors]).toEqual([kind, undefined]);
      return faultTitle(fault!);
    });
    expect(titles).toEqual([
      'XNYS outage',
      'XNYS slow by 5 ms',
      'ACME halt',
      'ACME LULD pause',
      'SIP stale',
      'ACME crossed 1 tick by XNYS',
      'XNYS fees 0.30 and −0.20 ¢/sh',
      'XNYS latency +5 ms',
      'ACME stuffed at XNYS, 20,000/s',
      'ACME fat finger, sell 50,000',
      'XNYS toxic, 60 %',
      'XNYS direct gap, 20 messages',
      'XNYS direct, 20 messages twice',
      'XNYS direct, 20 messages reordered',
    ]);
  });

  test('its units are those of the schema; what may be empty may be', async () => {
    const info = await session();
    const form = { ...newForm(info, 'ACME'), kind: 'latencySpike', mic: '', delay: '0.25', duration: '1,000' } as const;
    expect(checkFault(form, info).fault).toEqual({ kind: 'latencySpike', delay: 250_000, duration: 1_000 * SECOND });
    const toxic = { ...newForm(info, 'ACME'), kind: 'toxicVenue', chance: '12.5', duration: '' } as const;
    expect(checkFault(toxic, info).fault).toEqual({ kind: 'toxicVenue', mic: 'XNYS', chance: 0.125 });
  });

  test.each([
    ['venueOutage', { duration: '' }, { duration: 'Lasts is empty.' }],
    ['venueOutage', { duration: 'soon' }, { duration: 'soon is not a number.' }],
    ['venueOutage', { duration: '0' }, { duration: 'Must be 0.0001 s or more.' }],
    ['slowVenue', { delay: '31000' }, { delay: 'Must be 30000 ms or less.' }],
    ['quoteStuffing', { mic: 'UBSA' }, { mic: 'UBSA displays no quotes' }],
    ['feedDuplicate', { mic: 'UBSA' }, { mic: 'UBSA displays no quotes' }],
    ['toxicVenue', { mic: 'UBSA' }, { mic: 'UBSA displays no quotes' }],
    ['toxicVenue', { chance: '101' }, { chance: 'Must be 100 % or less.' }],
    ['feedReorder', { messages: '0' }, { messages: 'Must be 1 or more.' }],
    ['crossedMarket', { ticks: '1.5' }, { ticks: expect.any(String) }],
  ] as const)('%s with %j is refused at its field', async (kind, change, errors) => {
    const info = await session();
    expect(checkFault({ ...newForm(info, 'ACME'), kind, ...change }, info).errors).toEqual(errors);
    expect(FAULT_FIELDS[kind]).toContain(Object.keys(errors)[0]);
  });
});

test('injected on the desk a fault is in the next frame and gone when it is cleared', async () => {
  const fake = new FakeDesk({ seed: 5 });
  const time = { now: 0 };
  const paint = new Paint({ requestFrame: () => 0, cancelFrame: () => undefined, clock: () => time.now });
  const desk = new Desk({ link: fake, paint, clock: () => time.now, prefix: 'd' });
  desk.start();
  await settled();
  const frame = () => {
    time.now += 300;
    fake.tick(33);
    paint.run(time.now);
    return desk.frame;
  };
  expect(venueTrouble(frame(), 0)).toBeUndefined();
  expect(await desk.injectFault(outage)).toEqual({ accepted: true });
  expect(venueTrouble(frame(), 0)).toEqual({ kind: 'bad', word: 'outage' });
  const [line] = troubleLines(desk.troubles, desk.frame!.now);
  expect([line?.text, line?.left]).toEqual(['XNYS outage', '12 s left']);
  desk.clearFault(line!.faultID!);
  await settled();
  expect([venueTrouble(frame(), 0), troubleLines(desk.troubles, 0)]).toEqual([undefined, []]);
  expect((await desk.injectFault({ ...outage, mic: 'NOPE' })).field).toBe('mic');
});

test('in review every disturbance lasts from its begin to its end, or to the end of the session', () => {
  const spans = troubleSpans(
    [
      started('f1', outage),
      trading('luldPause'),
      trading('luldPause', { at: at(14), upperPx: 5 as Px }),
      selfHelp,
      { ...selfHelp, at: at(15), selfHelp: false },
      { ...started('f1', outage), at: at(22), state: 'ended' },
      started('f2', { kind: 'feedGap', mic: 'XNAS', path: 'sip', messages: 2 }, { at: at(30) }),
      trading('trading', { at: at(31) }),
      { ...gap, at: at(32) },
      started('f3', { kind: 'feedReorder', mic: 'XNAS', path: 'direct', messages: 1 }, { at: at(33) }),
    ],
    at(60),
  );
  expect(spans.map(({ text, from, to }) => [text, from / SECOND, to / SECOND])).toEqual([
    ['XNYS outage', 10, 22],
    ['ACME LULD pause', 11, 31],
    ['XNYS self-help', 12, 15],
    ['XNAS SIP gap, 2 messages', 30, 30],
    ['XNAS direct feed gap', 32, 60],
    ['XNAS direct, 1 message reordered', 33, 33],
  ]);
});

test('a halt that was injected is in the review once, one that outlasts its fault twice', () => {
  const halt: Fault = { kind: 'halt', symbol: 'ACME', duration: at(30) };
  const told = (over: number) => [
    started('f1', halt, { at: at(11) }),
    trading('halted'),
    { ...started('f1', halt), at: at(41), state: 'ended' as const },
    trading('trading', { at: at(over) }),
  ];
  expect(troubleSpans(told(41), at(60)).map(({ text }) => text)).toEqual(['ACME halt']);
  expect(troubleSpans(told(45), at(60)).map(({ text }) => text)).toEqual(['ACME halt', 'ACME halted']);
});

const settled = () => new Promise((resolve) => setImmediate(resolve));
