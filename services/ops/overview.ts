import type { CallingOptions, ServiceBroker } from "moleculer";
import { deadLetters, SUBSCRIBERS } from "../../contracts/inspection.ts";
import { mypage } from "../../contracts/mypage.ts";
import type { DeadLetter, Overview } from "../../contracts/ops.ts";
import { order } from "../../contracts/order.ts";
import { call } from "../../lib/broker/contract.ts";
import type { NodeReport } from "../../lib/broker/node-report.ts";
import { iso } from "../../lib/domain/iso-time.ts";
import type { GroupFigures } from "../../lib/messaging/bus.ts";

const NODE_TIMEOUT_MS = 800;
const MAX_LISTED = 100;
/** Operators' views do not wait for a hanging service. */
export const SHORT_TIMEOUT: CallingOptions = { timeout: NODE_TIMEOUT_MS };

interface KnownNode {
	id: string;
	available: boolean;
	services: { name: string }[];
}
interface Registry {
	getNodeList(options: { withServices: boolean }): KnownNode[];
}

const registryOf = (broker: ServiceBroker): Registry => broker.registry as unknown as Registry;

/** Every known node, with its report if that arrives in time. */
const nodeReports = <Report>(broker: ServiceBroker, action: string, params: object = {}) =>
	Promise.all(
		registryOf(broker)
			.getNodeList({ withServices: true })
			.filter(({ services }) => services.some(({ name }) => name === "report"))
			.map(async ({ available, id, services }) => {
				const options = { nodeID: id, timeout: NODE_TIMEOUT_MS, retries: 0 };
				const report = available ? await broker.call<Report, object>(action, params, options).catch(() => undefined) : undefined;
				return { id, available, services: services.map(({ name }) => name).filter((name) => !name.startsWith("$")), report };
			}),
	);

/** The reports of all nodes that respond in time. */
export const reportsOf = async <Report>(broker: ServiceBroker, action: string, params: object): Promise<Report[]> =>
	(await nodeReports<Report>(broker, action, params)).flatMap(({ report }) => (report === undefined ? [] : [report]));

/** Handled messages are counted per process and added up; each process reports the same pending ones. */
const queuesOf = (reports: NodeReport[]): ({ group: string } & GroupFigures)[] => {
	const groups = new Map<string, GroupFigures>();
	for (const { queues } of reports)
		for (const [group, figures] of Object.entries(queues)) {
			const sum = groups.get(group);
			groups.set(group, {
				pending: Math.max(sum?.pending ?? 0, figures.pending),
				inHand: Math.max(sum?.inHand ?? 0, figures.inHand),
				redelivered: (sum?.redelivered ?? 0) + figures.redelivered,
				deadLettered: (sum?.deadLettered ?? 0) + figures.deadLettered,
				handled: (sum?.handled ?? 0) + figures.handled,
			});
		}
	return Array.from(groups, ([group, figures]) => ({ group, ...figures }));
};

/** Ids appear in paths, and message ids contain slashes. */
const encodeId = (id: string): string => Buffer.from(id).toString("base64url");
export const decodeId = (id: string): string => Buffer.from(id, "base64url").toString();

/** The dead letters of all groups, newest first, and the groups that did not answer. */
export const deadLettersOf = async (broker: ServiceBroker, options: CallingOptions = {}) => {
	const answers = await Promise.all(
		Object.entries(SUBSCRIBERS).map(async ([group, service]) => {
			const found = await call(broker, deadLetters(service).list, { limit: MAX_LISTED }, options).catch(() => null);
			return { group, found };
		}),
	);
	const items = answers
		.flatMap(({ found }) => found ?? [])
		.sort((one, other) => other.at - one.at)
		.map((dead): DeadLetter => ({ ...dead, id: encodeId(dead.id), firstAt: iso(dead.firstAt), at: iso(dead.at) }));
	return { items, unavailable: answers.filter(({ found }) => found === null).map(({ group }) => group) };
};

/** A snapshot of the whole system. */
export const overview = async (broker: ServiceBroker): Promise<Overview> => {
	const asOf = iso(Date.now());
	const [nodes, dead, held, rebuilding] = await Promise.all([
		nodeReports<NodeReport>(broker, "report.own"),
		deadLettersOf(broker, SHORT_TIMEOUT),
		call(broker, order.held, { limit: MAX_LISTED }, SHORT_TIMEOUT).catch(() => null),
		call(broker, mypage.rebuilding, {}, SHORT_TIMEOUT).catch(() => null),
	]);
	const reports = nodes.flatMap(({ report }) => report ?? []);
	return {
		asOf,
		nodes: nodes.map(({ available, id, report, services }) => ({
			id,
			available: available && report !== undefined,
			services,
			uptimeSeconds: report?.uptimeSeconds ?? null,
			residentMb: report?.residentMb ?? null,
		})),
		services: [...new Set(nodes.flatMap(({ services }) => services))]
			.sort()
			.map((name) => ({ name, nodes: nodes.filter(({ available, services }) => available && services.includes(name)).length })),
		breakers: reports.flatMap(({ breakers, node }) => breakers.map((breaker) => ({ node, ...breaker }))),
		queues: queuesOf(reports),
		heldCancellations: held,
		mypage: { rebuilding },
		deadLetters: { count: dead.items.length, newest: dead.items.slice(0, 10), unavailable: dead.unavailable },
	};
};
