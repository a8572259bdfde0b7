import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

let folder: string;
let child: ChildProcess | undefined;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "cortado-start-"));
});
afterEach(() => {
	child?.kill("SIGKILL");
	rmSync(folder, { recursive: true });
});

const start = (env: Record<string, string>) => {
	const { NODE_ENV: _, ...inherited } = process.env;
	const started = spawn(process.execPath, [join(import.meta.dirname, "start.ts")], {
		env: { ...inherited, PORT: "0", DATA_DIR: join(folder, "data"), ...env },
	});
	child = started;
	const output = { out: "", err: "" };
	started.stdout.on("data", (chunk) => {
		output.out += chunk;
	});
	started.stderr.on("data", (chunk) => {
		output.err += chunk;
	});
	const ended = once(started, "close").then(([code]) => ({ code, ...output }));
	const until = async (text: string) => {
		const early = ended.then(({ err }) => Promise.reject(new Error(`ended before it printed "${text}":\n${err}`)));
		early.catch(() => undefined); // usually the process ends later, when nothing waits for this promise any more
		while (!output.out.includes(text)) await Promise.race([once(started.stdout, "data"), early]);
	};
	return { started, output, ended, until };
};

const aLine = (pattern: RegExp) => expect.stringMatching(new RegExp(`^${pattern.source}.*\\n$`));

describe("when npm start fails", () => {
	it.each([
		["an invalid setting", { PORT: "many" }, /PORT is "many", but must be /],
		["an unknown service", { SERVICES: "tea" }, /SERVICES names unknown services: tea\. /],
		["some of the services without NATS", { SERVICES: "order" }, /SERVICES names only some of the services, so NATS_URL must be set: /],
		["reads of an unknown service", { READS: "tea" }, /READS names unknown services: tea\. /],
		["reads of a service without a read side", { READS: "store,brew" }, /READS names services without a read side: brew\./],
		["a missing secret", { NODE_ENV: "production" }, /SECRET must be set /],
		["an impossible data folder", { DATA_DIR: "/proc/cortado" }, /\/proc\/cortado is not writable /],
	])("reports %s in one line and exits with 1", async (_, env, line) => {
		expect(await start(env).ended).toEqual({ code: 1, out: "", err: aLine(line) });
	});

	it("reports a port in use before it writes anything", async () => {
		const other = createServer().listen(0, "127.0.0.1");
		await once(other, "listening");
		const { port } = other.address() as { port: number };

		const ended = await start({ PORT: String(port) }).ended;
		other.close();

		expect(ended).toEqual({ code: 1, out: "", err: aLine(new RegExp(`Port ${port} on 127.0.0.1 is already in use:`)) });
		expect(existsSync(join(folder, "data"))).toBe(false);
	});
});

describe("when npm start succeeds", () => {
	it("prints its address, responds there, and stops cleanly when one signal arrives three times", async () => {
		const { started, output, ended, until } = start({});
		await until("01000000004");

		const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(output.out.split("Cortado is up")[1]!)!;
		expect((await fetch(`${address}/health/ready`)).status).toBe(200);
		for (const signal of ["SIGINT", "SIGINT", "SIGTERM"] as const) started.kill(signal);

		const { code, err } = await ended;
		expect(code).toBe(0);
		expect(err.match(/finishing work in progress/g)).toHaveLength(1);
	});
});
