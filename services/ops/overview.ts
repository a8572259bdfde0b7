import type { CallingOptions, ServiceBroker } from "moleculer";
import { deadLetters } from "../../contracts/inspection.ts";
import { mypage } from "../../contracts/mypage.ts";
import type { DeadLetter, Overview } from "../../contracts/ops.ts";
import { order } from "../../contracts/order.ts";
import { call } from "../../lib/broker/contract.ts";
import type { NodeReport } from "../../lib/broker/node-report.ts";
import { iso } from "../../lib/domain/iso-time.ts";
import type { GroupFigures } from "../../lib/messaging/bus.ts";

const NODE_ANSWERS_WITHIN = 800;
const MOST_SHOWN = 100;
/** An overview does not wait for a hanging service. */
const AT_ONCE: CallingOptions = { timeout: NODE_ANSWERS_WITHIN };

interface KnownNode {
	id: string;
	available: boolean;
	services: { name: string }[];
}
interface Registry {
	getNodeList(options: { withServices: boolean }): KnownNode[];
	getActionList(options: { onlyAvailable: boolean }): { name: string }[];
}

const registryOf = (broker: ServiceBroker): Registry => broker.registry as unknown as Registry;

/** Every known node, with its report if that arrives in time. */
const nodeReports = <Report>(broker: ServiceBroker, action: string, params: object = {}) =>
	Promise.all(
		registryOf(broker)
			.getNodeList({ withServices: true })
			.filter(({ services }) => services.some(({ name }) => name === "report"))
			.map(async ({ available, id, services }) => {
				const options = { nodeID: id, timeout: NODE_ANSWERS_WITHIN, retries: 0 };
				const report = available ? await broker.call<Report, object>(action, params, options).catch(() => undefined) : undefined;
				return { id, available, services: services.map(({ name }) => name).filter((name) => !name.startsWith("$")), report };
			}),
	);

/** The reports of all nodes that answer in time. */
export const reportsOf = async <Report>(broker: ServiceBroker, action: string, params: object): Promise<Report[]> =>
	(await nodeReports<Report>(broker, action, params)).flatMap(({ report }) => (report === undefined ? [] : [report]));

/** Each process counts what it has handled; what waits is the same whoever is asked. */
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

/** Ids go into paths, and those of messages hold slashes. */
const outsideId = (id: string): string => Buffer.from(id).toString("base64url");
export const insideId = (id: string): string => Buffer.from(id, "base64url").toString();

/** The dead letters of all groups that answer, newest first. */
export const deadLettersOf = async (broker: ServiceBroker, options: CallingOptions = {}): Promise<DeadLetter[]> => {
	const actions = registryOf(broker)
		.getActionList({ onlyAvailable: true })
		.filter(({ name }) => name.endsWith(".deadLetters") && !name.startsWith("ops."));
	const found = await Promise.all(
		actions.map(({ name }) =>
			call(broker, deadLetters(name.slice(0, name.lastIndexOf("."))).list, { limit: MOST_SHOWN }, options).catch(() => []),
		),
	);
	return found
		.flat()
		.sort((one, other) => other.at - one.at)
		.map((dead) => ({ ...dead, id: outsideId(dead.id), firstAt: iso(dead.firstAt), at: iso(dead.at) }));
};

/** One snapshot of everything, with one time. */
export const overview = async (broker: ServiceBroker): Promise<Overview> => {
	const asOf = iso(Date.now());
	const [nodes, deadLetters, held, rebuilding] = await Promise.all([
		nodeReports<NodeReport>(broker, "report.own"),
		deadLettersOf(broker, AT_ONCE),
		call(broker, order.held, { limit: MOST_SHOWN }, AT_ONCE).catch(() => null),
		call(broker, mypage.rebuilding, {}, AT_ONCE).catch(() => null),
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
		deadLetters: { count: deadLetters.length, newest: deadLetters.slice(0, 10) },
	};
};
