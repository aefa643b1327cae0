import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../electron/host/scenario.ts';
import { FAULT_KINDS } from '../../shared/config/fault.ts';
import { soakRun } from '../support/fault-soak.ts';

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
