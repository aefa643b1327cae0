import type { KnowledgeFile } from '../../shared/config/knowledge.ts';
import type { ModelFile } from '../../shared/config/models.ts';
import { decimal, qtyText } from '../../shared/format.ts';
import { DISPATCHES, STRATEGIES } from '../../shared/routing.ts';
import { usualSymbol } from '../engine/realism/report.ts';
import { MODEL_KINDS } from '../engine/route/forecast/model.ts';
import { QUICK_SPLIT, SEED_SPLIT } from '../engine/train/splits.ts';
import { writeJson } from '../host/knowledge-file.ts';
import { expectWritable } from '../host/of-flag.ts';
import { seedsOf } from '../host/seeds.ts';
import { type TrainProgress, train } from '../host/train.ts';
import { UsageError } from '../host/usage.ts';
import type { CommandSpec, Given } from './arguments.ts';
import { withKnowledge } from './knowledge.ts';
import { type Output, table } from './output.ts';
import { ProgressLine } from './progress.ts';
import { oneOf, scenarioOf, symbolOf } from './words.ts';

const LESSON_MINUTES = 10;
const QUICK_MINUTES = 2;
const SEEDS = '1-60';
const QUICK_SEEDS = '1-10';

export const spec: CommandSpec = {
  name: 'train',
  summary:
    'Lets a router go through the standard orders of many seeds and keeps what it has learned of the venues; with --models also trains forecasts of fades, fills and moves, and says what they are worth on seeds they never saw.',
  flags: {
    scenario: { kind: 'text', value: 'NAME|FILE', required: true, help: 'a built-in scenario or a JSON file' },
    seeds: { kind: 'text', value: 'A-B', help: `of the standard orders (${SEEDS}; with --quick ${QUICK_SEEDS})` },
    symbol: { kind: 'text', value: 'S', help: 'which symbol (the one nearest to a $100 stock)' },
    strategy: { kind: 'text', value: 'A', help: `by which the orders are routed: of ${STRATEGIES.join(', ')} (learned)` },
    dispatch: { kind: 'text', value: 'A', help: `of ${DISPATCHES.join(', ')} (parallel)` },
    models: {
      kind: 'switch',
      help: 'also the models: trained on seeds 1-60, tuned on 61-80, tested on 81-100, none of them used for another',
    },
    quick: { kind: 'switch', help: 'all of it on few seeds and short lessons: a trial of the command, not of the models' },
    knowledge: { kind: 'text', value: 'FILE|none', help: 'what the router begins with (none: bare priors)' },
    out: { kind: 'text', value: 'FILE', help: 'where to write it (SCENARIO-knowledge.json)' },
    threads: { kind: 'number', value: 'N', min: 1, max: 256, help: 'at most so many at once (one a core); the result is the same' },
    json: { kind: 'switch', help: 'one JSON document' },
  },
};

export async function run(given: Given, out: Output): Promise<void> {
  const config = withKnowledge(scenarioOf(given), given, out, 'none');
  const symbol = symbolOf(given.text('symbol') ?? usualSymbol(config), config);
  const quick = given.on('quick');
  if (quick && !given.on('models')) throw new UsageError('--quick: goes with --models');
  const threads = given.number('threads');
  const file = given.text('out') ?? `${config.name}-knowledge.json`;
  expectWritable('--out', file);
  const telling = new Telling();
  const knowledge = await train({
    scenario: config.name,
    config,
    symbol,
    seeds: seedsOf('--seeds', given.text('seeds') ?? (quick ? QUICK_SEEDS : SEEDS)),
    strategy: oneOf('--strategy', given.text('strategy') ?? 'learned', STRATEGIES),
    dispatch: oneOf('--dispatch', given.text('dispatch') ?? 'parallel', DISPATCHES),
    ...(given.on('models') && {
      models: quick ? { split: QUICK_SPLIT, minutes: QUICK_MINUTES } : { split: SEED_SPLIT, minutes: LESSON_MINUTES },
    }),
    ...(threads !== undefined && { threads }),
    onProgress: (progress) => telling.tell(progress),
  }).finally(() => telling.clear());
  writeJson(file, knowledge);
  const report = trainReport(knowledge, file);
  if (given.on('json')) out.json(report);
  else out.line(describe(report));
}

/** Progress on standard error: a line in place on a terminal, else a line for every tenth of a stage. */
class Telling {
  private readonly line = new ProgressLine('training');
  private told = '';

