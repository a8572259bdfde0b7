/** Returns `describe` if the program is installed. Otherwise skips the suite with a warning, or fails if REQUIRE_SERVERS=1. */
export function needs(available: string | undefined, name: string): jest.Describe {
	if (available) return describe;
	const reason = `${name} is not installed (see npm run servers)`;
	if (process.env.REQUIRE_SERVERS === "1") throw new Error(`${reason}.`);
	console.warn(`Skipped: ${reason}.`);
	return describe.skip;
}
