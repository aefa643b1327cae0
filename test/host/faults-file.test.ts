import { expect, test } from 'vitest';
import { FaultsFileError, parseFaults, readFaults } from '../../electron/host/faults-file.ts';
import { parseOrders } from '../../electron/host/orders-file.ts';
import { loadScenario, parseScenario } from '../../electron/host/scenario.ts';

const config = loadScenario('textbook');
const outage = { kind: 'venueOutage', mic: 'NASDAQ', duration: '5s' };
const json = (...list: unknown[]) => JSON.stringify(list);

test('a JSON list and a CSV say the same, in any order', () => {
  const list = json(
    { at: '09:31:00', fault: { kind: 'fatFinger', symbol: 'ACME', side: 'sell', orderQty: 20_000 } },
    { at: '09:30:05.5', faultID: 'out', fault: outage },
    { at: 34_206_000_000_000, fault: { kind: 'latencySpike', delay: '250us', duration: '1.5m' } },
    { at: '09:30:07', fault: { kind: 'feeChange', mic: 'NYSE', takerFee: 1000, makerFee: -500 } },
  );
  const csv = [
    'at,faultID,kind,mic,symbol,side,orderQty,delay,duration,takerFee,makerFee',
    '09:31:00,,fatFinger,,ACME,sell,20000,,,,',
    '09:30:05.5,out,venueOutage,NASDAQ,,,,,5s,,',
    '',
    '34206000000000,,latencySpike,,,,,250us,1.5m,,',
    '09:30:07,,feeChange,NYSE,,,,,,1000,-500',
  ].join('\r\n');
  const faults = parseFaults(list, 'a.json', config);
  expect(faults).toEqual([
    {
      type: 'InjectFault',
      at: 34_205_500_000_000,
      faultID: 'out',
      fault: { kind: 'venueOutage', mic: 'NASDAQ', duration: 5_000_000_000 },
    },
    {
      type: 'InjectFault',
      at: 34_206_000_000_000,
      faultID: 'fault-3',
      fault: { kind: 'latencySpike', delay: 250_000, duration: 90_000_000_000 },
    },
    {
      type: 'InjectFault',
      at: 34_207_000_000_000,
      faultID: 'fault-4',
      fault: { kind: 'feeChange', mic: 'NYSE', takerFee: 1000, makerFee: -500 },
    },
    {
      type: 'InjectFault',
      at: 34_260_000_000_000,
      faultID: 'fault-1',
      fault: { kind: 'fatFinger', symbol: 'ACME', side: 'sell', orderQty: 20_000 },
    },
  ]);
  expect(parseFaults(csv, 'a.CSV', config)).toEqual(faults);
});

test('a CSV names what happens to a feed by venue, path and number of messages', () => {
  const kinds = ['feedGap', 'feedDuplicate', 'feedReorder'];
  const csv = ['at,kind,mic,path,messages', ...kinds.map((kind) => `09:31:00,${kind},NASDAQ,sip,20`)].join('\n');
  expect(parseFaults(csv, 'a.csv', config).map(({ fault }) => fault)).toEqual(
    kinds.map((kind) => ({ kind, mic: 'NASDAQ', path: 'sip', messages: 20 })),
  );
});

test('a chance is a fraction, in every file', () => {
  const fault = { kind: 'toxicVenue', mic: 'NASDAQ', chance: 0.35, duration: 30_000_000_000 };
  const list = json({ at: '09:31:00', fault: { ...fault, duration: '30s' } });
  const csv = 'at,kind,mic,chance,duration\n09:31:00,toxicVenue,NASDAQ,0.35,30s\n';
  for (const faults of [parseFaults(list, 'a.json', config), parseFaults(csv, 'a.csv', config)])
    expect(faults).toMatchObject([{ fault }]);
});

