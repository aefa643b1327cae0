import { featuresOf, type Target } from '../../../../shared/config/features.ts';
import type { SessionConfig } from '../../../../shared/config/session.ts';
import { opposite, type Side } from '../../../../shared/fix.ts';
import { MILLISECOND, type Nanos, type Px } from '../../../../shared/units.ts';
import type { Child } from '../../order/order.ts';
import type { ConsolidatedView } from '../../view/consolidated.ts';
import { marketFeatures, postFeatures, type Seen, takeFeatures, venueLeans } from '../features.ts';
import type { Knowledge } from '../knowledge.ts';
import type { Situation } from '../situation.ts';
import { Foresight } from './foresight.ts';
import { MODEL_KINDS } from './model.ts';
import { OwnPace, type OwnPaceState } from './own-pace.ts';
import { Scores, type ScoresState } from './scores.ts';
import { FILLS, MOVES, WITHIN } from './within.ts';

/** The market is looked at so often for its next move. */
const LOOK_EVERY = 250 * MILLISECOND;

/** Asked as a forecast begins, and told when its outcome is known: models are trained on exactly what they will be asked. */
export interface SampleListener {
  /** What only a simulation knows of a leg, or of the market (venue -1), right now; comes back with the sample. */
  truth?(target: Target, of: Subject): number;
  /** `outcome` from 0 to 1; `x` is the listener's to keep. */
  sample(target: Target, x: Float64Array, outcome: number, truth: number): void;
  /** A look at the market is over: the mid moved by so many Px in time, or did not (0). */
  looked?(target: Target, px: number): void;
}

/** What a forecast is of: a leg of `qty` shares at `px`, or a look at the market at the mid `px`. */
export interface Subject {
  readonly symbol: number;
  readonly side: Side;
  /** -1 where it is of no venue. */
  readonly venue: number;
  readonly px: Px;
  readonly qty: number;
}

export interface ForecastsParts {
  readonly config: SessionConfig;
  readonly view: ConsolidatedView;
  readonly knowledge: Knowledge;
  readonly listener?: SampleListener;
}

/** Forecasts from the same features whose outcomes are not known yet. */
interface Pending {
  readonly x: Float64Array;
  readonly open: readonly Target[];
  /** By target: what each kind of model said, and the truth at that time. */
  readonly said: Partial<Readonly<Record<Target, readonly number[]>>>;
  readonly truth: Partial<Readonly<Record<Target, number>>>;
}

interface Look extends Pending {
  readonly at: number;
  readonly midPx: number;
}

/**
 * What became of each forecast: a leg that took, against what it was to fade; one that rests, against what it was to fill; a look at the
 * market, against its next move. An outcome goes to the scores first and to the models that learn then. Without models, and with nobody
 * listening, only what is believed of the venues is scored.
 */
export class Forecasts {
  readonly own: OwnPace;
  readonly scores = new Scores();
  private readonly parts: ForecastsParts;
  private readonly active: boolean;
  private readonly widths: Readonly<Record<'fade' | 'fill' | 'move', number>>;
  /** Features of the forecast at hand. */
  private readonly x: Float64Array;
  /** By child's number. */
  private readonly legs = new Map<number, Pending>();
  /** By symbol: looks at the market, oldest first, all at the midpoint as it still is; and when the last one was. */
  private readonly looks: Look[][];
  private readonly lookedAt: Float64Array;

  constructor(parts: ForecastsParts) {
    this.parts = parts;
    const { config, knowledge, listener } = parts;
    const lit = litOf(config);
    this.widths = {
      fade: featuresOf('fade', lit).length,
      fill: featuresOf('fill1s', lit).length,
      move: featuresOf('move1s', lit).length,
    };
    this.own = new OwnPace(config.symbols.length);
    this.active = knowledge.models !== undefined || listener !== undefined;
    this.x = new Float64Array(Math.max(...Object.values(this.widths)));
    this.looks = config.symbols.map(() => []);
    this.lookedAt = new Float64Array(config.symbols.length).fill(Number.NEGATIVE_INFINITY);
  }

  /** What the models say of an order now; undefined where the session has none. */
  foresight(s: Situation): Foresight | undefined {
    const { models } = this.parts.knowledge;
    return models && new Foresight(s, models, this.own, this.x);
  }

  /** A leg leaves. */
  sent(now: number, child: Child): void {
    const { config, view } = this.parts;
    const { symbol, side, venue, px, orderQty, displayQty, action, remaining: leavesQty } = child;
    const own = this.own.count(symbol, now);
    this.own.sent(symbol, now);
    if (!this.active || config.venues[venue].kind === 'dark') return;
    const leg = { symbol, side, venue, orderQty, own };
    const seen = this.seen(now);
    if (action === 'take' && displayQty > 0) {
      const from = this.market(seen, symbol, side);
      const firstPx = (view.levels(venue, symbol, opposite(side)).bestPx || px) as Px;
      takeFeatures(seen, { ...leg, px: firstPx, displayQty, leavesQty }, this.x, from);
      this.legs.set(
        child.index,
        this.begin(['fade'], this.widths.fade, { symbol, side, venue, px, qty: Math.min(orderQty, displayQty) }),
      );
    } else if (action === 'post') {
      const from = this.market(seen, symbol, side);
      postFeatures(seen, { ...leg, px, queueQty: view.levels(venue, symbol, side).qtyAt(px) }, this.x, from);
      this.legs.set(child.index, this.begin(FILLS, this.widths.fill, { symbol, side, venue, px, qty: orderQty }));
    }
  }

