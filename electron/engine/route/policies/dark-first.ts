import type { Policy } from '../request.ts';
import { priceTime } from './price-time.ts';

/** Every dark pool is pinged at the midpoint before any lit venue is touched; then as price-time. */
export const darkFirst: Policy = (request) => ({
  ...priceTime(request),
  pings: request.pings.filter(({ spec }) => spec.kind === 'dark'),
});
