import type { RouterConfig } from '../../../shared/config/session.ts';
import { MILLISECOND, MINUTE } from '../../../shared/units.ts';

/** A number of the router's cost model that can be searched. */
export interface Parameter {
  /** Its group and name within a scenario's `router`. */
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** First step: what is added, or, of a scale that is gone through by factors, what is multiplied by. */
  readonly step: number;
  readonly byFactor: boolean;
  readonly whole: boolean;
}

type Own = 'darkPingQty' | 'darkFillPrior' | 'adverseTicks';
type Tuned = {
  [Key in keyof RouterConfig['tuning']]: RouterConfig['tuning'][Key] extends number ? Key : never;
}[keyof RouterConfig['tuning']];
type Terms = Omit<Parameter, 'name' | 'byFactor' | 'whole'> & Partial<Pick<Parameter, 'byFactor' | 'whole'>>;

/** Below what a scenario may hold: a search shall not end up where the model means nothing. */
const TUNING: Readonly<Record<Tuned, Terms>> = {
  detectTake: { min: 0, max: 1, step: 0.1 },
  detectPost: { min: 0, max: 1, step: 0.05 },
  detectPing: { min: 0, max: 1, step: 0.025 },
  detectMid: { min: 0, max: 1, step: 0.02 },
  leakTicks: { min: 0, max: 10, step: 0.25 },
  impact: { min: 0, max: 1000, step: 1 },
  driftTicks: { min: 0, max: 100, step: 0.5 },
  hiddenPrior: { min: 0, max: 1, step: 0.05 },
  forget: { min: 0.9, max: 0.9999, step: 0.005 },
  spray: { min: 0, max: 1, step: 0.2 },
  reaction: { min: 0, max: 1_000_000, step: 20_000 },
  pingMinQty: { min: 1, max: 10_000, step: 4, byFactor: true, whole: true },
  conditionalMinQty: { min: 0, max: 100_000, step: 500, whole: true },
  underfill: { min: 0, max: 100_000, step: 2500, whole: true },
  overfill: { min: 0, max: 100_000, step: 2500, whole: true },
  patience: { min: 100 * MILLISECOND, max: MINUTE, step: 2, byFactor: true, whole: true },
  oversize: { min: 0, max: 20, step: 0.5 },
};

const OWN: Readonly<Record<Own, Terms>> = {
  darkPingQty: { min: 1, max: 100_000, step: 2, byFactor: true, whole: true },
  darkFillPrior: { min: 0, max: 1, step: 0.1 },
  adverseTicks: { min: 0, max: 5, step: 0.25 },
};

/** All that can be searched, in the order in which it is. */
export const PARAMETERS: readonly Parameter[] = [
  ...Object.entries(TUNING).map(([name, terms]) => ({ name: `tuning.${name}`, byFactor: false, whole: false, ...terms })),
  ...Object.entries(OWN).map(([name, terms]) => ({ name: `router.${name}`, byFactor: false, whole: false, ...terms })),
];

/** A setting: the values of the parameters that are searched, by name. */
export type Setting = Readonly<Record<string, number>>;

/** The values of some parameters as a router has them. */
export function settingOf(router: RouterConfig, parameters: readonly Parameter[]): Setting {
  return Object.fromEntries(parameters.map(({ name }) => [name, read(router, name)]));
}

/** A router with these values in place of its own. */
export function routerWith(router: RouterConfig, setting: Setting): RouterConfig {
  const tuning: Record<string, unknown> = { ...router.tuning };
  const own: Record<string, unknown> = { ...router };
  for (const [name, value] of Object.entries(setting)) {
    const [group, key] = parted(name);
    if (group === 'tuning') tuning[key] = value;
    else own[key] = value;
  }
  return { ...own, tuning } as unknown as RouterConfig;
}

/**
 * A value one step away, `direction` 1 or -1 and `size` times the first step (of a factor: its root or power), within bounds and at no more
 * digits than matter; undefined where that is no other value.
 */
export function stepped(
  { min, max, step, byFactor, whole }: Parameter,
  value: number,
  direction: 1 | -1,
  size: number,
): number | undefined {
  const moved = byFactor ? value * step ** (direction * size) : value + direction * step * size;
  const rounded = whole ? Math.round(moved) : Number(moved.toPrecision(6));
  const next = Math.min(max, Math.max(min, rounded));
  return next === value ? undefined : next;
}

function read(router: RouterConfig, name: string): number {
  const [group, key] = parted(name);
  const from = (group === 'tuning' ? router.tuning : router) as unknown as Readonly<Record<string, number>>;
  return from[key];
}

function parted(name: string): readonly [group: string, key: string] {
  const dot = name.indexOf('.');
  return [name.slice(0, dot), name.slice(dot + 1)];
}
