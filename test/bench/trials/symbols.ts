import { Engine } from '../../../electron/engine/engine.ts';
import type { Witness } from '../../../electron/engine/market/witness.ts';
import { loadScenario } from '../../../electron/host/scenario.ts';
import { type Nanos, SECOND } from '../../../shared/units.ts';
import type { Race, Trial } from '../trial.ts';

const SYMBOLS = 5;
const SECONDS = 600;
const ONE_BY_ONE = 'five engines, one symbol each';

const nothing = () => undefined;
const unheard = { event: nothing, level: nothing, nbbo: nothing, trade: nothing };

/** `engines` of one scenario, each with some of its symbols; chance is named by symbol, so that every symbol trades the same either way. */
function markets(groups: readonly (readonly number[])[]): Race {
  let fills = 0;
  let volume = 0;
  const witness: Witness = {
    matched: (_at, _venue, _symbol, _side, _px, qty) => {
      fills += 1;
      volume += qty;
    },
  };
  const scenario = loadScenario('us2026');
  const engines = groups.map(
    (group) => new Engine({ config: { ...scenario, symbols: group.map((i) => scenario.symbols[i]!) }, sink: unheard, witness }),
  );
  return {
    count: SECONDS,
    run: (seconds) => {
      for (const engine of engines) engine.advanceTo((engine.config.openAt + seconds * SECOND) as Nanos);
    },
    totals: () => ({ fills, volume }),
  };
}

const all = Array.from({ length: SYMBOLS }, (_, i) => i);

export const trial: Trial = {
  name: 'symbols',
  work: 'ten minutes of us2026 with five symbols on 12 venues, in one engine and in five: what a symbol more costs',
  unit: 'simulated second',
  contenders: [
    { name: 'five symbols in one engine', start: () => markets([all]) },
    { name: ONE_BY_ONE, start: () => markets(all.map((i) => [i])) },
  ],
  goals: [{ peer: ONE_BY_ONE, ratio: 0.7 }],
};
