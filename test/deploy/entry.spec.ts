import { globSync } from "node:fs";
import { dirname, join } from "node:path";
import { streams } from "../../contracts/gateway/stream.ts";
import { PROBES } from "../../lib/broker/probes.ts";
import { kustomize } from "../../scripts/servers/checkers.ts";
import { OPERATIONS } from "../../services/gateway/http/operations.ts";
import { ROUTES } from "../../services/gateway/http/routes.ts";
import { streamOf } from "../../services/gateway/streams/routes.ts";
import { build, type Labels, type Manifest, Manifests, PRODUCTION } from "../support/manifests.ts";
import { needs } from "../support/needs.ts";
import { ROOT } from "../support/services.ts";

const tool = await kustomize.available();

interface Path {
	path: string;
	isPrefix: boolean;
	rule: { timeouts?: { request?: string } };
}

/** The paths of every Ingress, and of every HTTPRoute with a backend. */
const pathsOf = (manifests: Manifests): Path[] => [
	...manifests
		.of("Ingress")
		.flatMap(({ spec }) => spec.rules)
		.flatMap(({ http }) => http.paths)
		.map(({ path, pathType }) => ({ path, isPrefix: pathType === "Prefix", rule: {} })),
	...manifests
		.of("HTTPRoute")
		.flatMap(({ spec }) => spec.rules)
		.filter(({ backendRefs }) => backendRefs)
		.flatMap((rule) =>
			rule.matches.map(({ path: { type, value } }: { path: Labels }) => ({ path: value, isPrefix: type === "PathPrefix", rule })),
		),
];

const pathOf = (entry: string): string => entry.split(" ")[1]!.replaceAll(/:\w+/g, "one");
const pages = [
	...globSync("{.,store,rider,ops}/index.html", { cwd: join(ROOT, "web") }).map((file) => join("/", dirname(file), "/")),
	...globSync("*", { cwd: join(ROOT, "web/public") }).map((file) => `/${file}`),
	"/assets/index-1.js",
];
const own = Object.keys(OPERATIONS).map(pathOf);
const streamRoutes = Object.values(streams).map(({ route }) => route);
const routes = [...Object.keys(ROUTES), ...streamRoutes].map(pathOf);

needs(tool, "kustomize").each(PRODUCTION)("the entry point of %s", (overlay) => {
	let manifests: Manifests;
	let paths: Path[];
	beforeAll(() => {
		manifests = new Manifests(build(tool!, overlay));
		paths = pathsOf(manifests);
	});

	/** Both APIs match prefixes by whole path segments. */
	const matches = (address: string) =>
		paths.find(({ isPrefix, path }) => address === path || (isPrefix && address.startsWith(`${path.replace(/\/$/, "")}/`)));

	it("exposes everything that the gateway serves, except health and metrics", () => {
		const internal = Object.keys(PROBES);

		expect(pages).toHaveLength(6);
		expect([...routes, ...own, ...pages].filter((address) => !internal.includes(address) && !matches(address))).toEqual([]);
		expect(internal.filter((address) => matches(address))).toEqual([]);
	});

	it("is reachable from one namespace only", () => {
		const { spec } = manifests.named("NetworkPolicy", "from-outside")!;

		expect(manifests.selected(spec.podSelector.matchLabels).map(({ metadata }) => metadata.name)).toEqual(["cortado-gateway"]);
		expect(spec.ingress).toEqual([
			{ from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": expect.any(String) } } }], ports: [{ port: 3000 }] },
		]);
	});

	it("trusts the client address from one proxy", () => {
		const gateway = manifests.named("Deployment", "cortado-gateway") as Manifests["nodes"][number];

		expect(manifests.environment(gateway, gateway.spec.template.spec.containers[0]!, {}).TRUST_PROXY).toBe("1");
	});

	it("does not depend on a specific controller", () => {
		const entryPoints = ["Ingress", "Gateway", "HTTPRoute"].flatMap((kind) => manifests.of(kind)) as (Manifest & {
			metadata: { annotations?: Labels };
		})[];

		expect(entryPoints.filter(({ metadata }) => metadata.annotations)).toEqual([]);
		expect(manifests.all.filter((manifest) => JSON.stringify(manifest).includes("ingress-nginx"))).toEqual([]);
	});
});

needs(tool, "kustomize")("the two entry points", () => {
	const both = () => PRODUCTION.map((overlay) => new Manifests(build(tool!, overlay)));

	it("exclude each other and have the same paths and host", () => {
		const [gateway, ingress] = both();
		const plain = (manifests: Manifests) => pathsOf(manifests).map(({ isPrefix, path }) => [path, isPrefix]);

		expect([gateway!.of("Ingress"), ingress!.of("HTTPRoute"), ingress!.of("Gateway")]).toEqual([[], [], []]);
		expect(plain(gateway!)).toEqual(plain(ingress!));
		const hosts = gateway!.of("Gateway").flatMap(({ spec }) => spec.listeners.map(({ hostname }: { hostname: string }) => hostname));
		expect([...new Set(hosts)]).toEqual(ingress!.of("Ingress").flatMap(({ spec }) => spec.rules.map(({ host }: { host: string }) => host)));
	});

	it("do not end streams: the Gateway API has no request timeout on their paths", () => {
		const [gateway] = both();
		const paths = streamRoutes.map(pathOf);

		for (const address of paths) {
			expect(streamOf(address)).toBeDefined();
			const { rule } = pathsOf(gateway!).find(({ isPrefix, path }) => isPrefix && address.startsWith(`${path}/`))!;
			expect([address, rule.timeouts?.request]).toEqual([address, "0s"]);
		}
	});

	it("redirect HTTP to HTTPS and serve nothing else over HTTP", () => {
		const [gateway] = both();
		const { spec } = gateway!.of("Gateway")[0]!;
		const at = (protocol: string) => {
			const { name } = spec.listeners.find((listener: { protocol: string }) => listener.protocol === protocol);
			return gateway!
				.of("HTTPRoute")
				.filter(({ spec: { parentRefs } }) => parentRefs.some(({ sectionName }: Labels) => sectionName === name));
		};

		expect(at("HTTP").map(({ spec: { rules } }) => rules)).toEqual([
			[{ filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }] }],
		]);
		expect(at("HTTPS").map(({ metadata }) => metadata.name)).toEqual(["cortado"]);
	});
});
