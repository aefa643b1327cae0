import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Sink, StopPolicy } from '../../../shared/events.ts';
import { isTerminal, OrdStatus } from '../../../shared/fix.ts';
import { isFirm } from '../../../shared/routing.ts';
import type { Nanos, Qty } from '../../../shared/units.ts';
import type { VenueScore } from '../../../shared/wire/contract.ts';
import type { LearningReport } from '../../../shared/wire/learning.ts';
import type { Conditions } from '../conditions.ts';
import { HEARTBEAT } from '../feed/heartbeat.ts';
import { Kind, VenueSays } from '../kinds.ts';
import { AS_ASKED, Ledger, type LedgerState, SESSION_CLOSED } from '../order/ledger.ts';
import { type MarkedFill, Markouts } from '../order/markouts.ts';
import { type Child, openQty, type Parent } from '../order/order.ts';
import type { Schedule } from '../schedule.ts';
import type { Venues } from '../venue/venues.ts';
import type { ConsolidatedView } from '../view/consolidated.ts';
import { tellNbbo } from '../view/nbbo.ts';
import { type Profile, type ProfileState, profiles } from '../view/profile.ts';
import { Answers, HALTED, type VenueReport } from './answers.ts';
import type { Decided } from './decide.ts';
import { Forecasts, type ForecastsState, type SampleListener } from './forecast/forecasts.ts';
import { learning } from './forecast/learning.ts';
import { Health } from './health.ts';
import { Invitations } from './invitations.ts';
import { Knowledge, type KnowledgeState } from './knowledge.ts';
import { Legs } from './legs.ts';
import { OrderEntry } from './order-entry.ts';
import { chases, countIdle, givesUp, isOverdue, reachable, wait, wake } from './patience.ts';
import { Rounds, type RoundsState } from './rounds.ts';
import { SelfHelp, type SelfHelpState } from './self-help.ts';
import type { UserPolicies } from './user-policy.ts';
import { UserStrategies, type UserStrategiesState } from './user-strategies.ts';
import { Way, type WayState } from './way.ts';

/** Two-sided 95 % of a normal. */
const Z95 = 1.96;

/** What the router is made of and speaks through. */
export interface RouterParts {
  readonly config: SessionConfig;
  readonly schedule: Schedule;
  readonly conditions: Conditions;
  readonly venues: Venues;
  readonly view: ConsolidatedView;
  readonly sink: Sink;
  readonly stopwatch?: () => number;
  readonly listener?: SampleListener;
  /** Policies of users, by strategy; and who is told when the host's clock has stopped one. */
  readonly policies?: UserPolicies;
  readonly stopped?: (command: StopPolicy) => void;
}

/**
 * Owns every order of the session. What the operator asks for comes in by `OrderEntry`; the router opens the routing rounds (`Rounds`), whose
 * legs go out by `Legs`, has what the venues answer booked (`Answers`), and says what becomes of the parent then. Every change leaves as an
 * ExecutionReport; every round as a RoutingDecision.
 */
export class Router {
  private readonly parts: RouterParts;
  private readonly ledger: Ledger;
  private readonly markouts: Markouts;
  private readonly way: Way;
  readonly selfHelp: SelfHelp;
  private readonly health: Health;
  private readonly profiles: readonly Profile[];
  readonly knowledge: Knowledge;
  readonly forecasts: Forecasts;
  readonly users: UserStrategies;
  readonly entry: OrderEntry;
  readonly legs: Legs;
  private readonly answers: Answers;
  private readonly invitations: Invitations;
  readonly rounds: Rounds;

