import type { Nanos } from '../../shared/units.ts';
import { ENGINE_VERSION } from '../engine/engine.ts';
import { rerun } from '../host/headless.ts';
import { UsageError } from '../host/usage.ts';
import { open } from '../store/open.ts';
import { commands, config, session } from '../store/queries.ts';
import type { CommandSpec, Given } from './arguments.ts';
import type { Output } from './output.ts';
import { ProgressLine } from './progress.ts';
import { loadTape } from './tape.ts';

export const spec: CommandSpec = {
  name: 'verify',
  summary: 'Runs a recorded session again and compares its digest. Exit code 0 when they agree, 1 when they differ.',
  positionals: ['SESSION'],
  flags: {
    db: { kind: 'text', value: 'FILE', required: true, help: 'the record' },
    tape: { kind: 'text', value: 'DIR', help: 'the tape of a replayed session, if it has moved' },
    json: { kind: 'switch', help: 'one JSON document' },
  },
};

export async function run(given: Given, out: Output): Promise<void> {
  const sessionID = given.positionals[0]!;
  const db = open(given.text('db')!, { readonly: true });
  const recorded = session(db, sessionID);
  const opening = { config: config(db, sessionID), commands: commands(db, sessionID) };
  db.close();
  const { summary } = recorded;
  if (summary.digest === undefined)
    throw new UsageError(
      `${sessionID}: was ${summary.state === 'running' ? 'not closed yet' : 'cut off before its close'}: it has no digest to compare`,
    );
  const source = given.text('tape') ?? recorded.session.source;
  if (opening.config.market === 'tape' && source === undefined)
    throw new UsageError(`--tape: ${sessionID} replayed a tape; name its folder`);
  const tape = opening.config.market === 'tape' ? await loadTape(source!) : undefined;
  if (tape && opening.config.market === 'tape' && tape.digest !== opening.config.tapeDigest)
    throw new UsageError(`--tape: ${source} is another tape than the one this session replayed`);
  const progress = new ProgressLine('verifying');
  const { from, to } = summary;
  const digest = rerun({ config: opening.config, ...(tape && { tape }) }, opening.commands, to, (now: Nanos) =>
    progress.show((now - from) / (to - from)),
  );
  progress.clear();
  const agrees = digest === summary.digest;
  const engine = { recorded: summary.engineVersion, now: ENGINE_VERSION };
  if (given.on('json'))
    out.json({
      sessionID,
      agrees,
      recorded: summary.digest,
      rerun: digest,
      engineVersion: engine,
      commands: opening.commands.length,
    });
  else {
    if (engine.recorded !== engine.now) out.line(`recorded by engine ${engine.recorded}, run again by engine ${engine.now}`);
    out.line(`${agrees ? 'agrees' : 'differs'}: recorded ${summary.digest}`);
    if (!agrees) out.line(`         run again ${digest}`);
  }
  if (!agrees) out.exitCode = 1;
}
