import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { open } from '../../electron/store/open.ts';
import { commands, config, session, sessions } from '../../electron/store/queries.ts';
import { Recorder } from '../../electron/store/recorder.ts';
import { MINUTE, type Nanos } from '../../shared/units.ts';
import type { VenueScore } from '../../shared/wire/contract.ts';
import { anyCommand, anyEvent, anyScore, CONFIG, facts } from './fixtures.ts';
import { folder } from './folder.ts';

const TO = (CONFIG.openAt + MINUTE) as Nanos;

test('every event, command and score comes back exactly as it went in, in order, absent fields absent', () => {
  const path = join(folder(), 'runs.db');
  let run = 0;
  fc.assert(
    fc.property(
      fc.array(anyEvent, { maxLength: 90 }),
      fc.array(anyCommand, { maxLength: 8 }),
      fc.tuple(anyScore, anyScore),
      fc.array(fc.nat(89), { maxLength: 5 }),
      (events, orders, [first, second], flushes) => {
        const sessionID = `S${++run}`;
        const scores: VenueScore[] = [
          { ...first, mic: 'XNYS' },
          { ...second, mic: 'XNAS' },
        ];
        const db = open(path);
        const recorder = new Recorder(db, facts(sessionID));
        for (const command of orders) recorder.command(command);
        events.forEach((event, i) => {
          recorder.event(event);
          if (flushes.includes(i)) recorder.flush();
        });
        recorder.close({ to: TO, digest: 'd1', eventCount: events.length, scores });
        db.close();

        const reader = open(path, { readonly: true });
        const read = session(reader, sessionID);
        expect(read.events).toStrictEqual(events);
        expect(read.scores).toStrictEqual(scores);
        expect(read.session).toEqual(facts(sessionID).info);
        expect(commands(reader, sessionID)).toStrictEqual(orders);
        expect(config(reader, sessionID)).toEqual(CONFIG);
        reader.close();
      },
    ),
    { numRuns: 60 },
  );
  const reader = open(path, { readonly: true });
  expect(sessions(reader)).toHaveLength(run);
  reader.close();
});
