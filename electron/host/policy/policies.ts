import type { PolicySource } from '../../../shared/policy.ts';
import type { UserStrategy } from '../../../shared/routing.ts';
import type { PolicyQuestion, PolicyReply, UserPolicies, UserPolicy } from '../../engine/route/user-policy.ts';
import { type LoadedPolicy, loadPolicy, PolicyFileError, plainStrategy, reloadPolicy } from './load.ts';

/**
 * Milliseconds of processor time that one decision may take, many times what its steps allow it: how busy the machine is stops no policy.
 * On a desk, whose market waits for it; ...
 */
export const DESK_LIMIT_MS = 100;
/** ... without a screen, where nobody waits; ... */
export const RUN_LIMIT_MS = 2_000;
/** ... and where a record is run again, which must come to an answer if the first run did. */
export const AGAIN_LIMIT_MS = 20_000;

/**
 * The policies of users that this program has at hand, for all its sessions: a decision leaves nothing behind, so one thread serves any
 * number of them. One that is there stays as it is under its name; a changed file is one more.
 */
export class Policies {
  private readonly limitMs: number;
  private readonly byStrategy = new Map<UserStrategy, LoadedPolicy>();
  private readonly callable = new Map<UserStrategy, UserPolicy>();
  /** `user:NAME` to its newest version. */
  private readonly newest = new Map<UserStrategy, UserStrategy>();

  constructor(limitMs: number) {
    this.limitMs = limitMs;
  }

  /** Loads the files that a command line names. Throws PolicyFileError for the first that cannot be used. */
  static read(paths: readonly string[], limitMs: number): Policies {
    const policies = new Policies(limitMs);
    try {
      for (const path of paths) policies.load(path);
      return policies;
    } catch (error) {
      policies.close();
      throw error;
    }
  }

  /** The policies of a record, or of another thread of this program. Throws PolicyFileError. */
  static again(sources: readonly PolicySource[], limitMs: number): Policies {
    const policies = new Policies(limitMs);
    for (const source of sources) policies.enter(reloadPolicy(source));
    return policies;
  }

  /** What an engine asks by name. It grows when a file is loaded again, also under an engine that runs. */
  get asked(): UserPolicies {
    return this.callable;
  }

  /** The newest version of each name, in the order that they came. */
  get current(): readonly PolicySource[] {
    return [...this.newest.values()].map((strategy) => this.byStrategy.get(strategy)!.policy);
  }

  /** The name that an order which comes now shall carry: of several versions the newest. A name that is not loaded stays as it is. */
  resolve(strategy: UserStrategy): UserStrategy {
    return this.newest.get(strategy) ?? strategy;
  }

  source(strategy: UserStrategy): PolicySource | undefined {
    return this.byStrategy.get(strategy)?.policy;
  }

  /**
   * Loads a file, or again one that has changed: its new version is `user:NAME@HASH8`, beside the one before. Returns the newest version's
   * source; one that is known already is not loaded twice. Throws PolicyFileError, and everything stays as it was.
   */
  load(path: string): PolicySource {
    const loaded = loadPolicy(path);
    const { strategy, sha256 } = loaded.policy;
    const before = this.newest.has(strategy) ? this.byStrategy.get(this.newest.get(strategy)!)! : undefined;
    if (before && before.path !== path) {
      loaded.thread.stop();
      throw new PolicyFileError(path, `name: ${JSON.stringify(loaded.name)} is that of ${before.path} already`);
    }
    const known = [...this.byStrategy.values()].find(
      (one) => plainStrategy(one.policy.strategy) === strategy && one.policy.sha256 === sha256,
    );
    if (known) {
      loaded.thread.stop();
      this.newest.set(strategy, known.policy.strategy);
      return known.policy;
    }
    // Whoever still routes by the version before starts it again; it is seldom asked from now on.
    before?.thread.stop();
    const named = before ? (`${strategy}@${sha256.slice(0, 8)}` as UserStrategy) : strategy;
    return this.enter({ ...loaded, policy: { ...loaded.policy, strategy: named } });
  }

  close(): void {
    for (const { thread } of this.byStrategy.values()) thread.stop();
  }

  private enter(loaded: LoadedPolicy): PolicySource {
    const { policy, thread } = loaded;
    this.byStrategy.set(policy.strategy, loaded);
    this.newest.set(plainStrategy(policy.strategy), policy.strategy);
    this.callable.set(policy.strategy, (question) => this.ask(thread, question));
    return policy;
  }

  private ask(thread: LoadedPolicy['thread'], question: PolicyQuestion): PolicyReply {
    const answered = thread.ask(JSON.stringify(question), this.limitMs);
    return answered.fault ? answered : { answer: JSON.parse(answered.answer) as unknown };
  }
}
