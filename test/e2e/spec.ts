import type { Page } from 'playwright-core';
import type { Desk } from './desks.ts';

/** What a spec is given: how to open a desk, on a record of its own that outlives the desk. */
export interface Stage {
  /** Opens the desk, told the page's complaints; `args` come after `--db`. */
  open(args?: readonly string[]): Promise<StagedDesk>;
  readonly desk: Desk;
  /** Path of this spec's record. */
  readonly db: string;
}

export interface StagedDesk {
  readonly page: Page;
  /** Console errors, uncaught errors, and violations of the content policy so far. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** One story, run against every desk. It fails by throwing. */
export interface Spec {
  readonly name: string;
  run(stage: Stage): Promise<void>;
}
