import type { Command, EngineEvent } from '../../shared/events.ts';
import { timeText } from '../../shared/format.ts';
import type { Nanos } from '../../shared/units.ts';
import type { CompareReport } from '../../shared/wire/compare.ts';
import type { Choice, ClockState, KillState, Parsed, Progress, RequestName } from '../../shared/wire/contract.ts';
import type { RealismReport } from '../../shared/wire/realism.ts';
import type { TextbookReport } from '../../shared/wire/textbook.ts';
import type { TuneReport } from '../../shared/wire/tuning.ts';
import { open } from '../store/open.ts';
import { type Store, StoreError } from '../store/store-error.ts';
import { calibration } from './calibration.ts';
import type { Clock } from './clock.ts';
import { textbookComparison } from './compare.ts';
import { endpoints } from './endpoints.ts';
import { type Asker, LongRun } from './long-run.ts';
import { Publisher } from './publisher.ts';
import { Pump } from './pump.ts';
import { Regrets } from './regrets.ts';
import { scenarioComparison } from './scenario-comparison.ts';
import { type Opening, Session } from './session.ts';
import { type Line, Refusal, SessionChannel } from './session-channel.ts';
import { TuneMemo } from './tune-memo.ts';
import { tuning } from './tuning.ts';

/** What `session.start` can open on this machine. */
export interface Scenarios {
  readonly choices: readonly Choice[];
  /** Rejects with an Error whose message names what is wrong. */
  load(scenario: string, onProgress: (progress: Omit<Progress, 'task'>) => void): Promise<Opening>;
}

export interface HostOptions extends Opening {
  /** Path of the record, or `:memory:`. */
  readonly store: string;
  readonly clock: Clock;
  readonly scenarios: Scenarios;
  /** Monotonic milliseconds: for how long a slice takes and when a frame is due, never for the engine. */
  readonly wall?: () => number;
  /** Told of bugs: what no client can be told more of than that it failed. */
  readonly onFault?: (error: unknown) => void;
}

/** Milliseconds of engine work in one turn, and between turns when there is nothing left to do. */
const SLICE_MS = 6;
const REST_MS = 4;
const SCORES_MS = 5_000;

/**
 * Opens the record and the first session. Throws StoreError when the record cannot be used. Nothing moves before `start`, or `turn` by
 * whoever wants to turn it by hand.
 */
export function createHost(options: HostOptions): Host {
  return new Host(options);
}

