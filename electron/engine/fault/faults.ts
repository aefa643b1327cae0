import { type Fault, faultProblem, type ScriptedFault } from '../../../shared/config/fault.ts';
import type { SessionConfig } from '../../../shared/config/session.ts';
import type { FaultReport, Sink } from '../../../shared/events.ts';
import type { Nanos } from '../../../shared/units.ts';
import type { Conditions } from '../conditions.ts';
import { Kind } from '../kinds.ts';
import type { Schedule } from '../schedule.ts';

/** A fault that is in force. */
interface Standing {
  readonly number: number;
  readonly faultID: string;
  readonly fault: Fault;
  readonly scripted: boolean;
}

export interface FaultParts {
  readonly config: SessionConfig;
  readonly schedule: Schedule;
  readonly conditions: Conditions;
  readonly sink: Sink;
}

/** What goes wrong on purpose: begins it, ends it in time or when told, and reports both. */
export class Faults {
  private readonly parts: FaultParts;
  private readonly script: readonly ScriptedFault[];
  private standing: Standing[] = [];
  private count = 0;

  constructor(parts: FaultParts) {
    this.parts = parts;
    this.script = parts.config.market === 'agents' ? parts.config.faults : [];
  }

  /** Puts the scenario's script into the schedule. */
  open(): void {
    this.script.forEach(({ at }, index) => this.parts.schedule.push(at, Kind.faultStarts, index));
  }

  scripted(now: Nanos, index: number): void {
    this.start(now, `script-${index + 1}`, this.script[index]!.fault, true);
  }

  inject(now: Nanos, faultID: string, fault: Fault): void {
    const problem = this.standing.some((known) => known.faultID === faultID)
      ? { field: 'faultID', text: `${faultID} is already in force` }
      : faultProblem(this.parts.config, fault);
    if (problem) this.report(now, { faultID, fault, state: 'refused', ...problem });
    else this.start(now, faultID, fault, false);
  }

  clear(now: Nanos, faultID: string): void {
    const known = this.standing.find((one) => one.faultID === faultID);
    if (known) this.ends(now, known.number);
    else this.report(now, { faultID, state: 'refused', field: 'faultID', text: `${faultID} is not in force` });
  }

  /** A fault's time is over; one that was cleared before has ended already. */
  ends(now: Nanos, number: number): void {
    const known = this.standing.find((one) => one.number === number);
    if (!known) return;
    this.standing = this.standing.filter((one) => one !== known);
    const { faultID, fault, scripted } = known;
    this.report(now, { faultID, fault, state: 'ended', ...(scripted && { scripted }), text: `${fault.kind} over` });
  }

  save(): FaultsState {
    return { standing: this.standing, count: this.count };
  }

  restore({ standing, count }: FaultsState): void {
    this.standing = [...standing];
    this.count = count;
  }

  private start(now: Nanos, faultID: string, fault: Fault, scripted: boolean): void {
    const number = ++this.count;
    const until = 'duration' in fault && fault.duration !== undefined ? ((now + fault.duration) as Nanos) : undefined;
    if (until !== undefined) {
      this.standing.push({ number, faultID, fault, scripted });
      this.parts.schedule.push(until, Kind.faultEnds, number);
    }
    this.report(now, {
      faultID,
      fault,
      state: 'started',
      ...(scripted && { scripted }),
      ...(until !== undefined && { until }),
      text: fault.kind,
    });
  }

  private report(at: Nanos, said: Omit<FaultReport, 'type' | 'at'>): void {
    this.parts.sink.event({ type: 'FaultReport', at, ...said });
  }
}

export interface FaultsState {
  readonly standing: readonly Standing[];
  readonly count: number;
}