  constructor(parts: RouterParts) {
    this.parts = parts;
    const { config, schedule, conditions, venues, view, sink, policies, stopped } = parts;
    const ledger = new Ledger(config, view, sink);
    const markouts = new Markouts(schedule, view, sink);
    const way = new Way(config, conditions);
    const changed = (now: Nanos, venue: number) => this.setAside(now, venue);
    const selfHelp = new SelfHelp({ config, schedule, sink, path: way, changed });
    const known = profiles(config);
    const knowledge = new Knowledge(config);
    this.ledger = ledger;
    this.markouts = markouts;
    this.way = way;
    this.selfHelp = selfHelp;
    this.health = new Health(config, conditions, view, selfHelp);
    this.profiles = known;
    this.knowledge = knowledge;
    const forecasts = new Forecasts({ config, view, knowledge, ...(parts.listener && { listener: parts.listener }) });
    this.forecasts = forecasts;
    this.legs = new Legs({ config, schedule, venues, ledger, way, profiles: known, forecasts });
    const { legs } = this;
    const users = new UserStrategies({ sink, ...(policies && { policies }), ...(stopped && { stopped }) });
    this.users = users;
    this.entry = new OrderEntry({ config, schedule, view, sink, ledger, legs, users });
    this.answers = new Answers({
      config,
      conditions,
      view,
      sink,
      ledger,
      legs,
      selfHelp,
      markouts,
      profiles: known,
      knowledge,
      forecasts,
    });
    this.rounds = new Rounds({
      config,
      view,
      conditions,
      health: this.health,
      knowledge,
      forecasts,
      ledger,
      legs,
      users,
      sink,
      ...(parts.stopwatch && { stopwatch: parts.stopwatch }),
    });
    const { rounds } = this;
    this.invitations = new Invitations({ ledger, legs, health: this.health, firmUp: (...invited) => rounds.firmUp(...invited) });
  }

  /** The session closes: what waits expires now, what is out when its venue has had its last word. */
  close(now: Nanos): void {
    this.parts.venues.close();
    this.ledger.close(now);
  }

  /** The last word on what no venue has answered for when the session is over: it can no longer trade. */
  giveUpUnanswered(now: Nanos): void {
    this.ledger.giveUp(now);
  }

  /* ------------------------------------------------------------ the routing round */

  /** Asks the policy once and sends what it says. */
  route(now: Nanos, index: number): void {
    const parent = this.ledger.parents[index]!;
    parent.routing = false;
    if (this.ledger.closed || parent.frozen || isTerminal(parent.ordStatus) || parent.ordStatus === OrdStatus.pendingCancel) return;
    const free = openQty(parent) - this.ledger.outstanding(parent);
    if (free <= 0 || this.legs.awaits(now, parent)) return;
    const idle = countIdle(parent, this.parts.config.router.maxIdleRounds);
    const decided = this.rounds.decide(now, parent, free as Qty, idle);
    if (!decided.allotments.some(isFirm)) return this.nothingToSend(now, parent, decided, idle);
    if (parent.strategy === 'single_venue' && parent.destination < 0) parent.destination = decided.allotments[0]!.option.venue;
    parent.waiting = false;
    parent.took = decided.allotments.some(({ action }) => action === 'take');
    parent.cumAtRound = parent.cumQty;
    this.rounds.send(now, parent, decided);
  }

  /** Kind.patienceOver: what still rests is called back, and what is left goes on without patience. */
  patienceOver(now: Nanos, index: number): void {
    const parent = this.ledger.parents[index]!;
    if (isTerminal(parent.ordStatus) || parent.ordStatus === OrdStatus.pendingCancel) return;
    for (const live of parent.live) {
      const child = this.ledger.children[live]!;
      if ((child.action === 'post' || child.action === 'peg') && child.ordStatus !== OrdStatus.pendingCancel)
        this.legs.cancel(now, child);
    }
    if (!this.legs.awaits(now, parent)) wake(this.parts.schedule, now, parent);
  }

  /** A far-side level may have come within reach of someone who waits or rests. */
  marketMoved(now: Nanos, symbol: number): void {
    const { schedule } = this.parts;
    const desk = this.rounds.desk(now);
    for (const index of this.ledger.open) {
      const parent = this.ledger.parents[index]!;
      if (parent.symbol !== symbol || parent.routing) continue;
      if (parent.waiting) {
        if (reachable(desk, parent)) wake(schedule, now, parent);
      } else if (this.legs.stalls(now, parent)) wake(schedule, now, parent);
      else if (chases(desk, parent, this.ledger.children))
        for (const index of parent.live) {
          const child = this.ledger.children[index]!;
          if (!isOverdue(now, child) && child.ordStatus !== OrdStatus.pendingCancel) this.legs.cancel(now, child);
        }
    }
  }

