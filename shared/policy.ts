import { STRATEGIES, type StrategyName, type UserStrategy } from './routing.ts';

/** A user's policy as a session used it: all that is needed to run it again. */
export interface PolicySource {
  /** `user:NAME`, as orders name it; `user:NAME@HASH8` for a version that came while the program ran. */
  readonly strategy: UserStrategy;
  readonly version: string;
  /** Name of its file, without the folder. */
  readonly file: string;
  /** The file's text, and its SHA-256 in hex. */
  readonly source: string;
  readonly sha256: string;
}

export const POLICY_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,31}$/;
export const POLICY_NAME_RULE = 'must be a letter and up to 31 letters, digits, _ or -';

/** What an order may be routed by: a strategy of the house, or what could be a policy of a user's, loaded or not. */
export function isStrategyName(value: unknown): value is StrategyName {
  return typeof value === 'string' && ((STRATEGIES as readonly string[]).includes(value) || USER_STRATEGY.test(value));
}

/** What an order may call a policy of a user's. */
export const USER_STRATEGY = /^user:[A-Za-z][A-Za-z0-9_-]{0,31}(@[0-9a-f]{8})?$/;
