import { assertNever } from '../../shared/assert.ts';
import type { SessionConfig } from '../../shared/config/session.ts';
import type { Command, Sink, StopPolicy } from '../../shared/events.ts';
import type { Side } from '../../shared/fix.ts';
import type { RoutingDecision, UserStrategy } from '../../shared/routing.ts';
import type { Nanos } from '../../shared/units.ts';
import type { VenueScore } from '../../shared/wire/contract.ts';
import type { LearningReport } from '../../shared/wire/learning.ts';
import { Conditions, type ConditionsState } from './conditions.ts';
import { Faults, type FaultsState } from './fault/faults.ts';
import type { Disorder } from './feed/disorder.ts';
import { Feed, type FeedState } from './feed/feed.ts';
import { FeedHandler, type FeedHandlerState } from './feed/handler.ts';
import type { Offsets } from './feed/offsets.ts';
import { Step } from './feed/recovery.ts';
import type { Tape } from './feed/tape.ts';
import { Kind } from './kinds.ts';
import { openMarket } from './market/open-market.ts';
import type { MarketSource } from './market/source.ts';
import type { Witness } from './market/witness.ts';
import type { SampleListener } from './route/forecast/forecasts.ts';
import type { KnowledgeState } from './route/knowledge.ts';
import type { OthersLevel } from './route/others.ts';
import type { OrderDraft } from './route/preview.ts';
import { Router, type RouterState } from './route/router.ts';
import type { UserPolicies } from './route/user-policy.ts';
import { Schedule, type ScheduleState } from './schedule.ts';
import type { Liquidity } from './venue/liquidity.ts';
import { Venues, type VenuesState } from './venue/venues.ts';
import { ConsolidatedView, type ViewState } from './view/consolidated.ts';

/** Changes with anything that changes the events of a session; a record names it, and `verify` says when it differs. */
export const ENGINE_VERSION = '4';

export interface EngineOptions {
  readonly config: SessionConfig;
  readonly sink: Sink;
  /** Required when the config's market is a tape. */
  readonly tape?: Tape;
  readonly witness?: Witness;
  /** Nanoseconds of any clock, to measure decisions by; it settles nothing. */
  readonly stopwatch?: () => number;
  /** What the router is to know from the start, or a restored one instead of what it knew; see `Engine.knowledge`. */
  readonly knowledge?: KnowledgeState;
  /** Hears of every forecast that the session could make and how it came out, whether it has models or not. */
  readonly listener?: SampleListener;
  /** Policies that users have brought; each answers the same question alike. */
  readonly policies?: UserPolicies;
  /** Told when a policy did not answer in the host's time: the record must keep this command, or another run would not stop it there. */
  readonly stopped?: (command: StopPolicy) => void;
}

/**
 * The deterministic market and router of one session. (seed, config, commands with their engine times) settle every event that leaves
 * the sink, whatever the steps in which time is advanced. It knows no clock: the host says how far to go.
 */
export class Engine {
  readonly config: SessionConfig;
  readonly view: ConsolidatedView;
  private readonly sink: Sink;
  private readonly schedule = new Schedule();
  /** What is out of order now; read only from outside. */
  readonly conditions: Conditions;
  private readonly faults: Faults;
  private readonly feed: Feed;
  private readonly handler: FeedHandler;
  private readonly venues: Venues;
  private readonly source: MarketSource;
  private readonly router: Router;
  private time: Nanos;
  private over = false;
  private count = 0;

  constructor({ config, sink, tape, witness, stopwatch, knowledge, listener, policies, stopped }: EngineOptions) {
    this.config = config;
    this.sink = sink;
    this.time = config.openAt;
    this.conditions = new Conditions(config);
    this.view = new ConsolidatedView(config, this.conditions);
    this.feed = new Feed(config, this.schedule, this.conditions);
    this.venues = new Venues({
      config,
      schedule: this.schedule,
      feed: this.feed,
      conditions: this.conditions,
      sink,
      ...(witness && { witness }),
    });
    const { schedule, conditions, feed, venues, view } = this;
    feed.tells(venues);
    // Also a level that goes: what is left may now be the best, and someone's own fill has already told of it.
    const moved = (now: Nanos, symbol: number) => {
      if (this.router.liveOrders > 0) this.router.marketMoved(now, symbol);
      this.router.forecasts.moved(now, symbol);
    };
    this.handler = new FeedHandler({ config, schedule, feed, view, sink, moved });
    this.faults = new Faults({ config, schedule, conditions, sink, venues, feed });
    this.source = openMarket(config, this.venues, tape, witness);
    this.venues.drivenBy(this.source);
    this.router = new Router({
      config,
      schedule,
      conditions,
      venues,
      view,
      sink,
      ...(stopwatch && { stopwatch }),
      ...(listener && { listener }),
      ...(policies && { policies }),
      ...(stopped && { stopped }),
    });
    venues.protection.excusedBy = this.router.selfHelp;
    if (knowledge) this.router.knowledge.restore(knowledge);
    this.schedule.push(config.openAt, Kind.open);
    this.schedule.push(config.closeAt, Kind.close);
  }