/** The desk's whole back: engine, clock, record and clients. Electron, the browser host and the tests differ only in the lines they `join`. */
export class Host {
  readonly store: Store;
  readonly publisher: Publisher;
  readonly textbookComparison: LongRun;
  readonly scenarioComparison: LongRun;
  readonly calibration: LongRun;
  readonly search: LongRun;
  readonly regrets: Regrets;
  readonly #options: HostOptions;
  readonly #clock: Clock;
  readonly #wall: () => number;
  /** Of the last search, so that it can go on when it was stopped. */
  readonly #costs = new TuneMemo();
  readonly #endpoints = endpoints(this);
  #session: Session;
  #pump: Pump;
  /** Why nothing goes on: the record could not be written, or the engine failed. */
  #fault: { readonly text: string; readonly final: boolean } | undefined;
  #starting = false;
  #wasEnded = false;
  #scoresAt = 0;
  #timer: NodeJS.Timeout | NodeJS.Immediate | undefined;
  #running = false;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#wall = options.wall ?? (() => performance.now());
    this.publisher = new Publisher(this.#wall);
    this.textbookComparison = new LongRun('comparison', 'compare.textbook', this.#wall);
    this.scenarioComparison = new LongRun('comparison', 'compare.scenario', this.#wall);
    this.calibration = new LongRun('calibration', 'calibrate.run', this.#wall);
    this.search = new LongRun('search', 'tune.run', this.#wall);
    this.store = open(options.store);
    this.regrets = new Regrets({
      store: this.store,
      onRegret: (regret) => this.publisher.broadcast('regret', regret),
      onFault: (error) => options.onFault?.(error),
    });
    this.#session = new Session(this.store, options);
    this.#pump = this.#begin();
  }

  get session(): Session {
    return this.#session;
  }

  get now(): Nanos {
    return this.#session.engine.now;
  }

  get choices(): readonly Choice[] {
    return this.#options.scenarios.choices;
  }

  get clockState(): ClockState {
    return { now: this.now, paused: this.#clock.paused, speed: this.#clock.speed, ended: this.#session.engine.ended };
  }

  /** The operator's kill switch, or the host's own stop: either way nothing new goes out, and the reason says why. */
  get killState(): KillState {
    return this.#fault ? { engaged: true, reason: this.#fault.text, since: this.now } : this.#session.kill;
  }

  /** Why commands are refused now, in words; undefined while they are taken. */
  get refusing(): string | undefined {
    if (this.#fault) return `orders are refused: ${this.#fault.text}`;
    return this.#session.closed ? 'the session is closed' : undefined;
  }

  /** A client on a line. What comes in on it goes to `receive`, its end to `closed`. */
  join(line: Line): Pick<SessionChannel<unknown>, 'receive' | 'closed'> {
    const channel = new SessionChannel({
      line,
      enter: (entered) => this.publisher.add(entered),
      endpoints: this.#endpoints,
      onFault: (error) => this.#options.onFault?.(error),
    });
    return {
      receive: (message: unknown) => channel.receive(message),
      closed: () => {
        channel.closed();
        this.publisher.remove(channel.client);
      },
    };
  }

  /** Turns by itself from now on. */
  start(): void {
    this.#running = true;
    this.#timer = setImmediate(() => this.#loop());
  }

  /** One slice: the engine on, the record written, the clients told. True when the engine has come as far as the clock asks. */
  turn(): boolean {
    if (this.#fault || this.#session.closed) {
      this.#publish();
      return true;
    }
    let done = true;
    try {
      done = this.#pump.turn();
    } catch (error) {
      this.#fail(`Engine stopped at ${timeText(this.now)}: ${(error as Error).message}`, true);
      this.#options.onFault?.(error);
    }
    if (this.#wall() - this.#scoresAt >= SCORES_MS) {
      this.#scoresAt = this.#wall();
      this.#session.recordScores();
    }
    this.#commit();
    if (this.#session.engine.ended && !this.#wasEnded) this.#finish();
    this.regrets.turn();
    this.#publish();
    return done;
  }

  /** Takes a command to the engine and its first words into the record. Throws a Refusal when they could not be recorded. */
  submit(command: Command): readonly EngineEvent[] {
    const before = this.regrets.before(command);
    const said = this.#session.submit(command);
    this.regrets.came(command, said, before);
    if (!this.#commit()) throw new Refusal('internal', `not acknowledged: ${this.#fault?.text}`);
    return said;
  }

  setClock(change: { readonly paused?: boolean | undefined; readonly speed?: number | undefined }): ClockState {
    if (change.paused === false) this.#recover();
    const { paused, speed } = change;
    this.#clock.set({ ...(paused !== undefined && { paused }), ...(speed !== undefined && { speed }) }, this.now);
    this.publisher.broadcast('clock', this.clockState);
    return this.clockState;
  }

  /** On to the next engine event, while paused. */
  step(): ClockState {
    if (!this.#clock.paused) throw new Refusal('badRequest', 'paused: the clock must be paused to step it', 'paused');
    this.#recover();
    if (!this.#session.engine.ended) this.#session.engine.step();
    this.#clock.reset(this.now);
    this.#commit();
    this.publisher.broadcast('clock', this.clockState);
    return this.clockState;
  }

  setKill(engaged: boolean, reason: string): KillState {
    if (!engaged) this.#recover();
    if (this.refusing !== undefined) throw new Refusal('forbidden', this.refusing);
    this.submit({ type: 'KillSwitch', at: this.now, engaged, reason });
    this.publisher.broadcast('kill', this.killState);
    return this.killState;
  }

  setProtection(on: boolean): { readonly on: boolean } {
    if (this.refusing !== undefined) throw new Refusal('forbidden', this.refusing);
    this.submit({ type: 'SetOrderProtection', at: this.now, on });
    this.publisher.broadcast('protection', { on });
    return { on };
  }

  compareTextbook(params: Parsed<'compare.textbook'>, asker: Asker): Promise<TextbookReport> {
    return this.textbookComparison.run(asker, (running) => textbookComparison(params, running));
  }

  /** How like a real market a scenario is, beside the recorded days that this desk has at hand. The running session goes on. */
  async calibrate(params: Parsed<'calibrate.run'>, asker: Asker): Promise<RealismReport> {
    const opening = await this.#loadSimulated('calibrate.run', params.scenario, asker);
    const tapes = this.choices.filter(({ market }) => market === 'tape');
    const days = await Promise.all(tapes.map(({ scenario }) => this.#loadFor('calibrate.run', scenario, asker)));
    return this.calibration.run(asker, (running) => calibration(params, opening, days, running));
  }

  /** Which strategy is cheaper in a scenario. The running session goes on. */
  async compareScenario(params: Parsed<'compare.scenario'>, asker: Asker): Promise<CompareReport> {
    const opening = await this.#loadSimulated('compare.scenario', params.scenario, asker);
    const policies = this.#session.policies?.current ?? [];
    return this.scenarioComparison.run(asker, (running) => scenarioComparison(params, opening, policies, running));
  }

  /** Searches for cheaper numbers of the cost model in a scenario, on from where the same search was stopped. The running session goes on. */
  async tune(params: Parsed<'tune.run'>, asker: Asker): Promise<TuneReport> {
    const opening = await this.#loadSimulated('tune.run', params.scenario, asker);
    return this.search.run(asker, (running) => tuning(params, opening, this.#costs, asker, running));
  }

  /** Opens another session, then ends the running one. On a failure the running one goes on. */
  async startSession(scenario: string, seed: number, onProgress: (progress: Progress) => void): Promise<string> {
    this.#known(scenario);
    if (this.#starting) throw new Refusal('busy', 'another session is being opened');
    this.#starting = true;
    try {
      const { config, tape } = await this.#load(scenario, onProgress);
      const { policies } = this.#options;
      const next = this.#openSession({ config: { ...config, seed }, ...(tape && { tape }), ...(policies && { policies }) });
      this.#closeSession();
      this.#publish();
      this.#session = next;
      this.#pump = this.#begin();
      this.publisher.resyncAll('another session has begun');
      return next.info.sessionID;
    } finally {
      this.#starting = false;
    }
  }

  /** Ends the session with its digest and lets the record go. Throws StoreError when the record could not be completed. */
  close(): void {
    this.#running = false;
    clearTimeout(this.#timer as NodeJS.Timeout);
    clearImmediate(this.#timer as NodeJS.Immediate);
    for (const run of [this.textbookComparison, this.scenarioComparison, this.calibration, this.search]) run.stop();
    this.regrets.close();
    try {
      this.#session.close();
      this.#publish();
    } finally {
      this.store.close();
      this.#options.policies?.close();
    }
  }

  #loop(): void {
    if (!this.#running) return;
    const done = this.turn();
    // Between two slices the sockets get their turn, however far behind the engine is.
    this.#timer = done ? setTimeout(() => this.#loop(), REST_MS) : setImmediate(() => this.#loop());
  }

  #begin(): Pump {
    this.#fault = undefined;
    this.#wasEnded = false;
    const { engine } = this.#session;
    this.#clock.reset(engine.now);
    this.regrets.begin(this.#session);
    this.#commit();
    return new Pump({ engine, clock: this.#clock, wall: this.#wall, slice: SLICE_MS });
  }

  #publish(): void {
    const { kill, orderProtection } = this.#session;
    const { paused, speed } = this.#clock;
    this.publisher.publish(this.#session, { paused, speed, killed: kill.engaged || this.#fault !== undefined, orderProtection });
  }

  /** Into the record with all that was said. False when it could not be: then the desk stands, and knows why. */
  #commit(): boolean {
    if (this.#session.closed) return true;
    try {
      this.#session.commit();
      return true;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#fail(`the record cannot be written: ${error.message}`, false);
      return false;
    }
  }

  #fail(text: string, final: boolean): void {
    this.#fault = { text, final };
    this.#clock.set({ paused: true }, this.now);
    this.publisher.broadcast('clock', this.clockState);
    this.publisher.broadcast('kill', this.killState);
  }

  /** Out of a stop, if what caused it is gone; throws a Refusal if not. */
  #recover(): void {
    if (!this.#fault) return;
    const { text, final } = this.#fault;
    if (final || !this.#commit()) throw new Refusal('internal', this.#fault?.text ?? text);
    this.#fault = undefined;
    this.publisher.broadcast('kill', this.killState);
  }

  /** The session has come to its close by itself: its record is complete now, not when the program ends. */
  #finish(): void {
    this.#wasEnded = true;
    this.#closeSession();
    this.publisher.broadcast('clock', this.clockState);
  }

  #closeSession(): void {
    try {
      this.#session.close();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#fail(`the record cannot be completed: ${error.message}`, false);
    }
  }

  #openSession(opening: Opening): Session {
    try {
      return new Session(this.store, opening);
    } catch (error) {
      if (error instanceof StoreError) throw new Refusal('internal', error.message);
      throw error;
    }
  }

  #known(scenario: string): string {
    if (this.choices.some((choice) => choice.scenario === scenario)) return scenario;
    throw new Refusal('notFound', `scenario: ${scenario} cannot be opened here`, 'scenario');
  }

  async #loadSimulated(task: RequestName, scenario: string, asker: Asker): Promise<Opening> {
    const opening = await this.#loadFor(task, this.#known(scenario), asker);
    if (opening.config.market === 'tape') throw new Refusal('badRequest', 'scenario: must be a simulated one', 'scenario');
    return opening;
  }

  #loadFor(task: RequestName, scenario: string, asker: Asker): Promise<Opening> {
    return this.#load(scenario, (progress) => asker.push('progress', { ...progress, task }));
  }

  async #load(scenario: string, onProgress: (progress: Progress) => void): Promise<Opening> {
    try {
      return await this.#options.scenarios.load(scenario, (progress) => onProgress({ task: 'session.start', ...progress }));
    } catch (error) {
      throw new Refusal('notFound', `scenario: ${(error as Error).message}`, 'scenario');
    }
  }
}
