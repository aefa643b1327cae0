import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Mt19937 } from '../../../electron/engine/textbook/mt19937.ts';
import { type ReferenceRoute, routeReference } from '../../../electron/engine/textbook/reference.ts';
import { loadScenario } from '../../../electron/host/scenario.ts';
import type { RoutingDecision, Strategy } from '../../../shared/routing.ts';
import { latency } from '../latency.ts';
import { PlainSweep } from '../plain-sweep.ts';
import { benchOrder, decider, QuotedDesk, SIZES } from '../quoted-desk.ts';
import type { SpeedResult, Trial, UnitRace } from '../trial.ts';

const DECISIONS = 20_000;
/** Until the last of ours is compiled. */
const WARMUP = 5 * DECISIONS;
/** As `bin/fairway.mjs` runs the program. */
const FLAGS = ['--min-semi-space-size=16', '--max-semi-space-size=16'];
const SEED = 42;
const SMART = 'fairway smart';
const SWEEP = 'shares that a sweep places';
const REFERENCE = 'the reference program';

/** A decision of ours from the view to the record that leaves. */
export function ours(strategy: Strategy): UnitRace {
  const desk = new QuotedDesk(loadScenario('us2026'));
  const who = decider(strategy);
  let decision: RoutingDecision | undefined;
  let legs = 0;
  let shares = 0;
  const count = () => {
    for (const { orderQty } of decision?.legs ?? []) {
      legs += 1;
      shares += orderQty;
    }
    decision = undefined;
  };
  return {
    count: DECISIONS,
    byUnit: true,
    prepare: () => {
      count();
      desk.step();
    },
    run: (i) => {
      decision = desk.decide(i, who);
    },
    totals: (): Readonly<Record<string, number>> => {
      count();
      return strategy === 'price_time' ? { shares } : { legs, shares };
    },
  };
}

export function plainSweep(): UnitRace {
  const config = loadScenario('us2026');
  const { market } = new QuotedDesk(config);
  const sweep = new PlainSweep(config.venues.map(({ takerFee }) => takerFee));
  let shares = 0;
  return {
    count: DECISIONS,
    byUnit: true,
    prepare: () => market.step(),
    run: (i) => {
      const { side, orderQty } = benchOrder(i);
      shares += sweep.sweep(market, side, orderQty);
    },
    totals: () => ({ shares }),
  };
}

/** The reference program in our own port, on its own table of seven venues, one level each; the draws are numpy's. */
export function port(): UnitRace {
  const random = new Mt19937(SEED);
  let made: ReferenceRoute | undefined;
  let fills = 0;
  let shares = 0;
  let cost = 0;
  const count = () => {
    for (const { px, qty, fee } of made?.fills ?? []) {
      fills += 1;
      shares += qty;
      cost += px * qty + fee;
    }
    made = undefined;
  };
  return {
    count: DECISIONS,
    byUnit: true,
    prepare: count,
    run: (i) => {
      made = routeReference('smart', SIZES[i % SIZES.length], ({ hftPresence }) => random.uniform() < hftPresence);
    },
    totals: () => {
      count();
      return { fills, shares, cost };
    },
  };
}

/** The document's program: the file that FAIRWAY_REFERENCE names, else one beside the checkout. It may not be copied in here. */
const PROGRAM = process.env.FAIRWAY_REFERENCE ?? resolve(import.meta.dirname, '../../../../shared/reference/seed_code.py');

function absent(): string | undefined {
  if (!existsSync(PROGRAM)) return 'no such program; name its file in FAIRWAY_REFERENCE';
  try {
    execFileSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'no python3 with numpy';
  }
}

function measure(): SpeedResult {
  const script = join(import.meta.dirname, '../reference.py');
  const text = execFileSync('python3', [script, PROGRAM, String(SEED), String(DECISIONS)], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const { passes, nanos, totals } = JSON.parse(text) as {
    readonly passes: number;
    readonly nanos: readonly number[];
    readonly totals: Readonly<Record<string, number>>;
  };
  const seconds = nanos.reduce((sum, nano) => sum + nano, 0) / 1e9;
  const byPass = Array.from({ length: passes }, (_, pass) => nanos.slice(pass * DECISIONS, (pass + 1) * DECISIONS));
  return { count: DECISIONS, passes, seconds, totals, latency: latency(byPass) };
}

export const trial: Trial = {
  name: 'decision',
  work:
    'routing decisions over 8 lit venues with ten levels a side and 4 dark pools that change in between: 500, 3,000 and 20,000 shares, both sides, ' +
    'market and limit orders; ours with all cost terms and the record. The reference program on its own 7 venues of one level, buys alone',
  unit: 'decision',
  contenders: [
    { name: SMART, warmup: WARMUP, heap: 1_000, growth: [100_000, 1_000_000], flags: FLAGS, start: () => ours('smart') },
    { name: 'fairway price_time', work: SWEEP, warmup: WARMUP, flags: FLAGS, start: () => ours('price_time') },
    { name: 'plain sweep, no reasons', work: SWEEP, start: plainSweep },
    { name: 'reference, our port', work: REFERENCE, start: port },
    { name: 'reference, Python', work: REFERENCE, absent, measure },
  ],
  goals: [
    { contender: SMART, p99: 50_000 },
    { contender: SMART, growth: 0.1 },
  ],
};
