import type { KnowledgeFile } from '../../shared/config/knowledge.ts';
import type { SessionConfig } from '../../shared/config/session.ts';
import { DISPATCHES, type Dispatch, type StrategyName } from '../../shared/routing.ts';
import type { Contestant } from '../engine/oracle/trial.ts';
import { knowing, PRIORS } from './knowledge-file.ts';
import { ofFlag } from './of-flag.ts';
import { UsageError } from './usage.ts';

/** A strategy as it is entered for a comparison. */
export interface Contender {
  readonly strategy: StrategyName;
  /** Default: each of the comparison's. */
  readonly dispatch?: Dispatch;
  /** What its router begins with, and the name of it; default: the session's, and it learns. */
  readonly knowledge?: { readonly name: string; readonly file: KnowledgeFile | undefined; readonly leftOut?: string };
}

const FORM = /^(?<strategy>user:[A-Za-z][\w-]{0,31}(?:@[0-9a-f]{8})?|\w+)(?:\/(?<dispatch>\w+))?(?:@(?<knowledge>.+))?$/;

/**
 * `STRATEGY[/DISPATCH][@KNOWLEDGE]`: @live as the session begins (the default), @frozen the same and nothing more is learned, @priors
 * bare priors and nothing is learned, @FILE what a file says, and it learns. Throws UsageError naming the flag.
 */
export function contender(flag: string, text: string, known: readonly StrategyName[], config: SessionConfig): Contender {
  const { strategy, dispatch, knowledge } = FORM.exec(text)?.groups ?? {};
  if (!known.includes(strategy as StrategyName))
    throw new UsageError(`${flag}: ${JSON.stringify(strategy ?? text)} is none of ${known.join(', ')}`);
  if (dispatch !== undefined && !DISPATCHES.includes(dispatch as Dispatch))
    throw new UsageError(`${flag}: ${JSON.stringify(dispatch)} is none of ${DISPATCHES.join(', ')}`);
  return {
    strategy: strategy as StrategyName,
    ...(dispatch !== undefined && { dispatch: dispatch as Dispatch }),
    ...(knowledge !== undefined && { knowledge: { name: knowledge, ...ofFlag(flag, () => begins(flag, knowledge, config)) } }),
  };
}

function begins(flag: string, name: string, config: SessionConfig): Omit<NonNullable<Contender['knowledge']>, 'name'> {
  switch (name) {
    case 'live':
      return { file: undefined };
    case 'frozen':
      return { file: { ...(config.knowledge ?? PRIORS), frozen: true } };
    case 'priors':
      return { file: PRIORS };
    default: {
      const leftOut: string[] = [];
      const { knowledge: file } = knowing(config, { knowledge: name, onLeftOut: (text) => leftOut.push(text) });
      return { file, ...(leftOut[0] !== undefined && { leftOut: `${flag}: ${leftOut[0]}` }) };
    }
  }
}

/** Under each dispatch that it is entered for; those that share it with others are named by it too. */
export function contestants(entered: readonly Contender[], dispatches: readonly Dispatch[]): Contestant[] {
  return dispatches.flatMap((dispatch, i) =>
    entered
      .filter((one) => (one.dispatch === undefined ? true : i === 0))
      .map((one): Contestant => {
        const own = one.dispatch ?? dispatch;
        const { file } = one.knowledge ?? {};
        return { name: nameOf(one, own, dispatches), strategy: one.strategy, dispatch: own, ...(file && { knowledge: file }) };
      }),
  );
}

export function nameOf(one: Contender, dispatch: Dispatch, dispatches: readonly Dispatch[]): string {
  const way = one.dispatch !== undefined || dispatches.length > 1 ? `/${dispatch}` : '';
  return `${one.strategy}${way}${one.knowledge ? `@${one.knowledge.name}` : ''}`;
}
