import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../support/services.ts";

const dockerfile = readFileSync(join(ROOT, "Dockerfile"), "utf8");
const [program, ...args] = JSON.parse(/^HEALTHCHECK .* CMD (\[.*\])$/m.exec(dockerfile)![1]!) as string[];
const ROUNDS = 8;
/**
 * Limit of the additional CPU as a multiple of a bare start. Measured: CommonJS 0.5, ESM 2.7, TypeScript 5, configuration
 * with fetch 6.5.
 */
const MAX_OVERHEAD = 1.5;

describe("the health check of a container", () => {
	let folder: string;
	let server: Server;
	let status = 200;
	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), "cortado-health-"));
		writeFileSync(join(folder, "empty.cjs"), "");
		writeFileSync(
			join(folder, "cpu.cjs"),
			`process.once("exit", () => {
				const { user, system } = process.cpuUsage();
				require("node:fs").writeFileSync(process.env.CPU_FILE, String(user + system));
			});`,
		);
		server = createServer(({ url }, response) => response.writeHead(url === "/health/ready" ? status : 404).end()).listen(0, "127.0.0.1");
		await once(server, "listening");
	});
	afterAll(() => {
		server.close();
		rmSync(folder, { recursive: true });
	});

	/** Runs the image's command with this Node. */
	const start = async (command: string[], env: NodeJS.ProcessEnv = {}) => {
		const { port } = server.address() as AddressInfo;
		const secret = "a secret of at least thirty-two characters";
		const child = spawn(process.execPath, command, {
			cwd: ROOT,
			env: { NODE_ENV: "production", SECRET: secret, HEALTH_PORT: `${port}`, ...env },
			stdio: "ignore",
		});
		return (await once(child, "exit"))[0] as number;
	};

	/** The CPU time that a process reports for itself, in milliseconds. */
	const cpuOf = async (command: string[]) => {
		const CPU_FILE = join(folder, "cpu");
		expect(await start(["--require", join(folder, "cpu.cjs"), ...command], { CPU_FILE })).toBe(0);
		return Number(readFileSync(CPU_FILE, "utf8")) / 1000;
	};

	it("succeeds only if the node is ready", async () => {
		expect(program).toBe("node");
		expect(await start(args)).toBe(0);

		status = 503;
		expect(await start(args)).toBe(1);
		status = 200;

		expect(await start(args, { HEALTH_PORT: "1" })).toBe(1);
	}, 60_000);

	it("takes little more CPU than starting Node", async () => {
		const bare: number[] = [];
		const check: number[] = [];
		for (let round = 0; round < ROUNDS; round++) {
			bare.push(await cpuOf([join(folder, "empty.cjs")]));
			check.push(await cpuOf(args));
		}

		const [cheapest, cost] = [Math.min(...bare), Math.min(...check)];
		expect((cost - cheapest) / cheapest).toBeLessThan(MAX_OVERHEAD);
	}, 120_000);

	it("is the same in the Compose file", () => {
		expect(readFileSync(join(ROOT, "docker-compose.yml"), "utf8")).toContain(`test: [CMD, ${program}, ${args.join(", ")}]`);
	});
});
