import { MAX_SEED } from '../limits.ts';
import { z } from '../wire/zod.ts';
import { models } from './models.ts';
import { count } from './numbers.ts';

/**
 * What a router starts a session with in place of the scenario's bare priors: estimates by venue, as another session or `fairway train`
 * left them. Plain numbers, so that it is a file and a part of the session's record. A venue that is not named starts with its priors.
 */

const positive = z.number().positive().max(1e9);
const finite = z.number().min(-1e9).max(1e9);
const weight = z.number().min(0).max(1e9);

/** Beta distribution of a share that fills. */
const belief = z.strictObject({ alpha: positive, beta: positive });
/** A mean that forgets. */
const mean = z.strictObject({ weight, mean: finite });
/** Kaplan-Meier counts by round lots found; what is beyond the last is 0. */
const tails = z
  .strictObject({ atRisk: z.array(weight).max(64), ended: z.array(weight).max(64) })
  .refine(({ atRisk, ended }) => atRisk.length === ended.length, { path: ['ended'], message: 'must be as long as atRisk' });
/** Markouts of a venue, bps: fills, and their mean. */
const markouts = z.strictObject({ fills: count(1e9), weight, mean: finite });

export const venueKnowledge = z.strictObject({
  take: belief.optional(),
  ping: belief.optional(),
  tails: tails.optional(),
  fade: mean.optional(),
  unseen: mean.optional(),
  taken: markouts.optional(),
  added: markouts.optional(),
});

export const knowledge = z.strictObject({
  version: z.literal(1),
  title: z.string().min(1).max(120),
  /** Learns nothing more: the estimates stand as they are. */
  frozen: z.boolean().default(false),
  /** Seeds that it was learned from: a comparison on them says nothing. */
  trainedOn: z.array(count(MAX_SEED)).max(10_000).default([]),
  /** By MIC. */
  venues: z.record(z.string().max(12), venueKnowledge),
  /** Of all markouts: how many weigh, their mean and their squared distances from it, bps. */
  moves: z.strictObject({ count: count(1e9), weight, squaredWeight: weight, mean: finite, squares: weight }).optional(),
  /** Trained forecasts. */
  models: models.optional(),
});

export type KnowledgeFile = z.infer<typeof knowledge>;
export type VenueKnowledgeFile = z.infer<typeof venueKnowledge>;
