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
	const said = { out: "", err: "" };
	started.stdout.on("data", (chunk) => {
		said.out += chunk;
	});
	started.stderr.on("data", (chunk) => {
		said.err += chunk;
	});
	const ended = once(started, "close").then(([code]) => ({ code, ...said }));
	const until = async (text: string) => {
		const early = ended.then(({ err }) => Promise.reject(new Error(`ended before it said "${text}":\n${err}`)));
		early.catch(() => undefined); // it ends in every case, in most of them after that
		while (!said.out.includes(text)) await Promise.race([once(started.stdout, "data"), early]);
	};
	return { started, said, ended, until };
};

const aLine = (pattern: RegExp) => expect.stringMatching(new RegExp(`^${pattern.source}.*\\n$`));

describe("when it cannot start", () => {
	it.each([
		["a setting", { PORT: "many" }, /PORT is "many", but must be /],
		["an unknown service", { SERVICES: "tea" }, /SERVICES names tea, but there are only /],
		["a missing secret", { NODE_ENV: "production" }, /SECRET must be set /],
		["a folder that cannot be", { DATA_DIR: "/proc/cortado" }, /\/proc\/cortado cannot be written /],
	])("names %s in one line, and ends", async (_, env, line) => {
		expect(await start(env).ended).toEqual({ code: 1, out: "", err: aLine(line) });
	});

	it("names a port that is taken, before it writes anything", async () => {
		const other = createServer().listen(0, "127.0.0.1");
		await once(other, "listening");
		const { port } = other.address() as { port: number };

		const ended = await start({ PORT: String(port) }).ended;
		other.close();

		expect(ended).toEqual({ code: 1, out: "", err: aLine(new RegExp(`Port ${port} of 127.0.0.1 is taken `)) });
		expect(existsSync(join(folder, "data"))).toBe(false);
	});
});

describe("when it starts", () => {
	it("says where, answers there, and ends well at a signal that comes three times at once", async () => {
		const { started, said, ended, until } = start({});
		await until("01000000004");

		const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(said.out.split("Cortado is up")[1]!)!;
		expect((await fetch(`${address}/health/ready`)).status).toBe(200);
		for (const signal of ["SIGINT", "SIGINT", "SIGTERM"] as const) started.kill(signal);

		const { code, err } = await ended;
		expect(code).toBe(0);
		expect(err.match(/finishing what is under way/g)).toHaveLength(1);
	});
});
