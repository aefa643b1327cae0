import { z } from 'zod';

// zod compiles schemas with `new Function` where it may. A page under a strict CSP may not, and even the probe is reported as a violation.
z.config({ jitless: true });

export { z };
