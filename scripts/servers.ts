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
	install(): Promise<void>;
}

const SERVERS: Server[] = [
	{ name: "nats-server", purpose: "a cluster, and the tests of one", ...nats },
	{ name: "redis-server", purpose: "several gateways, and the tests of them", ...redis },
	{ name: "MongoDB", purpose: "MongoDB as the store, and the tests of it", ...mongo },
	{ name: "stripe-mock", purpose: "the tests of Stripe as the payment provider", ...stripeMock },
	{ name: "Chromium", purpose: "the tests of the pages in a real browser", ...chromium },
	{ name: "hadolint", purpose: "the tests of the image", ...hadolint },
	{ name: "compose-spec", purpose: "the tests of the Compose file", ...composeSpec },
	{ name: "kustomize", purpose: "the tests of the manifests", ...kustomize },
	{ name: "kubernetes-validate", purpose: "their schemas", ...kubernetesValidate },
	{ name: "Gateway API", purpose: "the schemas of its kinds", ...gatewayApi },
	{ name: "kube-score", purpose: "their policy", ...kubeScore },
	{ name: "actionlint", purpose: "the tests of the workflows", ...actionlint },
	{ name: "promtool", purpose: "the tests of the alerts", ...promtool },
	{ name: "Redocly CLI", purpose: "the tests of the OpenAPI document", ...redocly },
	{ name: "Spectral", purpose: "the tests of the OpenAPI document", ...spectral },
	{ name: "Schemathesis", purpose: "the fuzz tests of the API", ...schemathesis },
];

/** Resolves to what is used now, if anything. */
async function installed({ name, available, install }: Server): Promise<string | undefined> {
	if (await available()) return available();
	console.log(`Installing ${name} …`);
	await install().catch((error: Error) => console.error(error.message));
	return available();
}

const isInstalling = process.argv[2] === "install";
for (const server of SERVERS) {
	const used = await (isInstalling ? installed(server) : server.available());
	console.log(`${used ? "✓" : "✗"} ${server.name}: ${used ?? `missing, for ${server.purpose}. To get it: npm run servers -- install`}`);
	if (isInstalling && !used) process.exitCode = 1;
}
