import { redocly, schemathesis, spectral } from "./servers/api-checkers.ts";
import { actionlint, composeSpec, gatewayApi, hadolint, kubernetesValidate, kubeScore, kustomize } from "./servers/checkers.ts";
import * as chromium from "./servers/chromium.ts";
import * as mongo from "./servers/mongo.ts";
import * as nats from "./servers/nats.ts";
import * as promtool from "./servers/promtool.ts";
import * as redis from "./servers/redis.ts";
import * as stripeMock from "./servers/stripe-mock.ts";

interface Server {
	name: string;
	purpose: string;
	available(): Promise<string | undefined>;
	/** True if only a stand-in is available. */
	isStandIn?(): Promise<boolean>;
	install(): Promise<void>;
}

const SERVERS: Server[] = [
	{ name: "nats-server", purpose: "running and testing a cluster", ...nats },
	{ name: "redis-server", purpose: "running and testing several gateways", ...redis },
	{ name: "MongoDB", purpose: "running and testing on MongoDB", ...mongo },
	{ name: "stripe-mock", purpose: "testing the Stripe payment provider", ...stripeMock },
	{ name: "Chromium", purpose: "testing the pages in a browser", ...chromium },
	{ name: "hadolint", purpose: "checking the Dockerfile", ...hadolint },
	{ name: "compose-spec", purpose: "checking the Compose file", ...composeSpec },
	{ name: "kustomize", purpose: "building the Kubernetes manifests", ...kustomize },
	{ name: "kubernetes-validate", purpose: "checking the manifests against their schemas", ...kubernetesValidate },
	{ name: "Gateway API", purpose: "checking Gateway API manifests", ...gatewayApi },
	{ name: "kube-score", purpose: "checking the manifests against policies", ...kubeScore },
	{ name: "actionlint", purpose: "checking the workflows", ...actionlint },
	{ name: "promtool", purpose: "testing the alerts", ...promtool },
	{ name: "Redocly CLI", purpose: "linting the OpenAPI document", ...redocly },
	{ name: "Spectral", purpose: "linting the OpenAPI document", ...spectral },
	{ name: "Schemathesis", purpose: "fuzzing the API", ...schemathesis },
];

/** Returns the program in use after installing, if any. */
async function installed({ name, available, install, isStandIn = async () => false }: Server): Promise<string | undefined> {
	if ((await available()) && !(await isStandIn())) return available();
	console.log(`Installing ${name} …`);
	await install().catch((error: Error) => console.error(error.message));
	return available();
}

const isInstalling = process.argv[2] === "install";
for (const server of SERVERS) {
	const program = await (isInstalling ? installed(server) : server.available());
	console.log(
		`${program ? "✓" : "✗"} ${server.name}: ${program ?? `missing; needed for ${server.purpose}. To install it: npm run servers -- install`}`,
	);
	if (isInstalling && !program) process.exitCode = 1;
}
