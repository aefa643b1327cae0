import { createHash } from 'node:crypto';
import { Engine } from '../../../electron/engine/engine.ts';
import { Digest } from '../../../electron/host/digest.ts';
import { loadScenario } from '../../../electron/host/scenario.ts';
import type { Sink } from '../../../shared/events.ts';
import { MILLISECOND, type Nanos } from '../../../shared/units.ts';
import type { Race, Trial } from '../trial.ts';

const MILLISECONDS = 60_000;
const NO_DIGEST = 'no digest';
const JSON_HASH = 'JSON of each output into one hash';

/** The session of the built-in scenario, heard by `sink`; `outputs` says how many calls it got. */
function session(sink: Sink, outputs: () => number): Race {
  const engine = new Engine({ config: loadScenario('textbook'), sink });
  const { openAt } = engine.config;
  return {
    count: MILLISECONDS,
    run: (milliseconds) => engine.advanceTo((openAt + milliseconds * MILLISECOND) as Nanos),
    totals: () => ({ engineEvents: engine.eventCount, outputs: outputs() }),
  };
}

function digested(): Race {
  const digest = new Digest();
  return session(digest, () => digest.count);
}

function unheard(): Race {
  let outputs = 0;
  const count = () => {
    outputs++;
  };
  return session({ event: count, level: count, nbbo: count, trade: count }, () => outputs);
}

function jsonHashed(): Race {
  const hash = createHash('sha256');
  let outputs = 0;
  const add = (...said: unknown[]) => {
    hash.update(JSON.stringify(said));
    outputs++;
  };
  return session({ event: add, level: add, nbbo: add, trade: add }, () => outputs);
}

export const trial: Trial = {
  name: 'digest',
  work: 'a minute of the textbook scenario without orders, every quote and trade into the digest',
  unit: 'simulated millisecond',
  contenders: [
    { name: 'fairway Digest', start: digested },
    { name: NO_DIGEST, start: unheard },
    { name: JSON_HASH, start: jsonHashed },
  ],
  goals: [
    { peer: NO_DIGEST, ratio: 0.8 },
    { peer: JSON_HASH, ratio: 1.2 },
  ],
};
