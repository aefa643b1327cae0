import type { Stream } from '../random.ts';
import { Beta, type BetaState, checkForgetting, checkOutcome } from './beta.ts';

/**
 * Who chooses among arms (venues) of unknown worth, and learns by what came of it. Arms are numbered from 0; an outcome is 0 to 1, more
 * being better. Equal arms are settled by the lower number.
 */
export interface Bandit {
  readonly arms: number;
  /** What an arm is taken for in this decision: a draw, or an optimistic index. A router puts it into its cost (domain 5.1). */
  worth(arm: number, stream: Stream): number;
  choose(stream: Stream): number;
  update(arm: number, outcome: number): void;
}

/** Of those tried in domain 5.10 the best where arms change places once in 5,000 steps. */
export const BANDIT_FORGETTING = 0.999;

const FLAT: BetaState = { alpha: 1, beta: 1 };

/**
 * Thompson sampling (domain 5.10): an arm is worth a draw from what is believed of it, so it is chosen as often as it may be the best.
 * With forgetting below 1 every update ages the evidence of all arms toward the prior. The prior may differ by arm.
 * Throws RangeError without arms, or where priors or saved states are of another number of arms.
 */
export class Thompson implements Bandit {
  readonly beliefs: readonly Beta[];

  constructor(arms: number, forgetting = BANDIT_FORGETTING, priors: readonly BetaState[] = new Array<BetaState>(arms).fill(FLAT)) {
    checkArms(arms);
    if (priors.length !== arms) throw new RangeError(`priors: ${priors.length} for ${arms}`);
    this.beliefs = priors.map((prior) => new Beta(prior, forgetting));
  }

  get arms(): number {
    return this.beliefs.length;
  }

  worth(arm: number, stream: Stream): number {
    return this.beliefs[arm]!.sample(stream);
  }

  choose(stream: Stream): number {
    return mostWorth(this.arms, (arm) => this.worth(arm, stream));
  }

  update(arm: number, outcome: number): void {
    checkOutcome(outcome);
    for (let i = 0; i < this.beliefs.length; i++) this.beliefs[i]!.age();
    this.beliefs[arm]!.add(outcome);
  }

  save(): readonly BetaState[] {
    return this.beliefs.map((belief) => belief.save());
  }

  restore(states: readonly BetaState[]): void {
    if (states.length !== this.arms) throw new RangeError(`arms: ${states.length} into ${this.arms}`);
    states.forEach((state, arm) => {
      this.beliefs[arm]!.restore(state);
    });
  }
}

/** The UCB1 index x + sqrt(2 ln t / n) of an arm with mean `mean` over `n` of `t` plays in all (Auer et al. 2002; domain 5.10). */
export function ucb1Index(mean: number, n: number, t: number): number {
  return n > 0 ? mean + Math.sqrt((2 * Math.log(Math.max(1, t))) / n) : Infinity;
}

/**
 * UCB1 (domain 5.10): an arm is worth the upper end of what it may be; one never played comes first. With forgetting below 1 plays and
 * outcomes are discounted alike (Garivier and Moulines 2008), and plays in all is the sum of what is left of them.
 */
export class Ucb1 implements Bandit {
  private readonly forgetting: number;
  private readonly plays: Float64Array;
  private readonly sums: Float64Array;
  private total = 0;

  constructor(arms: number, forgetting = 1) {
    checkArms(arms);
    checkForgetting(forgetting);
    this.forgetting = forgetting;
    this.plays = new Float64Array(arms);
    this.sums = new Float64Array(arms);
  }

  get arms(): number {
    return this.plays.length;
  }

  worth(arm: number): number {
    const n = this.plays[arm]!;
    return ucb1Index(this.sums[arm]! / n, n, this.total);
  }

  choose(): number {
    return mostWorth(this.arms, (arm) => this.worth(arm));
  }

  update(arm: number, outcome: number): void {
    checkOutcome(outcome);
    for (let i = 0; i < this.plays.length; i++) {
      this.plays[i]! *= this.forgetting;
      this.sums[i]! *= this.forgetting;
    }
    this.plays[arm]! += 1;
    this.sums[arm]! += outcome;
    this.total = this.forgetting * this.total + 1;
  }

  save(): Ucb1State {
    return { plays: [...this.plays], sums: [...this.sums], total: this.total };
  }

  restore({ plays, sums, total }: Ucb1State): void {
    if (plays.length !== this.arms) throw new RangeError(`arms: ${plays.length} into ${this.arms}`);
    this.plays.set(plays);
    this.sums.set(sums);
    this.total = total;
  }
}

export interface Ucb1State {
  readonly plays: readonly number[];
  readonly sums: readonly number[];
  readonly total: number;
}

function checkArms(arms: number): void {
  if (!(Number.isInteger(arms) && arms > 0)) throw new RangeError(`arms: ${arms} is not 1 or more`);
}

/** The arm of most worth, the first of equals; each is asked once, in order. */
function mostWorth(arms: number, worth: (arm: number) => number): number {
  let best = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let arm = 0; arm < arms; arm++) {
    const found = worth(arm);
    if (found <= most) continue;
    most = found;
    best = arm;
  }
  return best;
}