  /** Engine time: everything due at or before it has happened. */
  get now(): Nanos {
    return this.time;
  }

  /** The session has closed; later orders are refused. */
  get ended(): boolean {
    return this.over;
  }

  /** Scheduled entries processed so far. */
  get eventCount(): number {
    return this.count;
  }

  /** How late the messages of each feed have been; lines are venues, then venues + venue for the SIP. */
  get offsets(): Offsets {
    return this.handler.offsets;
  }

  /** What came twice or out of order on each feed; lines as in `offsets`. */
  get disorder(): Disorder {
    return this.handler.disorder;
  }

  get orderProtection(): boolean {
    return this.router.rounds.orderProtection;
  }

  /**
   * Drains everything due up to the command's time, then applies it. Throws RangeError when that time is already past; but once the
   * session has closed, whose last words may have taken the time past it, any command is answered at the engine's own time.
   */
  submit(command: Command): void {
    // Of one question and no time: a host gives it again as soon as it likes.
    if (command.type === 'StopPolicy') return this.router.users.stopAt(command);
    if (!(command.at >= this.time) && !this.over) throw new RangeError(`at: ${command.at} is before the engine's ${this.time}`);
    this.advanceTo(command.at);
    const { router } = this;
    const at = Math.max(command.at, this.time) as Nanos;
    switch (command.type) {
      case 'NewOrderSingle':
        return router.entry.newOrder(at, command);
      case 'OrderCancelRequest':
        return router.entry.cancelOrder(at, command.clOrdID, command.origClOrdID);
      case 'OrderMassCancelRequest':
        return router.entry.cancelAll(at);
      case 'KillSwitch':
        return router.entry.kill(at, command.engaged, command.reason);
      case 'SetOrderProtection':
        router.rounds.orderProtection = command.on;
        return this.sink.event({
          type: 'Notice',
          at,
          code: 'orderProtection',
          text: command.on ? 'order protection on' : 'order protection off',
        });
      case 'InjectFault':
        this.faults.inject(at, command.faultID, command.fault);
        return router.conditionsChanged(at);
      case 'ClearFault':
        this.faults.clear(at, command.faultID);
        return router.conditionsChanged(at);
      default:
        return assertNever(command);
    }
  }

  /** Processes everything due at or before `time`. A thousand small steps or one large one give the same events. */
  advanceTo(time: Nanos): void {
    const { schedule } = this;
    while (!this.over && schedule.pop(time)) {
      this.setTime(schedule.at as Nanos);
      this.count += 1;
      this.process();
    }
    if (time > this.time) this.setTime(time);
  }

  /** When the next entry is due; undefined once the session is over. */
  nextEventAt(): Nanos | undefined {
    return this.over || this.schedule.size === 0 ? undefined : (this.schedule.nextAt as Nanos);
  }

  /** On to the next event time. */
  step(): void {
    const next = this.nextEventAt();
    if (next !== undefined) this.advanceTo(next);
  }

  /**
   * Closes the session now: the venues close, whatever rests or waits expires, and what a venue has said already is still heard, at most
   * a response latency later. Does nothing when it is closed already.
   */
  end(): void {
    if (this.over) return;
    this.faults.close();
    this.router.close(this.time);
    while (this.router.awaitsVenues && this.schedule.pop()) {
      if (!isOnTheWire(this.schedule.kind)) continue;
      this.setTime(this.schedule.at as Nanos);
      this.count += 1;
      this.process();
    }
    this.router.giveUpUnanswered(this.time);
    this.over = true;
    this.sink.event({ type: 'Notice', at: this.time, code: 'close', text: 'session closed' });
  }

  /** What every strategy, and these policies of users, would decide now for an order that is not sent. Empty for an unknown symbol. */
  preview(order: OrderDraft, users: readonly UserStrategy[] = []): RoutingDecision[] {
    return this.router.rounds.preview(this.time, order, users);
  }

  /** Policies of users that orders may name. */
  get userStrategies(): readonly UserStrategy[] {
    return this.router.users.names;
  }

  /** What a venue displays to an order on `side`, best first, our own resting shares left out. Indices of the config. */
  displayed(venue: number, symbol: number, side: Side): readonly OthersLevel[] {
    return this.router.rounds.displayed(this.time, venue, symbol, side);
  }

  /** The true books, for whoever studies the market; the router knows nothing of them. */
  get liquidity(): Liquidity {
    return this.venues.liquidity;
  }

  scores(): VenueScore[] {
    return this.router.scores(this.time);
  }

  /** How good the session's forecasts have been so far. */
  learning(): LearningReport {
    return this.router.learning();
  }

  /** What the router has learned, apart from any market: another engine of the same venues may start with it. */
  knowledge(): KnowledgeState {
    return structuredClone(this.router.knowledge.save());
  }

  save(): EngineState {
    return structuredClone({
      engineVersion: ENGINE_VERSION,
      time: this.time,
      over: this.over,
      count: this.count,
      schedule: this.schedule.save(),
      conditions: this.conditions.save(),
      faults: this.faults.save(),
      venues: this.venues.save(),
      feed: this.feed.save(),
      handler: this.handler.save(),
      view: this.view.save(),
      router: this.router.save(),
      source: this.source.save(),
    });
  }

