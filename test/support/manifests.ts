import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseAllDocuments } from "yaml";
import { ROOT } from "./services.ts";

export interface Labels {
	[name: string]: string;
}

interface Named {
	name: string;
}

interface Reference {
	configMapRef?: Named;
	secretRef?: Named;
	configMapKeyRef?: Named & { key: string };
	secretKeyRef?: Named & { key: string };
}

interface Port {
	name?: string;
	containerPort: number;
}

interface Probe {
	httpGet?: { port: string | number; path: string };
	tcpSocket?: { port: string | number };
	exec?: { command: string[] };
	periodSeconds?: number;
}

export interface Container {
	name: string;
	image: string;
	command?: string[];
	args?: string[];
	ports?: Port[];
	resources?: { requests?: Labels; limits?: Labels };
	volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
	env?: { name: string; value?: string; valueFrom?: Reference & { fieldRef?: { fieldPath: string } } }[];
	envFrom?: Reference[];
	startupProbe?: Probe;
	livenessProbe?: Probe;
	readinessProbe?: Probe;
	lifecycle?: { preStop?: { sleep?: { seconds: number } } };
}

export interface Pod {
	containers: Container[];
	serviceAccountName: string;
	enableServiceLinks?: boolean;
	terminationGracePeriodSeconds: number;
	volumes?: {
		name: string;
		configMap?: Named;
		secret?: { secretName: string; items?: { key: string }[] };
		persistentVolumeClaim?: { claimName: string };
	}[];
	topologySpreadConstraints?: { labelSelector: { matchLabels: Labels } }[];
}

export interface Manifest {
	apiVersion: string;
	kind: string;
	metadata: Named & { labels?: Labels };
	data?: Labels;
	// biome-ignore lint/suspicious/noExplicitAny: each kind has its own
	spec: any;
}

/** A Deployment or StatefulSet. */
export interface Workload extends Manifest {
	spec: { selector: { matchLabels: Labels }; template: { metadata: { labels: Labels; annotations?: Labels }; spec: Pod } };
}

const WITH_INGRESS = "production with Ingress";
export const PRODUCTION = ["production", WITH_INGRESS];
export const OVERLAYS = ["dev", ...PRODUCTION];

/** Secrets that operators create by hand in production, as docs/running/deployment.md describes. */
export const SECRETS: Record<string, Labels> = {
	"cortado-secrets": {
		SECRET: "a secret of at least thirty-two characters",
		NATS_USER: "cortado",
		NATS_PASSWORD: "password",
		REDIS_URL: "redis://:password@redis:6379",
		STORE_URL: "mongodb://cortado:password@mongo-0.mongo:27017/cortado?replicaSet=rs0",
	},
	"backbone-secrets": {
		NATS_USER: "",
		NATS_PASSWORD: "",
		REDIS_PASSWORD: "",
		MONGO_PASSWORD: "",
		MONGO_ADMIN_PASSWORD: "",
		MONGO_KEYFILE: "",
	},
	"cortado-tls": {},
};

/** The YAML that `kubectl apply -k` would apply. */
export const buildFolder = (program: string, folder: string): string =>
	execFileSync(program, [basename(program) === "kubectl" ? "kustomize" : "build", folder], { encoding: "utf8" });

/** The production overlay with the change for Ingress that docs/running/deployment.md describes. */
const buildWithIngress = (program: string): string => {
	const folder = mkdtempSync(join(tmpdir(), "cortado-ingress-"));
	const overlay = join(folder, "overlays/production");
	try {
		cpSync(join(ROOT, "k8s"), folder, { recursive: true });
		const [before, after, ...more] = readFileSync(join(overlay, "kustomization.yaml"), "utf8").split("- ../../components/gateway-api\n");
		if (after === undefined || more.length > 0) throw new Error("The production overlay must name the Gateway API component exactly once.");
		writeFileSync(join(overlay, "kustomization.yaml"), `${before}- ../../components/ingress\n${after}`);
		return buildFolder(program, overlay);
	} finally {
		rmSync(folder, { recursive: true });
	}
};

const built = new Map<string, string>();

/** Builds an overlay once per test file. */
export const build = (program: string, overlay: string): string => {
	const yaml =
		built.get(overlay) ??
		(overlay === WITH_INGRESS ? buildWithIngress(program) : buildFolder(program, join(ROOT, "k8s/overlays", overlay)));
	built.set(overlay, yaml);
	return yaml;
};

/** All manifests of one overlay, with queries over them. */
export class Manifests {
	readonly all: Manifest[];

	constructor(yaml: string) {
		this.all = parseAllDocuments(yaml).map((document) => document.toJS() as Manifest);
	}

	of(kind: string): Manifest[] {
		return this.all.filter((manifest) => manifest.kind === kind);
	}

	named(kind: string, name: string): Manifest | undefined {
		return this.of(kind).find(({ metadata }) => metadata.name === name);
	}

	get workloads(): Workload[] {
		return [...this.of("Deployment"), ...this.of("StatefulSet")];
	}

	/** Workloads that run Cortado's image. */
	get nodes(): Workload[] {
		return this.selected({ "app.kubernetes.io/name": "cortado" });
	}

	get containers(): { workload: Workload; container: Container }[] {
		return this.workloads.flatMap((workload) => workload.spec.template.spec.containers.map((container) => ({ workload, container })));
	}

	/** Workloads whose pods have all of the labels. */
	selected(labels: Labels = {}): Workload[] {
		return this.workloads.filter(({ spec }) =>
			Object.entries(labels).every(([name, value]) => spec.template.metadata.labels[name] === value),
		);
	}

	/** The environment of a container. `secrets` stands in for Secrets that the overlay does not contain. */
	environment({ spec }: Workload, { env = [], envFrom = [] }: Container, secrets: Labels): Labels {
		const { labels } = spec.template.metadata;
		const whole = envFrom.map(({ configMapRef, secretRef }) =>
			configMapRef ? this.named("ConfigMap", configMapRef.name)?.data : this.#secret(secretRef!.name, secrets),
		);
		const single = env.map(({ name, value, valueFrom }) => {
			const [, label] = /^metadata\.labels\['(.+)'\]$/.exec(valueFrom?.fieldRef?.fieldPath ?? "") ?? [];
			return { [name]: value ?? (label ? labels[label]! : "pod-1") };
		});
		return Object.assign({}, ...whole, ...single);
	}

	#secret(name: string, secrets: Labels): Labels {
		const { data } = this.named("Secret", name) ?? {};
		if (!data) return secrets;
		return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]));
	}
}
