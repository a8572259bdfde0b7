/** `describe` when the server is there; says why and skips when it is not, or fails where everything has to run. */
export function needs(available: string | undefined, name: string): jest.Describe {
	if (available) return describe;
	const reason = `${name} is not on this machine (npm run servers says how to get it)`;
	if (process.env.REQUIRE_SERVERS === "1") throw new Error(`${reason}.`);
	console.warn(`Skipped: ${reason}.`);
	return describe.skip;
}
