import { race } from "../scripts/drill/races.ts";
import { available } from "../scripts/servers/nats.ts";
import { needs } from "./needs.ts";

needs(await available(), "nats-server")("a cancel against the start of brewing, on two nodes each", () => {
	it("has exactly one winner, and everybody agrees on it, a thousand times", async () => {
		const { brewed, cancelled, disagreeing, unfair } = await race(1_000);

		expect(unfair).toEqual([]);
		expect(disagreeing).toEqual([]);
		expect(cancelled + brewed).toBe(1_000);
		expect(Math.min(cancelled, brewed)).toBeGreaterThan(50);
	}, 120_000);
});
