import type { Sink } from '../../shared/events.ts';

/** Hears nothing: for a session that is run for what is read from it. */
export const SILENT: Sink = { event: () => {}, level: () => {}, nbbo: () => {}, trade: () => {} };
