/** One ping of a dark pool. Shares, and money a share in one unit; fees are costs, rebates negative. */
export interface PingQuestion {
  readonly expectedFill: number;
  readonly halfSpread: number;
  readonly litFee: number;
  readonly darkFee: number;
  /** Chance that the ping is read as intent. */
  readonly leakProbability: number;
  /** Shares still to be done after it. */
  readonly remaining: number;
  /** How far the price goes against us if it is. */
  readonly drift: number;
}

/** Money for the whole order; the ping is worth sending where `net` is above 0. */
export interface PingWorth {
  readonly gain: number;
  readonly leak: number;
  readonly net: number;
}

/**
 * What a ping is expected to save over the lit side, against what it may give away (domain 5.3, TV-5.4c):
 * E[fill] (half spread + lit fee - dark fee) against P(leak) R drift / 2, half because the price drifts while the rest is done.
 */
export function pingWorth(question: PingQuestion): PingWorth {
  const { expectedFill, halfSpread, litFee, darkFee, leakProbability, remaining, drift } = question;
  const gain = expectedFill * (halfSpread + litFee - darkFee);
  const leak = (leakProbability * remaining * drift) / 2;
  return { gain, leak, net: gain - leak };
}
