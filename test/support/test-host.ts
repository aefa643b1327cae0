import { createHost, type Host } from '../../electron/host/host.ts';
import type { Policies } from '../../electron/host/policy/policies.ts';
import { builtInChoices, loadScenario } from '../../electron/host/scenario.ts';
import type { SessionConfig } from '../../shared/config/session.ts';
import type { NewOrderSingle } from '../../shared/events.ts';
import { MILLISECOND, type Nanos, type Px, type Qty } from '../../shared/units.ts';
import { type Channel, WireClient } from '../../shared/wire/client.ts';
import type { Params, Pushes, PushName } from '../../shared/wire/contract.ts';
import { ManualClock } from './manual-clock.ts';

export interface TestHost {
  readonly host: Host;
  /** Lets so much time pass, on the wall and in the market alike, in turns of `step` milliseconds. */
  forward(milliseconds: number, step?: number): void;
  /** Bugs that the host has reported. */
  readonly faults: unknown[];
}

/** A host, on the textbook market unless told otherwise, that stands still until it is told to go on. */
export function testHost({
  store = ':memory:',
  seed = 1,
  scenario = loadScenario('textbook'),
  policies,
}: {
  readonly store?: string;
  readonly seed?: number;
  readonly scenario?: SessionConfig;
  readonly policies?: Policies;
} = {}): TestHost {
  const clock = new ManualClock();
  const faults: unknown[] = [];
  let wall = 0;
  const host = createHost({
    config: { ...scenario, seed },
    store,
    ...(policies && { policies }),
    clock,
    scenarios: { choices: builtInChoices(), load: async (scenario) => ({ config: loadScenario(scenario) }) },
    wall: () => wall,
    onFault: (fault) => faults.push(fault),
  });
  return {
    host,
    faults,
    forward(milliseconds, step = 25) {
      for (let passed = 0; passed < milliseconds; passed += step) {
        wall += step;
        if (!clock.paused) clock.goTo((host.now + step * MILLISECOND) as Nanos);
        host.turn();
      }
    },
  };
}

/** A client without timeouts. Its faults fail the test that awaits it. */
export function testClient(channel: Channel): WireClient {
  return new WireClient({ channel, after: () => () => undefined });
}

/** Everything pushed under one name from now on. */
export function collect<Name extends PushName>(client: WireClient, name: Name): Pushes[Name][] {
  const pushes: Pushes[Name][] = [];
  client.subscribe(name, (push) => pushes.push(push));
  return pushes;
}

/** A small market order; each call takes what differs. */
export function order(change: Partial<Params<'order.new'>> & { readonly clOrdID: string }): Params<'order.new'> {
  return {
    symbol: 'ACME',
    side: 'buy',
    orderQty: 300,
    ordType: 'market',
    timeInForce: 'day',
    strategy: 'smart',
    dispatch: 'parallel',
    ...change,
  };
}

/** The same as a command, for a host that is spoken to without a line. */
export function command({ now }: Host, change: Parameters<typeof order>[0]): NewOrderSingle {
  const { orderQty, price, ...rest } = order(change);
  return {
    type: 'NewOrderSingle',
    at: now,
    ...rest,
    orderQty: orderQty as Qty,
    ...(price !== undefined && { price: price as Px }),
  };
}

/** Until everything that is on its way has arrived, or `done` says so. */
export async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 1));
}
