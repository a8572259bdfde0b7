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

describe("on a signal", () => {
	it("exits with 0 after stopping", async () => {
		const { started, ended } = await running(STOPS);

		started.kill("SIGTERM");

		expect(await ended).toBe(0);
	});

	it("exits with 1 if stopping fails", async () => {
		const { started, ended } = await running(FAILS);

		started.kill("SIGTERM");

		expect(await ended).toBe(1);
	});

	it("exits with 1 if stopping exceeds the time limit", async () => {
		const { started, ended } = await running(HANGS, ", 200");

		started.kill("SIGTERM");

		expect(await ended).toBe(1);
	});

	it("ignores repeats within half a second, and exits with 1 at a later one", async () => {
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

describe("when the parent process is gone", () => {
	it("stops as well", async () => {
		const { started, ended } = await running(STOPS);

		started.disconnect();

		expect(await ended).toBe(0);
	});
});
