/**
 * Rule 611 for one fill (domain 1.2): whether a better protected quote stood at another venue when the venue matched it, and if so which
 * exception covers it.
 */
export const EXEMPTIONS = ['selfHelp', 'crossed', 'iso', 'flicker', 'reopen'] as const;
export type Exemption = (typeof EXEMPTIONS)[number];

export type TradeThrough = 'none' | `exempt(${Exemption})` | 'violation';
