import type { KnowledgeFile, VenueKnowledgeFile } from '../../../shared/config/knowledge.ts';
import type { SessionConfig } from '../../../shared/config/session.ts';
import { LastLiquidityInd } from '../../../shared/fix.ts';
import type { VenueKind, VenueSpec } from '../../../shared/market.ts';
import { Beta, type BetaState } from '../learn/beta.ts';
import { Ewma, EwmaMoments, type EwmaMomentsState, type EwmaState } from '../learn/ewma.ts';
import { MARKOUT_HALF_LIFE, MarkoutShrinkage, type MarkoutShrinkageState } from '../learn/markout-shrinkage.ts';
import { reputation } from '../learn/reputation.ts';
import { RunningQuantile, type RunningQuantileState } from '../learn/running-quantile.ts';
import { Tails, type TailsState } from './dark/tails.ts';
import { Models, type ModelsState } from './forecast/models.ts';

/** How many children the prior of the scenario file is worth. */
const PRIOR_WEIGHT = 10;
/** Children after which half of what a venue's fading said is forgotten. */
const FADE_HALF_LIFE = 70;
/** One-way times kept by venue. */
const ONE_WAYS = 128;
/** Acknowledgements that the declared way is worth: one slow moment must not hold back every leg. */
const DECLARED_WAYS = 5;
/** Round lots up to which a pool is told apart. */
const MOST_UNITS = 64;

/** What is known of one venue: each part an estimate that forgets. Nothing here is a fact for the scorecard; those are in `Profile`. */
export class VenueKnowledge {
  /** Share of what was sent to displayed quotes that filled. */
  readonly take: Beta;
  /** Share of a midpoint ping that filled. */
  readonly ping: Beta;
  /** Round lots that a ping finds, by how many were asked for. */
  readonly tails = new Tails({ cap: MOST_UNITS });
  /** Shares shown that were gone on arrival, over those shown. */
  readonly fade = new Ewma(FADE_HALF_LIFE);
  /** Shares found at the touch beyond what was shown, where so many were asked for. */
  readonly unseen = new Ewma(FADE_HALF_LIFE);
  /** Router to venue, nanoseconds, as its acknowledgements told. */
  readonly oneWay = new RunningQuantile(ONE_WAYS);

  constructor(spec: VenueSpec, { tuning, darkFillPrior }: SessionConfig['router']) {
    const ping = spec.kind === 'dark' ? darkFillPrior : tuning.hiddenPrior;
    this.take = new Beta(prior(1 - spec.hftPresence), tuning.forget);
    this.ping = new Beta(prior(ping), tuning.forget);
    for (let i = 0; i < DECLARED_WAYS; i++) this.oneWay.update(spec.entryLatency + spec.speedBump);
  }

  /** One-way time to the venue at a quantile: the declared one until enough answers say otherwise. */
  way(quantile: number): number {
    return this.oneWay.quantile(quantile)!;
  }

  /** Takes up what a file says of the venue; what it does not say stays as it is. */
  learned({ take, ping, tails, fade, unseen }: VenueKnowledgeFile): void {
    if (take) this.take.restore(take);
    if (ping) this.ping.restore(ping);
    if (tails) this.tails.restore({ atRisk: padded(tails.atRisk), ended: padded(tails.ended) });
    if (fade) this.fade.restore(fade);
    if (unseen) this.unseen.restore(unseen);
  }

  /** As a file keeps it. One-way times are of one session and are left out. */
  file(): VenueKnowledgeFile {
    const { take, ping, tails, fade, unseen } = this.save();
    return { take, ping, tails: { atRisk: [...tails.atRisk], ended: [...tails.ended] }, fade, unseen };
  }

  save(): VenueKnowledgeState {
    return {
      take: this.take.save(),
      ping: this.ping.save(),
      tails: this.tails.save(),
      fade: this.fade.save(),
      unseen: this.unseen.save(),
      oneWay: this.oneWay.save(),
    };
  }

  restore(state: VenueKnowledgeState): void {
    this.take.restore(state.take);
    this.ping.restore(state.ping);
    this.tails.restore(state.tails);
    this.fade.restore(state.fade);
    this.unseen.restore(state.unseen);
    this.oneWay.restore(state.oneWay);
  }
}

/**
 * What the router has learned of all venues, apart from any market: it can be taken from one session into another. Frozen, it
 * learns no more.
 */
