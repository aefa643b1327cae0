import type { Parameter } from '../../../shared/config/parameters.ts';
import type { RouterConfig } from '../../../shared/config/session.ts';

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
