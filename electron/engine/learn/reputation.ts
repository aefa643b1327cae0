/** Below this a venue gets no dark pings and no posts; it is still taken from when its protected quote is best (domain 5.9). */
export const EXCLUDED_BELOW = 30;

/** What a share that fades costs in ticks: it is had elsewhere one tick worse. */
export const FADE_WEIGHT = 1;

export interface Conduct {
  /** Shrunk markout one second after a fill, bps, positive = the price moved our way. */
  readonly markoutBps: number;
  /** Share of what was displayed at send that was not there, 0 to 1. */
  readonly fade: number;
  /** A tick in bps of the price. */
  readonly tickBps: number;
}

/**
 * A venue's reputation R = 100 exp(-(max(0, -markout) + weight fade tick) / 1 bp), 0 to 100 (domain 5.9): 100 where nothing moves against us
 * and nothing fades; each basis point lost takes it to 37 %. Throws RangeError on a fade outside 0 to 1 or a number that is not finite.
 */
export function reputation({ markoutBps, fade, tickBps }: Conduct, fadeWeight = FADE_WEIGHT): number {
  if (!Number.isFinite(markoutBps)) throw new RangeError(`markoutBps: ${markoutBps} is not finite`);
  if (!(fade >= 0 && fade <= 1)) throw new RangeError(`fade: ${fade} is not 0 to 1`);
  if (!(tickBps >= 0 && fadeWeight >= 0)) throw new RangeError(`tickBps: ${tickBps} by ${fadeWeight} is not 0 or more`);
  return 100 * Math.exp(-(Math.max(0, -markoutBps) + fadeWeight * fade * tickBps));
}

/** 1 - filled / displayed at send (domain 5.9), 0 to 1; undefined where nothing was displayed. */
export function fadeRate(filledQty: number, displayedQty: number): number | undefined {
  return displayedQty > 0 ? Math.min(1, Math.max(0, 1 - filledQty / displayedQty)) : undefined;
}

/** Whether a venue of this reputation is pinged in the dark and posted at. */
export function isTrusted(reputation: number): boolean {
  return reputation >= EXCLUDED_BELOW;
}