export class Knowledge {
  readonly venues: readonly VenueKnowledge[];
  /** Move of the midpoint in the second after our fills that removed, and after those that added, bps, positive is our way. */
  readonly taken: MarkoutsByKind;
  readonly added: MarkoutsByKind;
  /** All of these together: how far one of them strays by chance. */
  private readonly moves = new EwmaMoments(MARKOUT_HALF_LIFE);
  readonly frozen: boolean;
  /** Trained models; absent where the session was given none. */
  readonly models: Models | undefined;

  private readonly mics: readonly string[];
  private readonly kinds: readonly VenueKind[];
  /** What `apart` says, by venue x 2 + adds: asked for several times a venue in each decision, and another only after a markout. */
  private readonly aparts: Float64Array;

  constructor(config: SessionConfig) {
    this.venues = config.venues.map((spec) => new VenueKnowledge(spec, config.router));
    this.mics = config.venues.map(({ mic }) => mic);
    this.kinds = config.venues.map(({ kind }) => kind);
    this.aparts = new Float64Array(2 * config.venues.length);
    this.taken = byKind(config);
    this.added = byKind(config);
    this.frozen = config.knowledge?.frozen ?? false;
    this.models = config.knowledge?.models && new Models(config.knowledge.models, this.frozen);
    if (config.knowledge) this.learned(config.knowledge);
    this.reckonAparts();
  }

  private learned({ venues, moves }: KnowledgeFile): void {
    this.mics.forEach((mic, v) => {
      if (venues[mic]) this.venues[v]!.learned(venues[mic]);
    });
    for (const kind of KINDS) {
      const of = (key: 'taken' | 'added') => this.mics.map((mic, v) => (this.kinds[v] === kind && venues[mic]?.[key]) || NO_FILLS);
      for (const key of ['taken', 'added'] as const)
        this[key][kind].restore({
          means: of(key).map(({ weight, mean }) => ({ weight, mean })),
          fills: of(key).map(({ fills }) => fills),
        });
    }
    if (moves) this.moves.restore(moves);
  }

  /**
   * A child that meant to remove displayed shares is done. `hoped`: shares that were to be had as far as the router saw, `got`: those
   * that filled, `shown` of them displayed, `asked` sent in all.
   */
  took(venue: number, { hoped, got, shown, asked }: Taken): void {
    if (this.frozen || hoped <= 0) return;
    const known = this.venues[venue]!;
    known.take.update(Math.min(1, got / hoped));
    if (shown > 0) known.fade.update(Math.max(0, Math.min(shown, hoped) - got) / Math.min(shown, hoped));
    if (asked > shown) known.unseen.update(Math.max(0, got - shown));
  }

  /** A midpoint ping of `asked` shares is done. */
  pinged(venue: number, asked: number, got: number, lot: number): void {
    if (this.frozen || asked <= 0) return;
    const known = this.venues[venue]!;
    known.ping.update(Math.min(1, got / asked));
    const units = Math.floor(asked / lot);
    if (units > 0) known.tails.observe(Math.min(units, MOST_UNITS), Math.min(Math.floor(got / lot), Math.min(units, MOST_UNITS)));
  }

  /** An acknowledgement says when an order was there, nanoseconds after it was sent. */
  arrived(venue: number, oneWay: number): void {
    if (!this.frozen && oneWay >= 0) this.venues[venue]!.oneWay.update(oneWay);
  }

  /** The midpoint a second after a fill against that at the fill, bps, positive is our way. */
  markout(venue: number, liquidity: LastLiquidityInd, bps: number): void {
    if (this.frozen) return;
    this.moves.update(bps);
    this.of(venue, liquidity === LastLiquidityInd.added).update(venue, bps);
    this.reckonAparts();
  }

  /**
   * What sets a venue apart, bps: its markout less that of all venues of its kind, few fills drawn to none (domain 5.9), and of the rest only
   * what chance does not explain: the positive part of 1 - se^2 / d^2 (James and Stein). Of its kind, because the price goes our way after
   * what is displayed was taken by our own doing too, and nobody sees a midpoint fill: set against each other, taking would seem a gain.
   */
  apart(venue: number, adds: boolean): number {
    return this.aparts[2 * venue + (adds ? 1 : 0)]!;
  }

