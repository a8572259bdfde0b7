import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

const STOPPING = JSON.stringify(new URL("stopping.ts", import.meta.url).href);
const STOPS = "() => Promise.resolve()";
const FAILS = "() => Promise.reject(new Error('disk full'))";
const HANGS = "() => new Promise(() => {})";

let child: ChildProcess | undefined;
afterEach(() => child?.kill("SIGKILL"));

const running = async (stop: string, within = "") => {
	const code = `const { stopOnSignal } = await import(${STOPPING}); stopOnSignal(${stop}${within}); process.send("up"); setInterval(() => {}, 1000);`;
	const started = spawn(process.execPath, ["--input-type=module", "--eval", code], { stdio: ["ignore", "ignore", "pipe", "ipc"] });
	child = started;
	const ended = once(started, "exit").then(([exit]) => exit as number);
	await once(started, "message");
	return { started, ended };
};

describe("at a signal", () => {
	it("ends with 0 when it has stopped", async () => {
		const { started, ended } = await running(STOPS);

		started.kill("SIGTERM");

		expect(await ended).toBe(0);
	});

	it("ends with 1 when it could not stop well", async () => {
		const { started, ended } = await running(FAILS);

		started.kill("SIGTERM");

		expect(await ended).toBe(1);
	});

	it("ends with 1 when it does not finish in time", async () => {
		const { started, ended } = await running(HANGS, ", 200");

		started.kill("SIGTERM");

		expect(await ended).toBe(1);
	});

	it("takes what comes within half a second for the same keystroke, and the next for impatience", async () => {
		const { started, ended } = await running(HANGS);
		const firstAt = performance.now();

		while (started.exitCode === null && started.signalCode === null) {
			started.kill("SIGINT");
			await Promise.race([ended, pause(50)]);
		}

		expect(await ended).toBe(1);
		expect(performance.now() - firstAt).toBeGreaterThan(500);
	});
});

describe("when the process that started it is gone", () => {
	it("stops too", async () => {
		const { started, ended } = await running(STOPS);

		started.disconnect();

		expect(await ended).toBe(0);
	});
});