  tell(progress: TrainProgress): void {
    const { stage, done, total } = progress;
    this.line.show(done / total, progressText(progress));
    const tenth = `${stage} ${Math.floor((done / total) * 10)}`;
    if (process.stderr.isTTY || tenth === this.told) return;
    this.told = tenth;
    process.stderr.write(`training ${progressText(progress)}\n`);
  }

  clear(): void {
    this.line.clear();
  }
}

const UNITS = { venues: 'order', lessons: 'seed', models: 'model' } as const;

function progressText({ stage, done, total }: TrainProgress): string {
  return `${stage}, ${UNITS[stage]} ${qtyText(done)} of ${qtyText(total)}`;
}

/** What `train` prints as JSON. Names are part of the product (README). */
interface TrainReport {
  readonly file: string;
  readonly title: string;
  readonly trainedOn: readonly number[];
  readonly venues: readonly VenueReport[];
  readonly seeds?: { readonly train: string; readonly tune: string; readonly test: string };
  readonly models?: readonly ModelReport[];
}

interface VenueReport {
  readonly mic: string;
  /** Share of what was sent to displayed quotes, or pinged, that filled; 0 to 1. */
  readonly take?: number;
  readonly ping?: number;
  readonly fade?: number;
  /** Move of the mid in the second after our fills, bps. */
  readonly takenBps?: number;
  readonly addedBps?: number;
}

type ModelReport = Omit<ModelFile, 'logistic' | 'trees'> & {
  readonly logistic: ModelFile['logistic']['held'];
  readonly trees: ModelFile['trees']['held'];
};

function trainReport({ title, trainedOn, venues, models }: KnowledgeFile, file: string): TrainReport {
  const mean = (of: { readonly alpha: number; readonly beta: number } | undefined) => of && of.alpha / (of.alpha + of.beta);
  const seen = (of: { readonly weight: number; readonly mean: number } | undefined) => (of && of.weight > 0 ? of.mean : undefined);
  return {
    file,
    title,
    trainedOn,
    venues: Object.entries(venues).map(([mic, { take, ping, fade, taken, added }]) => ({
      mic,
      take: mean(take),
      ping: mean(ping),
      fade: seen(fade),
      takenBps: seen(taken),
      addedBps: seen(added),
    })),
    ...(models && {
      seeds: models.seeds,
      models: models.models.map(({ logistic, trees, ...rest }) => ({ ...rest, logistic: logistic.held, trees: trees.held })),
    }),
  };
}

function describe({ file, title, venues, seeds, models }: TrainReport): string {
  const percent = (share: number | undefined) => (share === undefined ? 'none' : `${decimal(share * 100, 1)} %`);
  return [
    `${title}: written to ${file}`,
    '',
    table(
      ['venue', 'takes fill', 'pings fill', 'fades', 'taken bps', 'added bps'],
      venues.map(({ mic, take, ping, fade, takenBps, addedBps }) => [
        mic,
        percent(take),
        percent(ping),
        percent(fade),
        decimal(takenBps, 3),
        decimal(addedBps, 3),
      ]),
      ['takes fill', 'pings fill', 'fades', 'taken bps', 'added bps'],
    ),
    ...(models && seeds ? ['', modelLines(models, seeds)] : []),
  ].join('\n');
}

function modelLines(models: readonly ModelReport[], { train, tune, test }: NonNullable<TrainReport['seeds']>): string {
  const figures = ['samples', 'brier', 'base', 'skill', 'log loss', 'auc', 'ece', 'slope', 'shuffled', 'informed'];
  const rows = models.flatMap(({ target, use, logistic, trees, report }) =>
    MODEL_KINDS.map((kind) => {
      const { score, failed } = kind === 'logistic' ? logistic : trees;
      const verdict = failed.length > 0 ? `fails ${failed.join(', ')}` : use === kind ? 'passes, used' : 'passes';
      return [
        target,
        kind,
        qtyText(report.samples.test),
        decimal(score.brier, 4),
        decimal(report.base.brier, 4),
        decimal(score.skill, 4),
        decimal(score.logLoss, 4),
        decimal(score.auc, 4),
        decimal(score.ece, 4),
        decimal(score.slope, 3),
        decimal(report.shuffledAuc, 4),
        decimal(report.informed?.brier, 4),
        verdict,
      ];
    }),
  );
  return [
    `models: trained on seeds ${train}, tuned on ${tune}, tested on ${test}; used where the Brier score beats the base rate's by 5 %, the slope is .9 to 1.1 and the calibration error .03 at most`,
    table(['target', 'model', ...figures, 'gates'], rows, figures),
    'shuffled: AUC of the same training on outcomes dealt out anew; informed: Brier score of who knows what only the simulator does',
  ].join('\n');
}
