import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { PARAMETERS } from '../../shared/config/parameters.ts';
import type { RouterConfig, SessionConfig } from '../../shared/config/session.ts';
import type { Dispatch, StrategyName } from '../../shared/routing.ts';
import { firstIssue } from '../../shared/wire/message.ts';
import { z } from '../../shared/wire/zod.ts';
import { ENGINE_VERSION } from '../engine/engine.ts';
import { settingOf } from '../engine/tune/parameters.ts';
import { writeWhole } from './knowledge-file.ts';
import { ofFlag } from './of-flag.ts';
import { readJson } from './scenario.ts';
import { UsageError } from './usage.ts';

/** What costs are of: they mean nothing for anything else. */
export interface Searched {
  /** Of one symbol. */
  readonly config: SessionConfig;
  readonly strategy: StrategyName;
  readonly dispatch: Dispatch;
}

const state = z.strictObject({
  version: z.literal(1),
  /** Fingerprint of what was searched. */
  of: z.string().length(64),
  /** By setting, by seed: bps. */
  costs: z.record(z.string(), z.record(z.string(), z.number())),
});

/**
 * Every cost that a search has worked out so far, so that a search which was stopped or killed goes on where it was. The search itself is
 * not kept: it is the same again from the same costs. With a file they outlive the program, written whole after each seed.
 */
export class TuneMemo {
  readonly #file: string | undefined;
  #of: string | undefined;
  #costs: Record<string, Record<string, number>> = {};

  constructor(file?: string) {
    this.#file = file;
  }

  /**
   * What follows is of this search. Costs of another one are forgotten; a file of another one is not overwritten. Throws UsageError for
   * that, and for a file that is none.
   */
  begin(searched: Searched): void {
    const of = fingerprint(searched);
    if (of === this.#of) return;
    this.#costs = this.#file !== undefined && existsSync(this.#file) ? read(this.#file, of) : {};
    this.#of = of;
  }

  get(router: RouterConfig, seed: number): number | undefined {
    return this.#costs[keyOf(router)]?.[seed];
  }

  /** One seed's costs by router. Throws UsageError where the file cannot be written. */
  add(routers: readonly RouterConfig[], seed: number, costs: Float64Array): void {
    routers.forEach((router, i) => {
      const cost = costs[i]!;
      if (Number.isNaN(cost)) throw new UsageError(`seed ${seed}: the engine refused every order`);
      const key = keyOf(router);
      this.#costs[key] = { ...this.#costs[key], [seed]: cost };
    });
    if (this.#file !== undefined) writeWhole(this.#file, JSON.stringify({ version: 1, of: this.#of, costs: this.#costs }));
  }
}

function read(file: string, of: string): Record<string, Record<string, number>> {
  const parsed = state.safeParse(ofFlag('--state', () => readJson(file)));
  if (!parsed.success) throw new UsageError(`--state: ${file}: ${firstIssue(parsed.error, 'state').text}`);
  if (parsed.data.of !== of)
    throw new UsageError(`--state: ${file} is of another search: scenario, symbol, strategy, dispatch or engine differ`);
  return parsed.data.costs;
}

function keyOf(router: RouterConfig): string {
  return Object.values(settingOf(router, PARAMETERS)).join(' ');
}

function fingerprint({ config, strategy, dispatch }: Searched): string {
  const { seed: _, ...rest } = config;
  return createHash('sha256')
    .update(JSON.stringify([ENGINE_VERSION, rest, strategy, dispatch]))
    .digest('hex');
}
