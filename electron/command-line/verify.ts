import type { Command } from '../../shared/events.ts';
import { qtyText, timeOfDay } from '../../shared/format.ts';
import { ENGINE_VERSION } from '../engine/engine.ts';
import { runAgain } from '../host/headless.ts';
import { ofFlag } from '../host/of-flag.ts';
import { AGAIN_LIMIT_MS, Policies } from '../host/policy/policies.ts';
import { type Difference, differenceText, RecordCheck } from '../host/record-check.ts';
import type { Opening } from '../host/session.ts';
import { UsageError } from '../host/usage.ts';
import { open } from '../store/open.ts';
import { policies } from '../store/policies.ts';
import { commands, config, type RecordedState, recordedEvents, recordedState } from '../store/queries.ts';
import { damaged, guard, type Store } from '../store/store-error.ts';
import type { CommandSpec, Given } from './arguments.ts';
import type { Output } from './output.ts';
import { ProgressLine } from './progress.ts';
import { loadTape } from './tape.ts';

export const spec: CommandSpec = {
  name: 'verify',
  summary:
    'Runs a recorded session again and compares its digest and every row. Exit code 0 when they agree, 1 when they differ, 2 when the record is damaged.',
  positionals: ['SESSION'],
  flags: {
    db: { kind: 'text', value: 'FILE', required: true, help: 'the record' },
    tape: { kind: 'text', value: 'DIR', help: 'the tape of a replayed session, if it has moved' },
    json: { kind: 'switch', help: 'one JSON document' },
  },
};

export async function run(given: Given, out: Output): Promise<void> {
  const sessionID = given.positionals[0]!;
  const db = ofFlag('--db', () => open(given.text('db')!, { readonly: true }));
  let users: Policies | undefined;
  try {
    const state = recordedState(db, sessionID);
    if (state.summary.state === 'running') throw new UsageError(`${sessionID}: is still running: end the session, then verify it`);
    users = Policies.again(policies(db, sessionID), AGAIN_LIMIT_MS);
    const opening = { ...(await reopen(db, state, given.text('tape'))), policies: users };
    const verdict = check(db, state, opening);
    if (given.on('json')) out.json(verdict);
    else say(verdict, out);
    if (!verdict.agrees) out.exitCode = 1;
  } finally {
    users?.close();
    db.close();
  }
}

/** What the session was made of, its tape read again. */
async function reopen(db: Store, { summary, info }: RecordedState, folder: string | undefined): Promise<Opening> {
  const { sessionID } = summary;
  const opened = config(db, sessionID);
  if (opened.market !== 'tape') return { config: opened };
  const source = folder ?? info.source;
  if (source === undefined) throw new UsageError(`--tape: ${sessionID} replayed a tape; name its folder`);
  const tape = await loadTape(source);
  if (tape.digest !== opened.tapeDigest)
    throw new UsageError(`--tape: ${source} is another tape than the one this session replayed`);
  return { config: opened, tape };
}

/** What `--json` prints. */
interface Verdict {
  readonly sessionID: string;
  readonly state: 'closed' | 'cut off';
  readonly agrees: boolean;
  /** Absent for a session that was cut off: it has no digest. */
  readonly digestAgrees?: boolean;
  /** All rows are those of the re-run; of a session that was cut off, as far as they go. */
  readonly recordAgrees: boolean;
  readonly difference?: Difference;
  readonly recorded?: string;
  /** Digest of the re-run; absent where there is none to compare it with. */
  readonly rerun?: string;
  /** Recorded events that agree, from the first on, and the time of day of the last. */
  readonly events: number;
  readonly upTo?: string;
  readonly commands: number;
  readonly engineVersion: { readonly recorded: string; readonly now: string };
}

function check(db: Store, recorded: RecordedState, opening: Opening): Verdict {
  const { sessionID, digest, state, from, to, engineVersion } = recorded.summary;
  const given = inOrder(db, sessionID, opening);
  const progress = new ProgressLine('verifying');
  const events = recordedEvents(db, sessionID);
  const found = new RecordCheck(opening.config, recorded, events);
  try {
    guard(db.name, () => {
      const engine = runAgain(opening, given, to, found, (now) => progress.show((now - from) / Math.max(1, to - from)));
      found.finish(engine.scores());
    });
  } finally {
    events.return?.();
    progress.clear();
  }
  const rerun = found.value();
  const cutOff = state !== 'closed' && digest === undefined;
  const digestAgrees = rerun === digest;
  const difference =
    found.difference ??
    (cutOff || digestAgrees
      ? undefined
      : { what: `sessions row ${sessionID}`, field: 'digest', expected: rerun, recorded: digest ?? null });
  return {
    sessionID,
    state: cutOff ? 'cut off' : 'closed',
    agrees: difference === undefined,
    ...(!cutOff && { digestAgrees }),
    recordAgrees: found.difference === undefined,
    ...(difference && { difference }),
    ...(digest !== undefined && { recorded: digest }),
    ...(!cutOff && { rerun }),
    events: found.agreed,
    ...(found.lastAt !== undefined && { upTo: timeOfDay(found.lastAt) }),
    commands: given.length,
    engineVersion: { recorded: engineVersion, now: ENGINE_VERSION },
  };
}

/** The engine takes no command from the past: a record that holds one did not come from it. */
function inOrder(db: Store, sessionID: string, { config: { openAt } }: Opening): Command[] {
  const given = commands(db, sessionID);
  given.forEach(({ at }, i) => {
    const earliest = given[i - 1]?.at ?? openAt;
    if (at < earliest) throw damaged(db.name, `commands row ${i + 1}: at is ${at}, before ${earliest}`);
  });
  return given;
}

function say({ state, agrees, difference, recorded, rerun, events, upTo, engineVersion }: Verdict, out: Output): void {
  if (engineVersion.recorded !== engineVersion.now)
    out.line(`recorded by engine ${engineVersion.recorded}, run again by engine ${engineVersion.now}`);
  if (difference) out.line(`differs: ${differenceText(difference)}`);
  const reach = `${qtyText(events)} events agree${upTo === undefined ? '' : ` up to ${upTo}`}`;
  if (state === 'cut off') return out.line(agrees ? `cut off: ${reach}` : `         cut off, no digest; ${reach}`);
  if (agrees) return out.line(`agrees: recorded ${recorded}, ${qtyText(events)} events`);
  out.line(`         ${reach}`);
  out.line(`         recorded  ${recorded ?? 'no digest'}`);
  out.line(`         run again ${rerun}`);
}