  /**
   * Something went out of order or came right again: who waits may have somewhere to go, now or when the venues' next heartbeats have
   * been heard.
   */
  conditionsChanged(now: Nanos): void {
    if (this.liveOrders === 0) return;
    const { config, view, schedule } = this.parts;
    let way = 0;
    for (let v = 0; v < config.venues.length; v++) way = Math.max(way, view.latency('direct', v));
    this.lookAgain(now);
    schedule.push(now + way + HEARTBEAT, Kind.lookAgain);
  }

  lookAgain(now: Nanos): void {
    if (this.liveOrders > 0)
      for (let symbol = 0; symbol < this.parts.config.symbols.length; symbol++) this.marketMoved(now, symbol);
  }

  private nothingToSend(now: Nanos, parent: Parent, decided: Decided, idle: boolean): void {
    // At most conditional orders are sent: the order waits all the same.
    if (decided.allotments.length > 0) this.rounds.send(now, parent, decided);
    else if (!parent.waiting || this.users.hasFailed) this.rounds.record(now, parent, decided);
    if (parent.timeInForce === 'day') wait(parent);
    // What is still out somewhere is answered for first.
    else if (parent.live.length > 0) return;
    else if (!this.parts.conditions.matches(parent.symbol)) this.finish(now, parent, '4', HALTED);
    else this.finish(now, parent, '4', givesUp(parent, idle, this.parts.config.router.maxIdleRounds, this.boundToAiling(parent)));
  }

  private boundToAiling({ destination, symbol }: Parent): string | undefined {
    const ailment = destination < 0 ? undefined : this.health.ailment(destination, symbol);
    return ailment && `nothing may go to ${this.parts.config.venues[destination]!.mic}: ${ailment.text}`;
  }

  /* ------------------------------------------------------------ what was scheduled */

  /**
   * A venue may owe an answer for too long. Its child still counts as outstanding, so nothing is ever sent twice, but the rest of its
   * parent is routed on without it.
   */
  childTimeout(now: Nanos, index: number): void {
    const child = this.legs.timeout(now, index);
    if (!child) return;
    const parent = this.ledger.parents[child.parent]!;
    this.selfHelp.unanswered(now, child.venue);
    if (!this.legs.awaits(now, parent) && parent.ordStatus !== OrdStatus.pendingCancel) wake(this.parts.schedule, now, parent);
  }

  /** A venue has stopped: should its feed stay silent for too long, that is a failure as good as no answer. */
  silenceDue(now: Nanos, venue: number): void {
    const { conditions, config, schedule } = this.parts;
    if (conditions.down[venue] === 0 || config.venues[venue]!.kind === 'dark') return;
    const from = this.health.silentFrom(now, venue);
    if (from > now) schedule.push(from, Kind.silenceDue, venue);
    else this.selfHelp.silent(now, venue);
  }

  venueReport(now: Nanos, index: number, report: VenueReport): void {
    const child = this.ledger.children[index]!;
    if (report.says === VenueSays.invited) return this.invitations.invited(now, child, report.lastQty as Qty);
    if (!this.answers.hear(now, child, report)) return;
    if (isFirm(child)) this.childDone(now, child, report.matchTime);
    else this.invitations.over(now, child);
  }

  markout(now: Nanos, number: number, tau: Nanos): void {
    this.markouts.due(now, number, tau, ({ venue, qty, lastLiquidityInd, first }, bps, midBps) => {
      this.profiles[venue]!.markout(bps, qty);
      if (first && midBps !== undefined) this.knowledge.markout(venue, lastLiquidityInd, midBps);
    });
  }

  /** A leg has had its last word: the parent is done with it, goes on, waits, or ends. */
  private childDone(now: Nanos, child: Child, matchTime: number): void {
    const { ledger } = this;
    const { schedule } = this.parts;
    const parent = ledger.parents[child.parent]!;
    ledger.leave(parent, child);
    this.answers.learn(now, child, matchTime);
    if (parent.ordStatus === OrdStatus.filled) {
      ledger.open.delete(parent.index);
      return this.legs.withdraw(now, parent);
    }
    this.invitations.answer(now, parent);
    if (this.legs.awaits(now, parent)) return;
    if (parent.live.length > 0) {
      if (!ledger.closed && parent.ordStatus !== OrdStatus.pendingCancel) wake(schedule, now, parent);
      return;
    }
    if (ledger.closed) return this.finish(now, parent, 'C', SESSION_CLOSED);
    if (parent.ordStatus === OrdStatus.pendingCancel) return this.finish(now, parent, '4', AS_ASKED);
    if (parent.timeInForce === 'fok' && child.action === 'take')
      return this.finish(now, parent, '4', 'the whole quantity was gone on arrival');
    // Where it may not rest now it is not offered again at once: it waits for the market to move or the conditions to change.
    if (child.ordStatus === OrdStatus.rejected && (child.action === 'post' || child.action === 'peg')) wait(parent);
    else wake(schedule, now, parent);
  }

