/** What the machine offers, kept before it is replaced by virtual time. */
export const { setImmediate: nextTurn } = globalThis;
export const realNow = performance.now.bind(performance);
