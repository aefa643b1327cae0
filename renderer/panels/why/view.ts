/** What of a decision is looked at. */
export type WhyView = 'seen' | 'cost' | 'outcome' | 'hindsight';