  /** An engine that goes on exactly as the saved one would have. Throws when the state is of another engine version. */
  static restore(options: EngineOptions, state: EngineState): Engine {
    if (state.engineVersion !== ENGINE_VERSION)
      throw new Error(`engineVersion: the state is of engine ${state.engineVersion}, this is ${ENGINE_VERSION}`);
    const engine = new Engine(options);
    engine.time = state.time;
    engine.over = state.over;
    engine.count = state.count;
    engine.schedule.restore(state.schedule);
    engine.conditions.restore(state.conditions);
    engine.faults.restore(state.faults);
    engine.venues.restore(state.venues);
    engine.feed.restore(state.feed);
    engine.handler.restore(state.handler);
    engine.view.restore(state.view);
    engine.router.restore(state.router);
    if (options.knowledge) engine.router.knowledge.restore(options.knowledge);
    engine.source.restore(structuredClone(state.source));
    return engine;
  }

  private setTime(time: Nanos): void {
    this.time = time;
    this.venues.now = time;
    this.view.now = time;
  }

  private process(): void {
    const { schedule: s, router, time } = this;
    switch (s.kind) {
      case Kind.open:
        this.feed.opening = true;
        this.venues.open(time);
        this.source.open(time);
        this.feed.opening = false;
        this.faults.open();
        return this.sink.event({ type: 'Notice', at: time, code: 'open', text: 'session open' });
      case Kind.close:
        return this.end();
      case Kind.sourceWake:
        return this.source.onWake(time, s.a, s.b, s.c, s.d);
      case Kind.directLevel:
        return this.handler.level(time, s.a, s.b, s.c, s.d, s.e, s.f, s.g);
      case Kind.sipQuote:
        return this.handler.quote(time, s.a, s.b, s.c, s.d, s.e, s.f, s.g, s.h);
      case Kind.directTrade:
        return this.handler.trade(time, s.a, s.b, s.c, s.d, s.e, s.f);
      case Kind.merge:
        return this.handler.merge(s.a, s.b, s.c, s.d, s.e, s.f);
      case Kind.feedStep:
        return s.b <= Step.asked
          ? this.feed.onStep(time, s.a, s.b)
          : this.handler.onStep(time, s.a, s.b, s.c, s.d, s.e, s.f, s.g, s.h);
      case Kind.childArrives:
        return router.legs.arrives(s.a);
      case Kind.cancelArrives:
        return router.legs.cancelArrives(s.a);
      case Kind.venueReport:
        return router.venueReport(time, s.a, {
          says: s.b,
          lastQty: s.c,
          lastPx: s.d,
          liquidity: s.e,
          matchTime: s.f,
          fee: s.g,
          bits: s.h,
        });
      case Kind.route:
        return router.route(time, s.a);
      case Kind.markout:
        return router.markout(time, s.a, s.b as Nanos);
      case Kind.childTimeout:
        return router.childTimeout(time, s.a);
      case Kind.venueSees:
        return this.venues.sees(s.a, s.b, s.c, s.d, s.e);
      case Kind.poolMatch:
        return this.venues.poolDue(time, s.a, s.b, s.c);
      case Kind.tradingPhase:
        this.venues.phase(time, s.a, s.b);
        return router.conditionsChanged(time);
      case Kind.venueDoor:
        return this.venues.openDoor(time, s.a);
      case Kind.faultStarts:
        this.faults.scripted(time, s.a);
        return router.conditionsChanged(time);
      case Kind.faultEnds:
        this.faults.ends(time, s.a);
        return router.conditionsChanged(time);
      case Kind.faultActs:
        return this.faults.acts(time, s.a);
      case Kind.probeArrives:
        return router.selfHelp.probeArrives(time, s.a, s.b, s.c);
      case Kind.probeAnswered:
        return router.selfHelp.probeAnswered(time, s.a, s.b, s.c);
      case Kind.probeDue:
        return router.selfHelp.probe(time, s.a);
      case Kind.silenceDue:
        return router.silenceDue(time, s.a);
      case Kind.patienceOver:
        return router.patienceOver(time, s.a);
      case Kind.lookAgain:
        return router.lookAgain(time);
      default:
        throw new Error(`schedule: kind ${s.kind}`);
    }
  }
}

export interface EngineState {
  readonly engineVersion: string;
  readonly time: Nanos;
  readonly over: boolean;
  readonly count: number;
  readonly schedule: ScheduleState;
  readonly conditions: ConditionsState;
  readonly faults: FaultsState;
  readonly venues: VenuesState;
  readonly feed: FeedState;
  readonly handler: FeedHandlerState;
  readonly view: ViewState;
  readonly router: RouterState;
  readonly source: unknown;
}

/** What goes between the router and the venues; all else ends with the session. */
function isOnTheWire(kind: number): boolean {
  return kind === Kind.childArrives || kind === Kind.cancelArrives || kind === Kind.venueReport;
}