const BAD: readonly (readonly [string, string, string, string])[] = [
  ['not JSON', 'a.json', '[{', 'a.json: is not JSON'],
  ['no list', 'a.json', '{}', 'a.json: is not a list of faults'],
  ['no object', 'a.json', '[5]', 'a.json fault 1: '],
  ['no time', 'a.json', json({ fault: outage }), 'a.json fault 1: at: is missing'],
  ['a time before the open', 'a.json', json({ at: '09:29:59', fault: outage }), 'a.json fault 1: at: 09:29:59.000 is before'],
  [
    'half a time',
    'a.json',
    json({ at: '09', fault: outage }),
    'a.json fault 1: at: "09" is not HH:MM:SS with up to 9 decimals, nor HH:MM',
  ],
  ['minutes and a part', 'a.json', json({ at: '09:31.5', fault: outage }), 'a.json fault 1: at: "09:31.5" is not HH:MM:SS'],
  ['no fault', 'a.json', json({ at: '09:31:00' }), 'a.json fault 1: fault: is missing'],
  ['an unknown kind', 'a.json', json({ at: '09:31:00', fault: { kind: 'flood' } }), 'a.json fault 1: fault.kind: '],
  [
    'an unknown field',
    'a.json',
    json({ at: '09:31:00', fault: { ...outage, depth: 1 } }),
    'a.json fault 1: fault.depth: is not a field',
  ],
  [
    'a length without its unit',
    'a.json',
    json({ at: '09:31:00', fault: { ...outage, duration: '5' } }),
    'a.json fault 1: fault.duration: ',
  ],
  ['a chance above one', 'a.csv', 'at,kind,mic,chance\n09:31:00,toxicVenue,NASDAQ,1.5\n', 'a.csv line 2: fault.chance: '],
  [
    'an unknown venue',
    'a.json',
    json({ at: '09:31:00', fault: { ...outage, mic: 'XXXX' } }),
    'a.json fault 1: mic: XXXX is not a venue',
  ],
  [
    'a name twice',
    'a.json',
    json({ at: '09:31:00', faultID: 'a', fault: outage }, { at: '09:32:00', faultID: 'a', fault: outage }),
    'a.json fault 2: faultID: a is named twice',
  ],
  [
    'a CSV row with a bad field',
    'a.csv',
    'at,kind,mic,duration\n09:31:00,venueOutage,NASDAQ,soon\n',
    'a.csv line 2: fault.duration: ',
  ],
  ['a CSV row of another length', 'a.csv', 'at,kind,mic,duration\n09:31:00,venueOutage\n', 'a.csv: '],
];

test.each(BAD)('%s is refused by place, field and rule', (_, file, text, message) => {
  const read = () => parseFaults(text, file, config);
  expect(read).toThrow(FaultsFileError);
  expect(read).toThrow(message);
});

test('hours and minutes are a time, in every file', () => {
  const at = 34_260_000_000_000;
  expect(parseFaults(json({ at: '09:31', fault: outage }), 'a.json', config)).toMatchObject([{ at }]);
  expect(parseFaults('at,kind,mic,duration\n09:31,venueOutage,NASDAQ,5s\n', 'a.csv', config)).toMatchObject([{ at }]);
  const order = { at: '09:31', clOrdID: 'a', symbol: 'ACME', side: 'buy', orderQty: 1, ordType: 'market' };
  expect(parseOrders(JSON.stringify(order), 'o', config)).toMatchObject([{ at }]);
});

test('a file that is not there is said so', () => {
  expect(() => readFaults('/no/such/faults.json', config)).toThrow('/no/such/faults.json: there is no such file');
});

test('an orders file may hold faults, too', () => {
  const line = { type: 'InjectFault', at: '09:31:00', faultID: 'a', fault: { ...outage, duration: 5_000_000_000 } };
  const text = [line, { type: 'ClearFault', at: '09:31:01', faultID: 'a' }].map((one) => JSON.stringify(one)).join('\n');
  expect(parseOrders(text, 'o', config).map(({ type, at }) => [type, at])).toEqual([
    ['InjectFault', 34_260_000_000_000],
    ['ClearFault', 34_261_000_000_000],
  ]);
  const bad = JSON.stringify({ ...line, fault: { ...line.fault, mic: 'XXXX' } });
  expect(() => parseOrders(bad, 'o', config)).toThrow('o line 1: fault.mic: XXXX is not a venue');
});

test('a scenario may script them; a bad one is refused by its place in the file', () => {
  const at = config.openAt + 1_000_000_000;
  const scripted = (fault: unknown, time = at) => parseScenario({ ...config, faults: [{ at: time, fault }] }, 'mine.json');
  const fault = { ...outage, duration: 5_000_000_000 };
  expect(scripted(fault)).toMatchObject({ faults: [{ at, fault }] });
  expect(() => scripted({ ...fault, mic: 'XXXX' })).toThrow('mine.json: faults.0.fault.mic: XXXX is not a venue of this session');
  expect(() => scripted(fault, config.openAt - 1)).toThrow('mine.json: faults.0.at: must be within the session');
  expect(config).not.toHaveProperty('faults');
});
