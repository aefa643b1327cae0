import type { Sink, StopPolicy } from '../../../shared/events.ts';
import type { RoutingDecision, StrategyName, UserStrategy } from '../../../shared/routing.ts';
import type { Nanos } from '../../../shared/units.ts';
import type { Decider } from './decide.ts';
import { priceTime } from './policies/price-time.ts';
import type { Option, Ranking, RouteRequest } from './request.ts';
import { askUser } from './user-answer.ts';
import type { PolicyFault, UserPolicies } from './user-policy.ts';

export interface UserStrategiesParts {
  readonly policies?: UserPolicies;
  readonly sink: Sink;
  /** Told when the host's clock has stopped a policy: only given this command again does another run stop it there too. */
  readonly stopped?: (command: StopPolicy) => void;
}

/** What the session knows of one policy. */
interface Standing {
  /** Questions put to it so far. */
  asked: number;
  fault?: PolicyFault;
  /** The question that a host's clock once stopped it at. */
  stopAt?: Pick<StopPolicy, 'question' | 'text'>;
}

/**
 * The policies that users have brought to this session. One that fails is never asked again: that decision and all later ones of its
 * orders are `price_time`'s, and say so. Nobody else's orders are touched.
 */
export class UserStrategies {
  private readonly parts: UserStrategiesParts;
  private readonly standings = new Map<UserStrategy, Standing>();
  /** The policy that has failed in the decision that is being made. */
  private failed: UserStrategy | undefined;

  constructor(parts: UserStrategiesParts) {
    this.parts = parts;
  }

  get names(): readonly UserStrategy[] {
    return [...(this.parts.policies?.keys() ?? [])];
  }

  /** Who decides a round of a user's strategy: the policy, or `price_time` in its place. */
  decider(strategy: UserStrategy): Decider {
    return { strategy, policy: (request) => this.decide(strategy, request) };
  }

  /** The same for an order that nobody has sent: nothing is counted and nobody is stopped. */
  previewer(strategy: UserStrategy): Decider {
    return { strategy, policy: (request) => this.ask(strategy, request, this.standings.get(strategy)?.fault).ranking };
  }

  /** A policy has failed in the decision that is being made, and `tell` has not told of it. */
  get hasFailed(): boolean {
    return this.failed !== undefined;
  }

  /** Tells of a policy that has failed in this decision; what the host's clock did, to the host as well. */
  tell(now: Nanos, { decisionID, orderID }: RoutingDecision): void {
    const strategy = this.failed;
    if (strategy === undefined) return;
    this.failed = undefined;
    const { sink, stopped } = this.parts;
    const { asked, fault, stopAt } = this.standings.get(strategy)!;
    const { reason, field, text } = fault!;
    sink.event({
      type: 'Notice',
      at: now,
      code: 'policy',
      text: `${strategy} stopped at ${decisionID} of ${orderID}: ${field === undefined ? '' : `${field} `}${text}; its orders go on as price_time`,
    });
    if (reason === 'slow' && stopAt === undefined) stopped?.({ type: 'StopPolicy', at: now, strategy, question: asked, text });
  }

  /** Stops a policy at a question that is still to come, as a host's clock once did. Throws RangeError when it is past. */
  stopAt({ strategy, question, text }: StopPolicy): void {
    const standing = this.standing(strategy);
    if (!(question > standing.asked))
      throw new RangeError(`question: ${strategy} was asked ${standing.asked} already, ${question} is past`);
    standing.stopAt = { question, text };
  }

  save(): UserStrategiesState {
    return [...this.standings].map(([strategy, standing]) => ({ strategy, ...standing }));
  }

  restore(state: UserStrategiesState): void {
    this.standings.clear();
    for (const { strategy, ...standing } of state) this.standings.set(strategy, { ...standing });
  }

  private decide(strategy: UserStrategy, request: RouteRequest): Ranking {
    const standing = this.standing(strategy);
    if (standing.fault) return inPlaceOf(strategy, request);
    standing.asked += 1;
    const { stopAt } = standing;
    const stopped: PolicyFault | undefined =
      stopAt?.question === standing.asked ? { reason: 'slow', text: stopAt.text } : undefined;
    const { ranking, fault } = this.ask(strategy, request, stopped);
    if (fault) {
      standing.fault = fault;
      this.failed = strategy;
    }
    return ranking;
  }

  /** The policy's ranking, or `price_time`'s and why: it has failed already, fails now, or is not here at all. */
  private ask(
    strategy: UserStrategy,
    request: RouteRequest,
    known: PolicyFault | undefined,
  ): { readonly ranking: Ranking; readonly fault?: PolicyFault } {
    const policy = this.parts.policies?.get(strategy);
    const asked = known
      ? { fault: known }
      : policy
        ? askUser(policy, request)
        : { fault: { reason: 'absent', text: 'is not loaded' } as const };
    return asked.fault ? { ranking: inPlaceOf(strategy, request), fault: asked.fault } : { ranking: asked.ranking };
  }

  private standing(strategy: UserStrategy): Standing {
    const known = this.standings.get(strategy);
    if (known) return known;
    const standing: Standing = { asked: 0 };
    this.standings.set(strategy, standing);
    return standing;
  }
}

export function isUserStrategy(strategy: StrategyName): strategy is UserStrategy {
  return strategy.startsWith('user:');
}

function inPlaceOf(strategy: UserStrategy, request: RouteRequest): Ranking {
  const note = `price_time, for ${strategy} was stopped`;
  const refused = new Map<Option, { readonly why: 'policyStopped'; readonly text: string }>();
  for (const options of [request.takes, request.pings, request.posts, request.conditionals])
    for (const option of options) refused.set(option, { why: 'policyStopped', text: 'not used by price_time' });
  return { ...priceTime(request), refused, note };
}

export type UserStrategiesState = readonly ({ readonly strategy: UserStrategy } & Readonly<Standing>)[];