  /** Ends a parent with what is filled, and calls back whatever pools hold of it. */
  private finish(now: Nanos, parent: Parent, event: '4' | 'C', text: string): void {
    this.ledger.finish(now, parent, event, text);
    this.legs.withdraw(now, parent);
  }

  /** A venue's quotes no longer bind us, or do again. */
  private setAside(now: Nanos, venue: number): void {
    const { view, sink } = this.parts;
    for (const symbol of view.setAside(venue, this.selfHelp.stands(venue)))
      tellNbbo(sink, now, 'direct', symbol, view.direct[symbol]!);
    this.conditionsChanged(now);
  }

  /* ------------------------------------------------------------ asked from outside */

  scores(now: Nanos): VenueScore[] {
    const { config, view } = this.parts;
    return config.venues.map((spec, v) =>
      this.profiles[v]!.score(
        spec.mic,
        this.ledger.outstandingAt(v),
        spec.kind === 'dark' ? undefined : view.age('direct', v, 0, now),
        this.estimates(v),
      ),
    );
  }

  learning(): LearningReport {
    return learning(this.parts.config, this.knowledge, this.forecasts.scores);
  }

  get liveOrders(): number {
    return this.ledger.open.size;
  }

  /** A venue has not had its last word of an order, or of what it holds of one. */
  get awaitsVenues(): boolean {
    return this.liveOrders > 0 || this.ledger.conditionals.size > 0;
  }

  save(): RouterState {
    const profiles = this.profiles.map((profile) => profile.save());
    return {
      ledger: this.ledger.save(),
      markouts: this.markouts.save(),
      way: this.way.save(),
      selfHelp: this.selfHelp.save(),
      profiles,
      knowledge: this.knowledge.save(),
      forecasts: this.forecasts.save(),
      users: this.users.save(),
      rounds: this.rounds.save(),
      killed: this.entry.killed,
    };
  }

  restore(state: RouterState): void {
    this.ledger.restore(state.ledger);
    this.markouts.restore(state.markouts);
    this.way.restore(state.way);
    this.selfHelp.restore(state.selfHelp);
    state.profiles.forEach((profile, i) => this.profiles[i]!.restore(profile));
    this.knowledge.restore(state.knowledge);
    this.users.restore(state.users);
    this.forecasts.restore(state.forecasts);
    this.rounds.restore(state.rounds);
    this.entry.killed = state.killed;
  }

  /* ------------------------------------------------------------ small parts */

  /** What routing makes of a venue now, for its scorecard. */
  private estimates(venue: number): Partial<VenueScore> {
    const { config, view } = this.parts;
    const known = this.knowledge.venues[venue]!;
    const mid = view.referenceMid(0);
    const belief = config.venues[venue]!.kind === 'dark' ? known.ping : known.take;
    return {
      fillProbability: belief.mean,
      fillHalfWidth: Z95 * Math.sqrt(belief.variance),
      oneWay: Math.round(known.way(config.router.tuning.spray)) as Nanos,
      reputation: this.knowledge.reputation(venue, mid > 0 ? (config.symbols[0]!.tick / mid) * 1e4 : 0),
    };
  }
}

export interface RouterState {
  readonly ledger: LedgerState;
  readonly markouts: readonly MarkedFill[];
  readonly way: WayState;
  readonly selfHelp: SelfHelpState;
  readonly profiles: readonly ProfileState[];
  readonly knowledge: KnowledgeState;
  readonly forecasts: ForecastsState;
  readonly users: UserStrategiesState;
  readonly rounds: RoundsState;
  readonly killed: boolean;
}
