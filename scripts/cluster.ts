import { fork } from "node:child_process";
import { once } from "node:events";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs, styleText } from "node:util";
import { config } from "../lib/config/config.ts";
import { redacted } from "../lib/observability/redact.ts";
import type { BackboneReport } from "./cluster/backbone.ts";
import { type RunningMember, runMember } from "./cluster/member.ts";
import { type Member, plan, readScale } from "./cluster/plan.ts";
import { CannotStart, checkPort, checkStore, explain, serviceFiles } from "./node/starting.ts";
import { stopOnSignal } from "./node/stopping.ts";
import { httpAddress, welcome } from "./node/welcome.ts";
import { arePagesThere, buildPages } from "./pages.ts";
import { freePort } from "./servers/server.ts";

const BACKBONE = join(import.meta.dirname, "cluster/backbone.ts");
const COLORS = ["cyan", "magenta", "green", "yellow", "blue", "red"] as const;
const POLL_INTERVAL_MS = 200;

interface Backbone {
	report: BackboneReport;
	stop(): Promise<void>;
}

async function startBackbone(): Promise<Backbone> {
	const child = fork(BACKBONE, { detached: true });
	const [report] = (await once(child, "message")) as [BackboneReport];
	if (report.problem) throw new CannotStart(report.problem);
	const stop = async () => {
		child.disconnect();
		await once(child, "exit");
	};
	return { report, stop };
}

const environment = ({ natsUrl, redisUrl }: BackboneReport): NodeJS.ProcessEnv => ({
	STORE_URL: `sqlite:${config.dataDir}/{service}.db`,
	...process.env,
	...(natsUrl ? { NATS_URL: natsUrl } : undefined),
	...(redisUrl ? { REDIS_URL: redisUrl } : undefined),
});

function planMembers(port: number): Member[] {
	const { values } = parseArgs({ options: { scale: { type: "string", multiple: true, default: [] } } });
	const folders = [...new Set(serviceFiles(config.services).map((file) => basename(dirname(file))))];
	return plan(folders, readScale(values.scale, folders), port);
}

function runAll(members: Member[], env: NodeJS.ProcessEnv): RunningMember[] {
	const width = Math.max(...members.map(({ name }) => name.length));
	return members.map((member, index) => {
		const prefix = styleText(COLORS[index % COLORS.length]!, `${member.name.padEnd(width)} |`);
		return runMember(member, env, (line) => console.log(`${prefix} ${line}`));
	});
}

async function waitUntilReady(address: string): Promise<void> {
	const isReady = () =>
		fetch(`${address}/health/ready`).then(
			({ ok }) => ok,
			() => false,
		);
	while (!(await isReady())) await pause(POLL_INTERVAL_MS);
}

async function main(): Promise<void> {
	const port = config.port || (await freePort());
	const members = planMembers(port);
	for (const member of members) if (member.port !== undefined) await checkPort({ host: config.host, port: member.port });
	const backbone = await startBackbone();
	const env = environment(backbone.report);
	checkStore(env.STORE_URL ?? "");
	if (!env.REDIS_URL)
		console.log("Redis is not available: each gateway keeps its own rate limits and caches. To install it: npm run servers -- install");

	if (members.some(({ services }) => services.includes("gateway"))) await buildPages();
	const running = runAll(members, env);
	stopOnSignal(async () => {
		await Promise.all(running.map((member) => member.stop()));
		await backbone.stop();
	});
	const address = httpAddress(config.host, port);
	await Promise.all([waitUntilReady(address), ...running.map(({ up }) => up)]);
	console.log(welcome(address, config, arePagesThere()));
	console.log(`${members.length} processes, NATS at ${redacted(env.NATS_URL!)}\n`);
}

await main().catch((error) => {
	console.error(explain(error));
	process.exit(1);
});
