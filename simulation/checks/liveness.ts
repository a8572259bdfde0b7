import { groupOf } from "../../lib/messaging/jetstream/declare-consumer.ts";
import type { Server } from "../bus/server.ts";
import type { Problem } from "./problem.ts";
import type { Records } from "./records.ts";

const FINAL = ["completed", "cancelled", "rejected"];

export const openOrders = (records: Records): Problem[] =>
	records.orders
		.filter(({ status }) => !FINAL.includes(status))
		.map(({ id, payment, status }) => ({ rule: "every order ends", orderId: id, found: `${status}, payment ${payment.status}` }));

export const fullOutboxes = ({ disks }: Records): Problem[] =>
	[...disks.values()].flatMap(({ collections }) =>
		[...collections.values()].flatMap((collection) =>
			collection.pending(5).map(({ _id, outbox }) => ({
				rule: "every outbox is emptied",
				orderId: _id,
				found: `${collection.name}/${_id} holds ${outbox.map(({ id }) => id).join(", ")}`,
			})),
		),
	);

export const overdueTimers = ({ disks }: Records, at: number): Problem[] =>
	[...disks.values()].flatMap(({ collections }) =>
		[...collections.values()].flatMap((collection) =>
			collection
				.overdueTimers(at, 5)
				.map(({ _id, due }) => ({ rule: "no timer is overdue", orderId: _id, found: `${collection.name}/${_id}: ${due!.command.type}` })),
		),
	);

/** Nodes of a new version take their messages from another consumer. */
const isLeftBehind = (name: string, { groups }: Server): boolean =>
	!groups.get(name)!.isActive && [...groups].some(([other, { isActive }]) => isActive && groupOf(other) === groupOf(name));

export const waitingMessages = (server: Server): Problem[] =>
	[...server.groups].flatMap(([name, { inHand, pending }]) =>
		inHand + pending === 0 || isLeftBehind(name, server)
			? []
			: [{ rule: "every message is handled", found: `${name}: ${pending} waiting, ${inHand} in hand` }],
	);

export const deadLetters = ({ disks }: Records, isExpected: (id: string) => boolean): Problem[] =>
	[...disks.values()].flatMap(({ collections }) =>
		[...collections.values()]
			.filter(({ name }) => name.endsWith("_dead_letters"))
			.flatMap((collection) =>
				[...collection.all<{ id: string; error: string }>()]
					.filter(({ state }) => !isExpected(state.id))
					.map(({ _id, state }) => ({ rule: "no message is dead-lettered", found: `${_id}: ${state.error}` })),
			),
	);

export const unpublishedMessages = ({ disks }: Records, { publications }: Server): Problem[] =>
	[...disks.values()].flatMap(({ outgoing }) =>
		[...outgoing]
			.filter((id) => !publications.has(id))
			.map((id) => ({ rule: "every message in an outbox is published", orderId: id.split("/")[1], found: id })),
	);
