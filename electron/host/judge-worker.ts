import { assertNever } from '../../shared/assert.ts';
import type { PolicySource } from '../../shared/policy.ts';
import { pilot } from '../engine/compare/pilot.ts';
import { compareReport } from '../engine/compare/report.ts';
import { runSeed } from '../engine/compare/seed-run.ts';
import { judgeAgain, judgeFrom, type OrderInSession } from '../engine/oracle/judge-order.ts';
import type { UserPolicies } from '../engine/route/user-policy.ts';
import type { JudgeTask } from './judge-threads.ts';
import { AGAIN_LIMIT_MS, Policies } from './policy/policies.ts';
import { serveTasks } from './threads.ts';

serveTasks<JudgeTask, unknown, number>((task, note) => {
  switch (task.type) {
    case 'pilot':
      return pilot(task.config);
    case 'seed':
      return runSeed(task.comparison, task.seed, note, policiesOf(task.policies)).data();
    case 'report':
      return compareReport(task.parts);
    case 'order':
      return judgeFrom(task.state, withPolicies(task.given, task.policies));
    case 'again':
      return judgeAgain(task.before, withPolicies(task.given, task.policies));
    default:
      return assertNever(task);
  }
});

/** The last ones, started: a comparison asks the same ones for every seed. */
let started: { readonly key: string; readonly policies: Policies } | undefined;

function policiesOf(sources: readonly PolicySource[]): UserPolicies | undefined {
  if (sources.length === 0) return undefined;
  const key = sources.map(({ strategy, sha256 }) => `${strategy} ${sha256}`).join();
  if (started?.key !== key) {
    started?.policies.close();
    // A thread that judges may wait: what comes out must not depend on how busy the machine is.
    started = { key, policies: Policies.again(sources, AGAIN_LIMIT_MS) };
  }
  return started.policies.asked;
}

function withPolicies(given: OrderInSession, sources: readonly PolicySource[]): OrderInSession {
  const policies = policiesOf(sources);
  return policies ? { ...given, engine: { ...given.engine, policies } } : given;
}
