import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { kustomize } from "../../scripts/servers/checkers.ts";
import { build, type Container, Manifests, OVERLAYS, type Pod } from "../support/manifests.ts";
import { needs } from "../support/needs.ts";

const tool = await kustomize.available();

/** A mongod that writes down which key file it was given, and in which mode. */
const STAND_IN = `#!${process.execPath}
const { readFileSync, statSync, writeFileSync } = require("node:fs");
const file = process.argv.find((word) => word.startsWith("--keyFile=")).slice("--keyFile=".length);
const mode = (statSync(file).mode & 0o777).toString(8);
writeFileSync(process.env.SEEN, JSON.stringify({ file, mode, key: readFileSync(file, "utf8"), words: process.argv.slice(2) }));
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
		chmodSync(join(folder, "run/secrets/mongo/keyfile"), 0o440); // as the kubelet leaves it
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	/** The container's own command, with the folders that are mounted in the pod below one of this test. */
	const start = () => {
		const SEEN = join(folder, "seen.json");
		const [program, ...args] = [...mongo.command!, ...(mongo.args ?? [])].map((word) =>
			word.replaceAll(/(?<=^|[\s=])\/(run\/secrets\/mongo|tmp)\//g, `${folder}/$1/`),
		);
		execFileSync(program!, args, { env: { PATH: [join(folder, "bin"), process.env.PATH].join(delimiter), SEEN } });
		return JSON.parse(readFileSync(SEEN, "utf8")) as { file: string; mode: string; key: string; words: string[] };
	};

	it("reads a copy of the key file that nobody else may read, also when its container restarts", () => {
		const first = start();
		const second = start();

		for (const { file, key, mode } of [first, second]) expect([file, mode, key]).toEqual([join(folder, "tmp/keyfile"), "400", "key"]);
		expect(first.words).toEqual(expect.arrayContaining(["--replSet=rs0", "--bind_ip_all"]));
	});

	it("finds the key file mounted, and a folder to copy it to", () => {
		const volumeAt = (path: string) => {
			const mount = mongo.volumeMounts!.find(({ mountPath }) => mountPath === path);
			return pod.volumes!.find(({ name }) => name === mount?.name);
		};

		expect(volumeAt("/run/secrets/mongo")?.secret?.items).toEqual([{ key: "MONGO_KEYFILE", path: "keyfile" }]);
		expect(volumeAt("/tmp")).toHaveProperty("emptyDir");
	});

	it("starts mongosh for its probes no more than twice a minute", () => {
		const probes = [mongo.startupProbe, mongo.livenessProbe, mongo.readinessProbe];
		const costly = probes.filter((probe) => probe?.exec?.command[0] === "mongosh");

		expect(costly).toHaveLength(1);
		expect(costly[0]!.periodSeconds).toBeGreaterThanOrEqual(30);
	});
});
