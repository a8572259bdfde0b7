/** Scales every limit below: `TEST_PATIENCE=0.1 npm test` fails sooner on a fast machine. */
const FACTOR = Number(process.env.TEST_PATIENCE ?? 1);

/** How long a test waits for one condition. Only a hang takes this long, even on a machine that is many times slower. */
export const PATIENCE_MS = 600_000 * FACTOR;

/** How long a test or a hook may take as a whole. */
export const TEST_LIMIT_MS = 3_600_000 * FACTOR;
