/** Scales the limits below: `TEST_PATIENCE=0.1 npm test` fails sooner on a fast machine. */
const FACTOR = Number(process.env.TEST_PATIENCE ?? 1);

/** How long a test waits for one condition. Long enough that even a very slow machine only exceeds it by hanging. */
export const PATIENCE_MS = 600_000 * FACTOR;

/** Time limit of a test or hook. */
export const TEST_LIMIT_MS = 3_600_000 * FACTOR;
