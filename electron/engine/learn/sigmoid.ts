/** The probability of log-odds `score`. */
export function sigmoid(score: number): number {
  return 1 / (1 + Math.exp(-score));
}

/** Log loss of log-odds `score`: log(1 + e^s) - y s, without overflow. */
export function scoreLoss(score: number, y: number): number {
  return Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - y * score;
}

/** Log-odds of a probability, which is first kept `margin` away from 0 and 1 so that they are finite. */
export function logit(p: number, margin = 1e-12): number {
  const within = Math.min(1 - margin, Math.max(margin, p));
  return Math.log(within / (1 - within));
}
