import type { AgentsConfig } from '../../../../shared/config/session.ts';
import { type Medium, oneWay, type Site } from '../../../../shared/geography.ts';

/** Where a venue stands that says nothing of it. */
const DEFAULT_SITE: Site = 'Secaucus';

/** By venue: one way from a site to its engine, the gateway included, without its speed bump. Nanoseconds. */
export function waysFrom({ venues, network }: AgentsConfig, site: Site, medium: Medium): Float64Array {
  return Float64Array.from(venues, (spec) => oneWay(medium, site, spec.site ?? DEFAULT_SITE) + network.gateway);
}

/** By venue x venues + other venue: one way between their engines. */
export function waysBetween({ venues }: AgentsConfig, medium: Medium): Float64Array {
  return Float64Array.from({ length: venues.length ** 2 }, (_, i) => {
    const from = venues[Math.floor(i / venues.length)]!.site ?? DEFAULT_SITE;
    return oneWay(medium, from, venues[i % venues.length]!.site ?? DEFAULT_SITE);
  });
}
