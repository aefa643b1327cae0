import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { RouterConfig, SessionConfig } from '../../shared/config/session.ts';
import type { Dispatch, StrategyName } from '../../shared/routing.ts';
import { firstIssue } from '../../shared/wire/message.ts';
import { z } from '../../shared/wire/zod.ts';
import { ENGINE_VERSION } from '../engine/engine.ts';
import { PARAMETERS, settingOf } from '../engine/tune/parameters.ts';
import { writeWhole } from './knowledge-file.ts';
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
 * Every cost that a search has worked out so far, in a file if it is given one: written whole after each seed, so that a search which was
 * stopped or killed goes on where it was. The search itself is not kept: it is the same again from the same costs.
 */
export class TuneMemo {
  readonly #file: string | undefined;
  readonly #of: string;
  readonly #costs: Record<string, Record<string, number>> = {};

  /** Throws UsageError for a file of another search, or one that is none. */
  constructor(searched: Searched, file?: string) {
    this.#file = file;
    this.#of = fingerprint(searched);
    if (file === undefined || !existsSync(file)) return;
    const parsed = state.safeParse(readJson(file));
    if (!parsed.success) throw new UsageError(`--state: ${file}: ${firstIssue(parsed.error, 'state').text}`);
    if (parsed.data.of !== this.#of)
      throw new UsageError(`--state: ${file} is of another search: scenario, symbol, strategy, dispatch or engine differ`);
    this.#costs = parsed.data.costs;
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

function keyOf(router: RouterConfig): string {
  return Object.values(settingOf(router, PARAMETERS)).join(' ');
}

function fingerprint({ config, strategy, dispatch }: Searched): string {
  const { seed: _, ...rest } = config;
  return createHash('sha256')
    .update(JSON.stringify([ENGINE_VERSION, rest, strategy, dispatch]))
    .digest('hex');
}
