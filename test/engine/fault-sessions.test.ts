import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../electron/host/scenario.ts';
import { tapeConfig } from '../../electron/host/tape-config.ts';
import { FAULT_KINDS } from '../../shared/config/fault.ts';
import { soakRun } from '../support/fault-soak.ts';
import { randomTape } from '../support/random-tape.ts';

/** As many as a test may take; `npm run soak` runs thousands. */
const SESSIONS = { textbook: 40, us2026: 20 };

describe.each(Object.entries(SESSIONS))('random sessions of %s under random faults', (name, count) => {
  const scenario = loadScenario(name);
  const kinds = new Set<string>();

  test.each(Array.from({ length: count }, (_, i) => i + 1))('session %i keeps every rule', (seed) => {
    const { broken, events } = soakRun(scenario, seed);
    for (const event of events) if (event.type === 'FaultReport' && event.state === 'started') kinds.add(event.fault!.kind);
    expect(broken).toEqual([]);
  });

  test('between them they had every kind of fault', () => {
    expect([...kinds].sort()).toEqual([...FAULT_KINDS].sort());
  });
});

describe('recorded days under random faults', () => {
  const tape = randomTape(1);
  const scenario = tapeConfig(tape, { seed: 1 });

  test.each(Array.from({ length: 20 }, (_, i) => i + 1))('session %i keeps every rule', (seed) => {
    expect(soakRun(scenario, seed, tape).broken).toEqual([]);
  });

  test('a halt is refused: what was printed cannot be stopped', () => {
    const refused = Array.from({ length: 20 }, (_, i) => soakRun(scenario, i + 1, tape).events)
      .flat()
      .filter((event) => event.type === 'FaultReport' && event.fault?.kind === 'halt');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every((event) => event.type === 'FaultReport' && event.state === 'refused' && event.field === 'kind')).toBe(
      true,
    );
  });
});
