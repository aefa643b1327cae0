import type { SessionInfo, Transport } from '../../../shared/wire/contract.ts';

/** What is compared: strategies on a simulated scenario, or the textbook's five on its own market. */
export type CompareMode = 'scenario' | 'textbook';

/** Which of the two the page shows: what was chosen, else what fits the session. */
export class ModeChoice {
  chosen: CompareMode | undefined = $state();

  /** A recorded day has no scenario to compare on, and the textbook's own session means the textbook's own comparison. */
  of(session: SessionInfo | undefined): CompareMode {
    if (this.chosen) return this.chosen;
    return session === undefined || session.market === 'tape' || session.name === 'textbook' ? 'textbook' : 'scenario';
  }
}

const choices = new WeakMap<Transport, ModeChoice>();

/** The one choice of a connection: it outlives the page. */
export function modeOf(transport: Transport): ModeChoice {
  const choice = choices.get(transport) ?? new ModeChoice();
  choices.set(transport, choice);
  return choice;
}
