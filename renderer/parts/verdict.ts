/** What a comparison allows to be said, and no more. */
export interface Verdict {
  /** Who, and what it does: `Smart` `saves` `0.33` `bps`; where nothing is proven, the sentence alone. */
  readonly who: string;
  readonly does?: string;
  readonly figure?: string;
  readonly sub: string;
  readonly findings: readonly Finding[];
}

export interface Finding {
  /** `none`: a plain fact, neither good nor bad. */
  readonly kind: 'good' | 'warn' | 'bad' | 'none';
  readonly text: string;
}

/** The headline as one sentence, for who hears it. */
export function spoken({ who, does, figure }: Verdict): string {
  return [who, does, figure === undefined ? undefined : `${figure} bps`].filter((word) => word !== undefined).join(' ');
}