  /** A resting leg has traded: what it had before is the answer wherever the time was over by then. */
  traded({ index, sentAt, orderQty, cumQty }: Child, lastQty: number, matchTime: number): void {
    const pending = this.legs.get(index);
    if (!pending || pending.open.includes('fade')) return;
    const before = (cumQty - lastQty) / orderQty;
    const open = FILLS.filter((target) => pending.open.includes(target) && matchTime - sentAt <= WITHIN[target]);
    for (const target of FILLS) if (pending.open.includes(target) && !open.includes(target)) this.settle(target, pending, before);
    this.legs.set(index, { ...pending, open });
  }

  /** A leg has had its last word at `matchTime`. One that took: `gone` of the shares that were to be had, undefined where it says nothing. */
  done({ index, sentAt, orderQty, cumQty }: Child, matchTime: number, gone: number | undefined): void {
    const pending = this.legs.get(index);
    if (!pending) return;
    this.legs.delete(index);
    for (const target of pending.open) {
      if (target === 'fade') {
        if (gone !== undefined) this.settle(target, pending, gone);
      } else if (cumQty === orderQty) this.settle(target, pending, 1);
      // Called back before its time was over it might have filled yet: that is no answer.
      else if (matchTime - sentAt >= WITHIN[target as keyof typeof WITHIN]) this.settle(target, pending, cumQty / orderQty);
    }
  }

  /** What is believed of a venue was put to the test: `name` take or ping. */
  believed(name: 'take' | 'ping', p: number, outcome: number): void {
    this.scores.note(name, p, outcome);
  }

  /** The picture of a symbol has changed, or may have. */
  moved(now: number, symbol: number): void {
    if (!this.active) return;
    const looks = this.looks[symbol];
    const due = now - this.lookedAt[symbol] >= LOOK_EVERY;
    if (looks.length === 0 && !due) return;
    const midPx = this.parts.view.soundMid(symbol);
    if (looks.length > 0 && midPx > 0 && midPx !== looks[0].midPx) {
      for (const look of looks) this.answer(look, now - look.at, midPx - look.midPx);
      looks.length = 0;
    }
    while (looks.length > 0 && now - looks[0].at > WITHIN.move1s) this.answer(looks.shift()!, now, 0);
    if (due && midPx > 0) this.look(now, symbol, midPx);
  }

  save(): ForecastsState {
    const { own, scores, legs, looks, lookedAt } = this;
    return {
      own: own.save(),
      scores: scores.save(),
      legs: [...legs],
      looks: looks.map((of) => [...of]),
      lookedAt: lookedAt.slice(),
    };
  }

  restore({ own, scores, legs, looks, lookedAt }: ForecastsState): void {
    this.own.restore(own);
    this.scores.restore(scores);
    this.legs.clear();
    for (const [index, pending] of legs) this.legs.set(index, pending);
    looks.forEach((of, symbol) => {
      this.looks[symbol] = [...of];
    });
    this.lookedAt.set(lookedAt);
  }

  private look(now: number, symbol: number, midPx: number): void {
    this.lookedAt[symbol] = now;
    const seen = this.seen(now);
    venueLeans(seen, symbol, 'buy', this.x, this.market(seen, symbol, 'buy'));
    this.looks[symbol].push({
      ...this.begin(MOVES, this.widths.move, { symbol, side: 'buy', venue: -1, px: midPx as Px, qty: 0 }),
      at: now,
      midPx,
    });
  }

  /** `px`: how far the mid moved at last, 0 for not at all, so long after the look. */
  private answer(look: Look, after: number, px: number): void {
    for (const target of MOVES) {
      const inTime = px !== 0 && after <= WITHIN[target];
      this.parts.listener?.looked?.(target, inTime ? px : 0);
      if (inTime) this.settle(target, look, px > 0 ? 1 : 0);
    }
  }

  private begin(targets: readonly Target[], width: number, of: Subject): Pending {
    const { knowledge, listener } = this.parts;
    const said: Partial<Record<Target, readonly number[]>> = {};
    const truth: Partial<Record<Target, number>> = {};
    for (const target of targets) {
      const model = knowledge.models?.of(target);
      if (model) said[target] = MODEL_KINDS.map((kind) => model.predict(kind, this.x));
      if (listener?.truth) truth[target] = listener.truth(target, of);
    }
    return { x: this.x.slice(0, width), open: targets, said, truth };
  }

  private settle(target: Target, { x, said, truth }: Pending, outcome: number): void {
    const { knowledge, listener } = this.parts;
    said[target]?.forEach((p, kind) => {
      this.scores.note(`${target}/${MODEL_KINDS[kind]}`, p, outcome);
    });
    knowledge.models?.of(target)?.learn(x, outcome);
    listener?.sample(target, x, outcome, truth[target] ?? Number.NaN);
  }

  private market(seen: Seen, symbol: number, side: Side): number {
    return marketFeatures(seen, symbol, side, this.parts.knowledge.models?.microprice, this.x);
  }

  private seen(now: number): Seen {
    const { config, view, knowledge } = this.parts;
    return { config, view, knowledge, now: now as Nanos };
  }
}

export interface ForecastsState {
  readonly own: OwnPaceState;
  readonly scores: ScoresState;
  readonly legs: readonly (readonly [child: number, pending: Pending])[];
  readonly looks: readonly (readonly Look[])[];
  readonly lookedAt: Float64Array;
}

function litOf({ venues }: SessionConfig): string[] {
  return venues.filter(({ kind }) => kind === 'lit').map(({ mic }) => mic);
}
