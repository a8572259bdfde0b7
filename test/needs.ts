/** `describe` when the server is there; else nothing runs, and says why. With REQUIRE_SERVERS=1 a missing server is a failure. */
export const needs = (available: string | undefined, name: string): jest.Describe => {
	if (available) return describe;
	if (process.env.REQUIRE_SERVERS === "1") throw new Error(`${name} is not on this machine.`);
	console.warn(`Skipped: ${name} is not on this machine.`);
	return describe.skip;
};
