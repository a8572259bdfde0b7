import { race } from "../../../scripts/drill/races.ts";
import { available } from "../../../scripts/servers/nats.ts";
import { needs } from "../../support/needs.ts";

needs(await available(), "nats-server")("a race between two nodes has exactly one winner, on which all services agree", () => {
	it.each([
		["the start of brewing", "brewing", 1_000],
		["the assignment of a rider", "riding", 1_000],
	] as const)("a cancellation against %s", async (_, rival, count) => {
		const { cancelled, disagreeing, lost, unfair } = await race(rival, count);

		expect(unfair).toEqual([]);
		expect(disagreeing).toEqual([]);
		expect(cancelled + lost).toBe(count);
		expect(Math.min(cancelled, lost)).toBeGreaterThan(count / 50);
	});
});
