import { Prequential, type PrequentialState } from '../../learn/prequential.ts';

/** How good the forecasts of a session were, each judged before anything learned from its outcome; by name, made when it is first needed. */
export class Scores {
  private readonly kept = new Map<string, Prequential>();

  note(name: string, p: number, outcome: number): void {
    let score = this.kept.get(name);
    if (!score) {
      score = new Prequential();
      this.kept.set(name, score);
    }
    score.note(p, outcome);
  }

  of(name: string): Prequential | undefined {
    return this.kept.get(name);
  }

  save(): ScoresState {
    return [...this.kept].map(([name, score]) => [name, score.save()]);
  }

  restore(state: ScoresState): void {
    this.kept.clear();
    for (const [name, saved] of state) {
      const score = new Prequential();
      score.restore(saved);
      this.kept.set(name, score);
    }
  }
}

export type ScoresState = readonly (readonly [name: string, state: PrequentialState])[];
