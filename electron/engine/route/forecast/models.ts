import type { Target } from '../../../../shared/config/features.ts';
import type { ModelsFile } from '../../../../shared/config/models.ts';
import type { LogisticData } from '../../learn/logistic.ts';
import { loadMicroprice, type Microprice } from '../../learn/microprice.ts';
import { Model } from './model.ts';

/** The models that a session was given, by what they forecast. */
export class Models {
  readonly microprice: Microprice | undefined;
  readonly all: readonly Model[];
  private readonly file: ModelsFile;
  private readonly byTarget: ReadonlyMap<Target, Model>;

  /** `frozen`: none of them learns. Throws RangeError naming the field of a model that cannot be used. */
  constructor(file: ModelsFile, frozen: boolean) {
    this.file = file;
    this.microprice = file.microprice && loadMicroprice(file.microprice);
    this.all = file.models.map((model) => new Model(model, frozen));
    this.byTarget = new Map(this.all.map((model) => [model.target, model]));
  }

  of(target: Target): Model | undefined {
    return this.byTarget.get(target);
  }

  /** As a file keeps them, with what was learned since. */
  toFile(): ModelsFile {
    return { ...this.file, models: this.all.map((model) => model.toFile()) };
  }

  save(): ModelsState {
    return this.all.map((model) => model.save());
  }

  /** What others of the same training had learned; theirs of another are passed over. */
  restore(state: ModelsState): void {
    if (state.length === this.all.length) this.all.forEach((model, i) => model.restore(state[i]));
  }
}

export type ModelsState = readonly LogisticData[];
