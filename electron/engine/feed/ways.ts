import type { SessionConfig } from '../../../shared/config/session.ts';
import { oneWay, processorSite } from '../../../shared/geography.ts';

/** One way of a venue's direct feed to the router, without jitter or trouble. ns. */
export function directWay({ venues }: SessionConfig, venue: number): number {
  return venues[venue].feedLatency;
}

/**
 * From a venue over the SIP to the router, ns. Where the session has a network, the venue a site and the symbol a tape: to the tape's
 * processor, through it, and on to the router (domain 1.4); else what the config states of the venue and the SIP.
 */
export function sipWay(config: SessionConfig, venue: number, symbol: number): number {
  const { site, sipLatency } = config.venues[venue];
  const { tape } = config.symbols[symbol];
  const toProcessor =
    config.market === 'agents' && site && tape ? oneWay(config.network.medium, site, processorSite(tape)) : sipLatency;
  return toProcessor + config.sip.processing + fromSip(config, symbol);
}

/** From the SIP's processor to the router, ns. */
export function fromSip(config: SessionConfig, symbol: number): number {
  const { tape } = config.symbols[symbol];
  return config.market === 'agents' && tape
    ? oneWay(config.network.medium, processorSite(tape), config.network.router)
    : config.sip.toRouter;
}