  private reckonAparts(): void {
    for (let venue = 0; venue < this.venues.length; venue++) {
      this.aparts[2 * venue] = this.reckonApart(venue, false);
      this.aparts[2 * venue + 1] = this.reckonApart(venue, true);
    }
  }

  private reckonApart(venue: number, adds: boolean): number {
    const known = this.of(venue, adds);
    const own = known.own(venue);
    const variance = this.moves.variance;
    if (own === undefined || variance === undefined) return 0;
    const apart = own - known.market;
    if (apart === 0) return 0;
    const chance = variance / known.count(venue) / (apart * apart);
    return chance >= 1 ? 0 : (known.shrunk(venue) - known.market) * (1 - chance);
  }

  markouts(venue: number, adds: boolean): number {
    return this.of(venue, adds).count(venue);
  }

  /** 0 to 100 (domain 5.9), from what removing there was followed by and how much fades. */
  reputation(venue: number, tickBps: number): number {
    const fade = this.venues[venue]!.fade.value ?? 0;
    return reputation({ markoutBps: this.apart(venue, false), fade, tickBps });
  }

  /** What has been learned so far, to be kept in a file. */
  file(title: string, trainedOn: readonly number[] = []): KnowledgeFile {
    const { taken, added } = this.save();
    const markouts = (of: MarkoutsState, v: number) => ({ fills: of[this.kinds[v]!].fills[v]!, ...of[this.kinds[v]!].means[v]! });
    return {
      version: 1,
      title,
      frozen: false,
      trainedOn: [...trainedOn],
      venues: Object.fromEntries(
        this.mics.map((mic, v) => [mic, { ...this.venues[v]!.file(), taken: markouts(taken, v), added: markouts(added, v) }]),
      ),
      moves: { ...this.moves.save() },
      ...(this.models && { models: this.models.toFile() }),
    };
  }

  save(): KnowledgeState {
    return {
      venues: this.venues.map((known) => known.save()),
      taken: { lit: this.taken.lit.save(), dark: this.taken.dark.save() },
      added: { lit: this.added.lit.save(), dark: this.added.dark.save() },
      moves: this.moves.save(),
      models: this.models?.save(),
    };
  }

  restore(state: KnowledgeState): void {
    state.venues.forEach((known, v) => this.venues[v]!.restore(known));
    for (const kind of KINDS) {
      this.taken[kind].restore(state.taken[kind]);
      this.added[kind].restore(state.added[kind]);
    }
    this.moves.restore(state.moves);
    this.reckonAparts();
    // Another session may have had none, or others: then ours stand as they were trained.
    if (state.models) this.models?.restore(state.models);
  }

  private of(venue: number, adds: boolean): MarkoutShrinkage {
    return (adds ? this.added : this.taken)[this.kinds[venue]!];
  }
}

const KINDS = ['lit', 'dark'] as const satisfies readonly VenueKind[];
const NO_FILLS = { fills: 0, weight: 0, mean: 0 };

/** Of a kind's own venues; the places of the others stay empty. */
type MarkoutsByKind = Readonly<Record<VenueKind, MarkoutShrinkage>>;
type MarkoutsState = Readonly<Record<VenueKind, MarkoutShrinkageState>>;

function byKind({ venues }: SessionConfig): MarkoutsByKind {
  return { lit: new MarkoutShrinkage(venues.length), dark: new MarkoutShrinkage(venues.length) };
}

function padded(counts: readonly number[]): number[] {
  return [...counts, ...new Array<number>(MOST_UNITS - counts.length).fill(0)];
}

export interface Taken {
  readonly hoped: number;
  readonly got: number;
  readonly shown: number;
  readonly asked: number;
}

export interface VenueKnowledgeState {
  readonly take: BetaState;
  readonly ping: BetaState;
  readonly tails: TailsState;
  readonly fade: EwmaState;
  readonly unseen: EwmaState;
  readonly oneWay: RunningQuantileState;
}

export interface KnowledgeState {
  readonly venues: readonly VenueKnowledgeState[];
  readonly taken: MarkoutsState;
  readonly added: MarkoutsState;
  readonly moves: EwmaMomentsState;
  readonly models: ModelsState | undefined;
}

/** A Beta of `PRIOR_WEIGHT` children; neither side may be nothing. */
function prior(share: number): BetaState {
  const kept = Math.min(0.999, Math.max(0.001, share));
  return { alpha: kept * PRIOR_WEIGHT, beta: (1 - kept) * PRIOR_WEIGHT };
}
