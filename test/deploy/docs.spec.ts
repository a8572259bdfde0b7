import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { readConfig } from "../../lib/config/config.ts";
import { SETTINGS } from "../../lib/config/settings.ts";
import { kustomize } from "../../scripts/servers/checkers.ts";
import { find } from "../../scripts/servers/server.ts";
import { build, type Container, type Labels, Manifests, SECRETS } from "../support/manifests.ts";
import { needs } from "../support/needs.ts";
import { ROOT } from "../support/services.ts";

const docs = readFileSync(join(ROOT, "docs/running/deployment.md"), "utf8");
const blocks = [...docs.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block!);
const spans = [...docs.replaceAll(/^```.*?^```/gms, "").matchAll(/`([^`]+)`/g)].map(([, span]) => span!);
const services = Object.keys(parse(readFileSync(join(ROOT, "docker-compose.yml"), "utf8"), { merge: true }).services);

const tool = await kustomize.available();
const openssl = await find("openssl");

interface Call {
	program: string;
	args: string[];
	env: Labels;
}

/** Replaces `docker` and `kubectl`, and records how it was called. */
const STAND_IN = `#!${process.execPath}
const { NODE_ENV, SECRET_FILE, VERSION } = process.env;
const call = { program: require("node:path").basename(process.argv[1]), args: process.argv.slice(2), env: { NODE_ENV, SECRET_FILE, VERSION } };
require("node:fs").appendFileSync(process.env.CALLS, JSON.stringify(call) + "\\n");
`;

describe("the commands of docs/running/deployment.md", () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "cortado-docs-"));
		for (const program of ["docker", "kubectl"]) writeFileSync(join(folder, program), STAND_IN, { mode: 0o755 });
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	/** Runs a code block unchanged in an empty folder. */
	const run = (block: string): Call[] => {
		const CALLS = join(folder, "calls");
		writeFileSync(CALLS, "");
		execFileSync("sh", ["-euc", block], { cwd: folder, env: { PATH: [folder, process.env.PATH].join(delimiter), CALLS }, stdio: "pipe" });
		return readFileSync(CALLS, "utf8")
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line) as Call);
	};
	const blockWith = (text: string): string => blocks.find((block) => block.includes(text))!;
	const createdFiles = () => readdirSync(folder).filter((name) => !["calls", "docker", "kubectl"].includes(name));

	it.each(blocks.map((block) => [block.split("\n")[0]!, block]))("are valid shell: %s …", (_, block) => {
		expect(() => execFileSync("sh", ["-nc", block], { stdio: "pipe" })).not.toThrow();
	});

	it("name services of the Compose file, and repeat the scale of scaled ones", () => {
		const composed = blocks.filter((block) => block.includes("docker compose") && !block.includes("openssl")).flatMap(run);
		const ups = composed.filter(({ args }) => args.includes("up")).map(({ args }) => args.slice(args.indexOf("up") + 1));
		const scaled = ups.flatMap((args) => args.filter((_, index) => args[index - 1] === "--scale").map((scale) => scale.split("=")[0]!));
		const named = ups.map((args) => args.filter((word, index) => !word.startsWith("-") && args[index - 1] !== "--scale"));

		expect(ups.length).toBeGreaterThan(3);
		expect([...scaled, ...named.flat()].filter((name) => !services.includes(name) || name === "gateway")).toEqual([]);
		for (const [index, names] of named.entries())
			for (const name of names.filter((one) => scaled.includes(one))) expect(ups[index]!.join(" ")).toContain(`--scale ${name}=`);
	});

	it("name the kind in every rollout command, as kubectl requires", () => {
		const rollouts = [...spans, ...blocks.join("\n").split("\n")].filter((text) => text.includes("kubectl") && text.includes(" rollout "));

		expect(rollouts.length).toBeGreaterThanOrEqual(2);
		expect(rollouts.filter((text) => !/ rollout (undo|restart) deployment\b/.test(text))).toEqual([]);
	});

	it("apply only existing paths", () => {
		const applied = blocks.flatMap((block) => [...block.matchAll(/kubectl apply -[fk] (\S+)/g)].map(([, path]) => path!));

		expect(applied).toEqual(expect.arrayContaining(["k8s/overlays/dev", "k8s/overlays/production"]));
		expect(applied.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
	});

	it("do not create the namespace, because apply would warn about it", () => {
		expect(blocks.filter((block) => block.includes("kubectl create namespace"))).toEqual([]);
	});

	it("contain the line that replaces the Gateway API by an Ingress", () => {
		expect(docs).toContain("components:\n     - ../../components/ingress\n");
	});

	needs(openssl, "openssl")("create the secrets", () => {
		it("of Compose in files that the container's user can read and git ignores", () => {
			const [call] = run(blockWith("openssl rand -hex 32 > secret"));

			const known = new Set(Object.values(SETTINGS).map(({ env }) => env));
			const set = readFileSync(join(folder, "cortado.env"), "utf8").trim().split("\n");
			expect(call).toMatchObject({ program: "docker", env: { NODE_ENV: "production" } });
			expect(createdFiles()).toEqual(["cortado.env", "secret"]);
			expect(set.map((line) => line.split("=")[0]!).filter((name) => !known.has(name))).toEqual([]);
			expect(statSync(join(folder, "secret")).mode & 0o004).toBe(0o004);
			expect(() => readConfig({ NODE_ENV: "production", SECRET_FILE: join(folder, call!.env.SECRET_FILE!) })).not.toThrow();
			const files = createdFiles();
			copyFileSync(join(ROOT, ".gitignore"), join(folder, ".gitignore"));
			execFileSync("git", ["init", "--quiet"], { cwd: folder });
			const ignored = execFileSync("git", ["check-ignore", ...files], { cwd: folder, encoding: "utf8" });
			expect(ignored.trim().split("\n")).toEqual(files);
		});

		needs(tool, "kustomize")("of Kubernetes", () => {
			it("with all keys that production needs, and matching passwords", () => {
				const calls = run(blockWith("backbone-secrets"));

				const literals = (name: string): Labels =>
					Object.fromEntries(
						calls
							.find(({ args }) => args.includes(name))!
							.args.filter((arg) => arg.startsWith("--from-literal="))
							.map((arg) => /^--from-literal=(\w+)=(.*)$/s.exec(arg)!.slice(1)),
					);
				const [nodes, backbone] = [literals("cortado-secrets"), literals("backbone-secrets")];
				const created = calls.filter(({ args }) => args.includes("create")).map(({ args }) => args[args.indexOf("secret") + 2]);
				const production = new Manifests(build(tool!, "production"));
				const setUp: Container = production
					.named("StatefulSet", "mongo")!
					.spec.template.spec.containers.find(({ name }: Container) => name === "set-up");
				const { MEMBERS } = Object.fromEntries(setUp.env!.map(({ name, value }) => [name, value]));

				expect(created.sort()).toEqual(Object.keys(SECRETS).sort());
				expect(Object.keys(backbone).sort()).toEqual(Object.keys(SECRETS["backbone-secrets"]!).sort());
				expect(Object.keys(nodes)).toEqual(expect.arrayContaining(Object.keys(SECRETS["cortado-secrets"]!)));
				expect(nodes).toMatchObject({ NATS_USER: backbone.NATS_USER, NATS_PASSWORD: backbone.NATS_PASSWORD });
				expect(new URL(nodes.REDIS_URL!).password).toBe(backbone.REDIS_PASSWORD);
				expect(nodes.STORE_URL).toContain(`//cortado:${backbone.MONGO_PASSWORD}@${MEMBERS}/`);
				expect(backbone.NATS_PASSWORD).toMatch(/^[a-z]/);
				expect(backbone.MONGO_KEYFILE).toMatch(/^[A-Za-z0-9+/=]{6,1024}$/);
				for (const node of production.nodes) {
					const environment = production.environment(node, node.spec.template.spec.containers[0]!, nodes);
					const { OPERATOR_PHONE: _, OPERATOR_PASSWORD: __, ...rest } = environment; // placeholders that the reader replaces
					expect(readConfig(rest)).toMatchObject({ production: true });
				}
			});
		});
	});
});
