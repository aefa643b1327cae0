import { MEDIA, oneWay, processorSite, SITES } from '../geography.ts';
import type { FeeModel, PoolSpec, SymbolSpec, VenueKind, VenueSpec } from '../market.ts';
import { DAY, MICROSECOND, type Nanos, SECOND } from '../units.ts';
import { z } from '../wire/zod.ts';
import { between, latency, MAX_SIZE, money, probability, qty, rate, shares } from './numbers.ts';

const pool = z.strictObject({
  nbbo: z.enum(['direct', 'sip']),
  interval: z
    .strictObject({ min: between(1, SECOND), max: between(1, SECOND) })
    .refine(({ min, max }) => min <= max, { path: ['max'], message: 'must not be below min' })
    .optional(),
  rate: rate(1000),
  life: between(MICROSECOND, DAY),
  empty: probability,
  exponent: z.number().min(0.5).max(10),
  minQty: qty,
  minQtyShare: probability,
  conditionalShare: probability,
  firmUp: probability,
  firmUpMedian: between(1, SECOND),
}) satisfies z.ZodType<PoolSpec>;

const latencies = {
  entryLatency: latency,
  responseLatency: latency,
  feedLatency: latency,
  sipLatency: latency,
};

const venueFields = {
  mic: z.string().regex(/^[A-Z0-9_]{1,12}$/, 'must be 1 to 12 capital letters, digits or _'),
  name: z.string().min(1).max(40),
  letter: z.string().min(1).max(2),
  kind: z.enum(['lit', 'dark'] satisfies VenueKind[]),
  feeModel: z.enum(['makerTaker', 'takerMaker', 'takeTake', 'flat', 'free'] satisfies FeeModel[]),
  makerFee: money,
  takerFee: money,
  hiddenMakerFee: money.optional(),
  hiddenTakerFee: money.optional(),
  speedBump: latency,
  hftPresence: probability,
  flowShare: z.number().min(0).max(1e6),
  darkQty: z.strictObject({ bid: shares(0, MAX_SIZE), ask: shares(0, MAX_SIZE) }).optional(),
  site: z.enum(SITES).optional(),
  jitter: latency.optional(),
  ticketFee: money.optional(),
  minQty: qty.optional(),
  lot: qty.optional(),
  pool: pool.optional(),
};

const hasOneDark = (spec: { kind: VenueKind; darkQty?: unknown; pool?: unknown }) =>
  (spec.kind === 'dark' ? 1 : 0) === Number(spec.darkQty !== undefined) + Number(spec.pool !== undefined);
const ONE_DARK = {
  path: ['darkQty'],
  message: 'or a pool, and only one of them, is required for a dark venue and forbidden for a lit one',
};

export const venue = z.strictObject({ ...venueFields, ...latencies }).refine(hasOneDark, ONE_DARK) satisfies z.ZodType<VenueSpec>;

/** In a market of agents a venue may leave its latencies to its site and the network. */
export const placedVenue = z
  .strictObject({
    ...venueFields,
    site: z.enum(SITES),
    /** In the matching engine, on top of the way in. */
    engineLatency: latency.optional(),
    entryLatency: latency.optional(),
    responseLatency: latency.optional(),
    feedLatency: latency.optional(),
    sipLatency: latency.optional(),
  })
  .refine(hasOneDark, ONE_DARK);

/** Where we stand and what carries messages between the sites. */
export const network = z.strictObject({
  medium: z.enum(MEDIA),
  router: z.enum(SITES),
  /** In and out of a venue's gateway, and the feed handler at our end. */
  gateway: latency,
  /** How long a feed handler waits for earlier venue times from other feeds before it merges (domain 1.4); 0 merges as it comes. */
  holdBack: latency,
});

/** The latencies a venue left to its site: half the round trip of domain 2.2 each way, the engine's own time on the way in. */
export function placed(
  { engineLatency = 0 as Nanos, ...spec }: z.infer<typeof placedVenue>,
  { medium, router, gateway }: z.infer<typeof network>,
  { tape = 'A' }: Pick<SymbolSpec, 'tape'>,
): VenueSpec {
  const way = oneWay(medium, spec.site, router);
  const out = (way + gateway) as Nanos;
  return {
    ...spec,
    entryLatency: spec.entryLatency ?? ((out + engineLatency) as Nanos),
    responseLatency: spec.responseLatency ?? out,
    feedLatency: spec.feedLatency ?? out,
    sipLatency: spec.sipLatency ?? oneWay(medium, spec.site, processorSite(tape)),
  };
}
