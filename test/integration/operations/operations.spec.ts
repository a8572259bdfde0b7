import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { available as promtool } from "../../../scripts/servers/promtool.ts";
import { run } from "../../../scripts/servers/server.ts";
import { ROUTES } from "../../../services/gateway/http/routes.ts";
import { needs } from "../../support/needs.ts";
import { ROOT } from "../../support/services.ts";
import { Shop } from "../../support/shop.ts";

interface Alert {
	alert: string;
	expr: string;
	annotations: { runbook: string };
}
interface Panel {
	id: number;
	title: string;
	type: string;
	gridPos: { x: number; y: number; w: number; h: number };
	targets?: { expr: string }[];
}

const file = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const rules: { groups: { rules: Alert[] }[] } = parse(file("deploy/prometheus/alerts.yml"));
const alerts = rules.groups.flatMap((group) => group.rules);
const { panels }: { panels: Panel[] } = JSON.parse(file("deploy/grafana/dashboards/cortado.json"));

const panelQueries = panels.flatMap(({ targets = [], title }) => targets.map(({ expr }) => [title, expr] as const));
const queries = [...alerts.map(({ alert, expr }) => [alert, expr] as const), ...panelQueries];

/** PromQL functions, metrics of Prometheus itself, and labels that it adds to every series. */
const BUILT_IN = "sum max min by rate predict_linear increase histogram_quantile topk count vector or up".split(" ");
const SCRAPE_LABELS = ["instance", "job"];

const WORD = /[a-zA-Z_]\w*/g;
const withoutTexts = (expr: string): string => expr.replace(/"[^"]*"/g, '""').replace(/\[[^\]]*\]/g, "");
const metricsIn = (expr: string): string[] => {
	const bare = withoutTexts(expr)
		.replace(/\{[^}]*\}/g, "")
		.replace(/\bby \([^)]*\)/g, "")
		.replace(/\b\d[\w.]*/g, "");
	return (bare.match(WORD) ?? []).filter((word) => !BUILT_IN.includes(word));
};
const labelsIn = (expr: string): string[] => {
	const text = withoutTexts(expr);
	const matched = [...text.matchAll(/\{([^}]*)\}/g)].flatMap(([, inside]) => inside!.match(WORD) ?? []);
	const grouped = [...text.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, inside]) => inside!.match(WORD) ?? []);
	return [...matched, ...grouped].filter((label) => !SCRAPE_LABELS.includes(label));
};

describe("the queries of alerts and dashboard", () => {
	let shop: Shop;
	let names: Set<string>;
	let labels: Set<string>;

	beforeAll(async () => {
		shop = await Shop.open();
		await shop.send("customer", "POST", `/v1/orders/${shop.orderIds[2]}/cancellation`, { body: {} });
		const text: string = (await shop.send("nobody", "GET", "/metrics")).body;
		const kinds = [...text.matchAll(/^# TYPE (\S+) (\w+)$/gm)];
		names = new Set(
			kinds.flatMap(([, name, kind]) => (kind === "histogram" ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name!])),
		);
		labels = new Set([...text.matchAll(/[{,](\w+)="/g)].map(([, label]) => label!));
	});
	afterAll(() => shop?.close());

	it.each(queries)("%s uses exported metrics and labels", (_, expr) => {
		const metrics = metricsIn(expr);

		expect(metrics.filter((name) => !names.has(name))).toEqual([]);
		expect(metrics.length + Number(expr.startsWith("up"))).toBeGreaterThan(0);
		expect(labelsIn(expr).filter((label) => !labels.has(label) && label !== "limit")).toEqual([]);
	});

	it("use existing routes", () => {
		const routes = queries.flatMap(([, expr]) => [...expr.matchAll(/route="([^"]*)"/g)].map(([, route]) => route!));

		expect(routes.length).toBeGreaterThan(0);
		expect(routes.filter((route) => !(route in ROUTES))).toEqual([]);
	});

	it("are parsed for unknown metrics and labels", () => {
		expect(metricsIn('sum by (le) (rate(cortado_no_such{le="1"}[5m])) > 1e3')).toEqual(["cortado_no_such"]);
		expect(labelsIn('sum by (le, nope) (up{status=~"5.."})')).toEqual(["status", "le", "nope"]);
	});
});

describe("the alerts", () => {
	const headings = [...file("docs/running/operations.md").matchAll(/^### (Cortado\w+)$/gm)].map(([, name]) => name!);

	it("match the runbooks one to one", () => {
		expect(headings).toEqual(alerts.map(({ alert }) => alert));
	});

	it.each(alerts)("$alert links to its runbook", ({ alert, annotations }) => {
		expect(annotations.runbook).toBe(`docs/running/operations.md#${alert.toLowerCase()}`);
	});
});

describe("the dashboard", () => {
	it("has panels that do not overlap", () => {
		const cells = panels.flatMap(({ gridPos: { h, w, x, y } }) =>
			Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
		);

		expect(new Set(cells).size).toBe(cells.length);
		expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
	});
});

const program = await promtool();

needs(program, "promtool")("promtool", () => {
	it.each([
		["check", "config", "deploy/prometheus/prometheus.yml"],
		["test", "rules", "deploy/prometheus/alerts.test.yml"],
	])("%s %s %s", async (...args) => {
		await expect(run(program!, args, { cwd: ROOT })).resolves.toMatchObject({ stdout: expect.stringContaining("SUCCESS") });
	});
});
