import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { kustomize } from "../../scripts/servers/checkers.ts";
import { build, type Container, Manifests, OVERLAYS, type Pod } from "../support/manifests.ts";
import { needs } from "../support/needs.ts";

const tool = await kustomize.available();

/** Replaces mongod, and records the key file that it was given with its mode. */
const STAND_IN = `#!${process.execPath}
const { readFileSync, statSync, writeFileSync } = require("node:fs");
const file = process.argv.find((word) => word.startsWith("--keyFile=")).slice("--keyFile=".length);
const mode = (statSync(file).mode & 0o777).toString(8);
writeFileSync(process.env.RECORD, JSON.stringify({ file, mode, key: readFileSync(file, "utf8"), args: process.argv.slice(2) }));
`;

needs(tool, "kustomize").each(OVERLAYS)("MongoDB in %s", (overlay) => {
	let pod: Pod;
	let mongo: Container;
	let folder: string;
	beforeAll(() => {
		pod = new Manifests(build(tool!, overlay)).named("StatefulSet", "mongo")!.spec.template.spec;
		mongo = pod.containers.find(({ name }) => name === "mongo")!;
	});
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "cortado-mongo-"));
		for (const path of ["bin", "run/secrets/mongo", "tmp"]) mkdirSync(join(folder, path), { recursive: true });
		writeFileSync(join(folder, "bin/mongod"), STAND_IN, { mode: 0o755 });
		writeFileSync(join(folder, "run/secrets/mongo/keyfile"), "key");
		chmodSync(join(folder, "run/secrets/mongo/keyfile"), 0o440); // the mode that the kubelet sets
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	/** Runs the container's command, with the mounted folders inside the test's folder. */
	const start = () => {
		const RECORD = join(folder, "seen.json");
		const [program, ...args] = [...mongo.command!, ...(mongo.args ?? [])].map((word) =>
			word.replaceAll(/(?<=^|[\s=])\/(run\/secrets\/mongo|tmp)\//g, `${folder}/$1/`),
		);
		execFileSync(program!, args, { env: { PATH: [join(folder, "bin"), process.env.PATH].join(delimiter), RECORD } });
		return JSON.parse(readFileSync(RECORD, "utf8")) as { file: string; mode: string; key: string; args: string[] };
	};

	it("uses a copy of the key file that only its user can read, also after a restart", () => {
		const first = start();
		const second = start();

		for (const { file, key, mode } of [first, second]) expect([file, mode, key]).toEqual([join(folder, "tmp/keyfile"), "400", "key"]);
		expect(first.args).toEqual(expect.arrayContaining(["--replSet=rs0", "--bind_ip_all"]));
	});

	it("mounts the key file and a folder for its copy", () => {
		const volumeAt = (path: string) => {
			const mount = mongo.volumeMounts!.find(({ mountPath }) => mountPath === path);
			return pod.volumes!.find(({ name }) => name === mount?.name);
		};

		expect(volumeAt("/run/secrets/mongo")?.secret?.items).toEqual([{ key: "MONGO_KEYFILE", path: "keyfile" }]);
		expect(volumeAt("/tmp")).toHaveProperty("emptyDir");
	});

	it("runs mongosh for probes at most twice a minute", () => {
		const probes = [mongo.startupProbe, mongo.livenessProbe, mongo.readinessProbe];
		const costly = probes.filter((probe) => probe?.exec?.command[0] === "mongosh");

		expect(costly).toHaveLength(1);
		expect(costly[0]!.periodSeconds).toBeGreaterThanOrEqual(30);
	});
});
