import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, test } from 'vitest';
import { runHeadless } from '../../electron/host/headless.ts';
import { parseOrders } from '../../electron/host/orders-file.ts';
import { Policies } from '../../electron/host/policy/policies.ts';
import { loadScenario } from '../../electron/host/scenario.ts';
import { open } from '../../electron/store/open.ts';
import { session } from '../../electron/store/queries.ts';
import { MINUTE, type Nanos } from '../../shared/units.ts';
import { expectRefusal, fairway } from '../support/fairway.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'fairway-cli-policy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function ordersOf(strategy: string): string {
  return ['buy', 'sell']
    .map((side, i) =>
      JSON.stringify({ at: `09:30:0${i + 1}`, clOrdID: side, symbol: 'ACME', side, orderQty: 2000, ordType: 'market', strategy }),
    )
    .join('\n');
}

/** The JavaScript of the documentation's first example. */
function documented(): string {
  const [, code] = /```js\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'docs/policies.md'), 'utf8'))!;
  return code!;
}

const examples = readdirSync(join(ROOT, 'examples/policies')).map((file): [string, string] => [
  file,
  readFileSync(join(ROOT, 'examples/policies', file), 'utf8'),
]);

test.each([...examples, ['docs/policies.md', documented()] as const])(
  'the example %s routes a day order, a resting one and one that may not, and is never stopped',
  (_, text) => {
    const config = loadScenario('us2026');
    const policies = Policies.read([fileOf('example.js', text)], 60_000);
    const store = open(':memory:');
    try {
      const [strategy] = [...policies.asked.keys()];
      const common = { symbol: config.symbols[0]!.symbol, side: 'buy', orderQty: 3000, strategy };
      const { openPx, tick } = config.symbols[0]!;
      const price = (Math.ceil(openPx / tick) * tick) / 10_000;
      const lines = [
        { ...common, at: '09:30:10', clOrdID: 'a', ordType: 'market' },
        { ...common, at: '09:30:11', clOrdID: 'b', ordType: 'limit', price },
        { ...common, at: '09:30:12', clOrdID: 'c', ordType: 'market', timeInForce: 'ioc' },
        { ...common, at: '09:30:13', clOrdID: 'd', ordType: 'limit', price, timeInForce: 'fok', orderQty: 100 },
      ];
      const commands = parseOrders(lines.map((line) => JSON.stringify(line)).join('\n'), 'orders', config, [strategy!]);
      const until = (config.openAt + MINUTE / 2) as Nanos;
      const { sessionID } = runHeadless({ config, policies, store, commands, until });
      const { events } = session(store, sessionID);
      expect(events.filter((event) => event.type === 'Notice' && event.code === 'policy')).toEqual([]);
      const sent = events.filter((event) => event.type === 'RoutingDecision' && event.legs.length > 0);
      expect(new Set(sent.map((event) => 'orderID' in event && event.orderID)).size).toBe(4);
      expect(events.filter((event) => event.type === 'ExecutionReport' && event.tradeThrough === 'violation')).toEqual([]);
    } finally {
      store.close();
      policies.close();
    }
  },
);

describe('on the command line', () => {
  const record = join(folder, 'runs.db');
  const run = (policy: string, orders: string, ...more: string[]) =>
    fairway('run', '--scenario', 'textbook', '--minutes', '0.2', '--policy', policy, '--orders', orders, '--json', ...more);

  test('a run by a policy is verified from its record alone, and a record whose policy was changed is refused', async () => {
    const policy = fileOf('mine.js', documented());
    const orders = fileOf('orders.jsonl', ordersOf('user:cheapest'));
    const ran = await run(policy, orders, '--db', record);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const { sessionID, digest, orders: reported, policiesStopped } = JSON.parse(ran.stdout);
    expect(policiesStopped).toBeUndefined();
    expect(reported.map((one: { strategy: string; cumQty: number }) => [one.strategy, one.cumQty])).toEqual([
      ['user:cheapest', 2000],
      ['user:cheapest', 2000],
    ]);
    rmSync(policy);
    const verified = await fairway('verify', '--db', record, sessionID, '--json');
    expect(verified.code).toBe(0);
    expect(JSON.parse(verified.stdout)).toMatchObject({ agrees: true, recorded: digest, rerun: digest });

    const copy = join(folder, 'copy.db');
    copyFileSync(record, copy);
    const db = new Database(copy);
    db.prepare("UPDATE policies SET source = replace(source, 'a.total - b.total', 'b.total - a.total')").run();
    db.close();
    const refused = await fairway('verify', '--db', copy, sessionID);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(
      /^fairway: mine\.js: source: is not the text that user:cheapest was, whose SHA-256 is [0-9a-f]{64}\n$/,
    );
  });

  test('one that fails is told of, and the run goes on', async () => {
    const policy = fileOf('bad.js', "export const name = 'bad'; export const version = 1; export default () => { for (;;); };");
    const orders = fileOf('bad.jsonl', ordersOf('user:bad'));
    const ran = await run(policy, orders);
    const text = 'user:bad stopped at D-1 of P-1: took more than half a million steps; its orders go on as price_time';
    expect(ran).toMatchObject({ code: 0, stderr: `fairway: ${text}\n` });
    const report = JSON.parse(ran.stdout);
    expect(report.policiesStopped).toEqual([text]);
    expect(report.totals).toMatchObject({ accepted: 2, filled: 2 });
  });

  test.each([
    ['a file that is not there', ['--policy', '/nowhere.js'], /^fairway: --policy: \/nowhere\.js: there is no such file\n$/],
    [
      'a file that is no policy',
      ['--policy', join(ROOT, 'biome.json')],
      /^fairway: .*biome\.json: SyntaxError: .* at biome\.json:\d+/,
    ],
    [
      'an order for a policy that is not loaded',
      ['--orders', fileOf('other.jsonl', ordersOf('user:other'))],
      /^fairway: .*other\.jsonl line 1: strategy: user:other is not loaded: no policy is\n$/,
    ],
  ])('%s is refused in one line', (_, args, line) => expectRefusal(['run', '--scenario', 'textbook', ...args], line));
});
