import { spawnSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");

interface Run {
	isClean: boolean;
	output: string;
	/** By seed. */
	hashes: Record<string, string>;
}

/** The simulation replaces the clock and the timers of its process, so it has one of its own. */
const simulate = (...args: string[]): Run => {
	const { status, stderr, stdout } = spawnSync(process.execPath, [join(ROOT, "simulation/simulate.ts"), ...args], {
		encoding: "utf8",
		cwd: ROOT,
	});
	const output = stdout + stderr;
	const hashes = [...output.matchAll(/^seed (\d+): .*?hash (\w+)/gm)].map(([, seed, hash]) => [seed, hash]);
	return { isClean: status === 0, output, hashes: Object.fromEntries(hashes) };
};

describe("simulated lives", () => {
	it("end well, in every way there is, and in the same way each time", () => {
		const first = simulate("--seed", "3", "--seeds", "4", "--lives", "60");
		const again = simulate("--seed", "5", "--lives", "60");

		expect(first).toMatchObject({ isClean: true });
		expect(Object.keys(first.hashes)).toEqual(["3", "4", "5", "6"]);
		expect(again.hashes["5"]).toBe(first.hashes["5"]);
		for (const ending of [
			"completed",
			"completed, refunded",
			"rejected",
			"cancelled (customer)",
			"cancelled (out_of_stock)",
			"cancelled (payment_expired)",
			"cancelled (store_unanswered)",
			"cancelled (uncollected)",
			"cancelled (undeliverable)",
		])
			expect(first.output).toContain(`${ending} `);
	});

	it("fail if an outbox is cleared before its messages are published", () => {
		const { isClean, output } = simulate("--seed", "10", "--lives", "60", "--mutant", "cleared-before-published", "--no-shrink");

		expect(isClean).toBe(false);
		expect(output).toContain("FAILED");
	});
});
