import type { SessionConfig } from '../../../../shared/config/session.ts';
import type { LearningModel, LearningReport } from '../../../../shared/wire/learning.ts';
import type { Knowledge } from '../knowledge.ts';
import { MODEL_KINDS } from './model.ts';
import type { Scores } from './scores.ts';

/** How good the session's forecasts have been so far: what is believed of the venues first, then each model of its knowledge. */
export function learning({ knowledge: file }: SessionConfig, { frozen, models }: Knowledge, scores: Scores): LearningReport {
  const beliefs = (['take', 'ping'] as const).map(
    (name): LearningModel => ({ name, kind: 'beta', used: true, ...soFar(scores, name) }),
  );
  const trained = (models?.all ?? []).flatMap(({ target, use }) => {
    const made = file!.models!.models.find((model) => model.target === target)!;
    return MODEL_KINDS.map((kind): LearningModel => {
      const { held } = made[kind];
      return { name: target, kind, used: use === kind, ...soFar(scores, `${target}/${kind}`), held: { ...held, ...made.report } };
    });
  });
  return { ...(file && { title: file.title }), frozen, trainedOn: file?.trainedOn ?? [], models: [...beliefs, ...trained] };
}

function soFar(scores: Scores, name: string): Pick<LearningModel, 'n' | 'score' | 'curve'> {
  const kept = scores.of(name);
  const score = kept?.score();
  return { n: score?.n ?? 0, ...(score && { score }), curve: kept?.curve().map((point) => ({ ...point })) ?? [] };
}
