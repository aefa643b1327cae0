/**
 * Chance that a decrease of a level happened behind us, from what stands in `front` of and `back` behind us (domain 5.8):
 * - `power`: f(b) / (f(b) + f(a)), f(x) = x^n
 * - `log`: the same with f(x) = ln(1 + x)
 * - `v3`: 1 - (a / (a + b))^n
 */
export type DecreaseModel =
  | { readonly type: 'power'; readonly n: number }
  | { readonly type: 'log' }
  | { readonly type: 'v3'; readonly n: number };

/** 1 where the level is empty but for us: nothing in front can shrink. */
export function behindChance(model: DecreaseModel, front: number, back: number): number {
  const a = Math.max(0, front);
  const b = Math.max(0, back);
  if (a === 0) return 1;
  switch (model.type) {
    case 'power':
      return 1 / (1 + (a / b) ** model.n);
    case 'log':
      return Math.log1p(b) / (Math.log1p(b) + Math.log1p(a));
    case 'v3':
      return 1 - (a / (a + b)) ** model.n;
  }
}

/** Shares in front, and shares traded at our price since the level last changed. */
export interface QueueState {
  readonly front: number;
  readonly traded: number;
}

/**
 * Where a resting order stands in its queue, as far as trades and the level's size tell (domain 5.8, TV-5.8, the models of
 * hftbacktest). Without a model it is risk-averse: only trades bring us forward, a decrease only as far as the level itself leaves
 * no more in front. With one, the part of a decrease that trades do not explain is shared between front and back by its chance.
 */
export class QueuePosition {
  private readonly model: DecreaseModel | undefined;
  private ahead: number;
  private traded = 0;

  /** `front`: shares at the price when the order got there. */
  constructor(front: number, model?: DecreaseModel) {
    this.ahead = front;
    this.model = model;
  }

  /** Shares in front; below 0, trades went through us. */
  get front(): number {
    return this.ahead;
  }

  /** Shares traded at our price, reported before the level's change. */
  trade(qty: number): void {
    this.ahead -= qty;
    this.traded += qty;
  }

  /** The level, ours apart, went from `before` to `now` shares. */
  level(before: number, now: number): void {
    const gone = before - now - this.traded;
    this.traded = 0;
    if (this.model && gone >= 0) {
      const back = before - this.ahead;
      const behind = behindChance(this.model, this.ahead, back);
      // What is gone behind us cannot be more than stood there: the excess was in front.
      this.ahead += -(1 - behind) * gone + Math.min(0, back - behind * gone);
    }
    this.ahead = Math.min(this.ahead, now);
  }

  /** Our shares that trades have reached, in whole lots. */
  filled(lot: number): number {
    return Math.max(0, Math.floor(-this.ahead / lot)) * lot;
  }

  save(): QueueState {
    return { front: this.ahead, traded: this.traded };
  }

  restore({ front, traded }: QueueState): void {
    this.ahead = front;
    this.traded = traded;
  }
}
