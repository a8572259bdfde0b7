import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brew } from "../../contracts/brew.ts";
import { MESSAGE_TYPES, type MessageType } from "../../contracts/catalogue/messages.ts";
import type { NamedAction } from "../../contracts/notation/contract.ts";
import { order } from "../../contracts/order.ts";
import { payment } from "../../contracts/payment.ts";
import { storeOrder } from "../../contracts/store-order.ts";
import { TRANSITIONS } from "../../services/order/order.ts";
import { loadServices, ROOT } from "../../test/support/services.ts";

const PAGE = "docs/architecture.md";
/** Topics that are not named after the folder of their publisher. */
const PUBLISHERS: Record<string, string> = { level: "customer-level" };
/** They subscribe to every message, so arrows to them would only hide the others. */
const SUBSCRIBES_TO_ALL = new Set(["event-log", "mypage", "webhook"]);
/** More than this many messages on one arrow are counted instead of named. */
const MOST_NAMED = 3;

/** A step of an order: a call through the gateway, or a message. */
export type Step = MessageType | [caller: "Customer" | "Staff", action: NamedAction];

/** A prepaid order for pick-up, without any trouble. Its notifications are not drawn. */
export const ORDER_PATH: Step[] = [
	["Customer", order.place],
	"order.placed",
	"payment.due",
	["Customer", payment.pay],
	"payment.approved",
	"order.submitted",
	"store.received",
	["Staff", storeOrder.accept],
	"store.accepted",
	"order.accepted",
	"brew.received",
	"stock.reserved",
	["Staff", brew.start],
	"brew.started",
	"order.preparing",
	["Staff", brew.complete],
	"brew.completed",
	"order.ready",
	["Staff", storeOrder.collect],
	"store.collected",
	"order.completed",
	"level.changed",
];

const publisherOf = (type: string): string => {
	const topic = type.split(".")[0]!;
	return PUBLISHERS[topic] ?? topic;
};

/** Folders whose services act on a message, in alphabetical order. */
const subscribersOf = async (): Promise<(type: string) => string[]> => {
	const services = await loadServices();
	return (type) => {
		const subscribed = services.filter(({ schema, subscriptions }) => subscriptions.includes(type) && !SUBSCRIBES_TO_ALL.has(schema.name));
		return [...new Set(subscribed.map(({ folder }) => folder))].filter((folder) => folder !== publisherOf(type)).sort();
	};
};

const fenced = (lines: string[]): string => ["```mermaid", ...lines, "```"].join("\n");

const messagesDiagram = (subscribers: (type: string) => string[]): string => {
	const arrows = new Map<string, string[]>();
	for (const type of MESSAGE_TYPES) {
		for (const subscriber of subscribers(type)) {
			const arrow = `${publisherOf(type)} ${subscriber}`;
			arrows.set(arrow, [...(arrows.get(arrow) ?? []), type.split(".")[1]!]);
		}
	}
	const lines = Array.from(arrows, ([arrow, events]) => {
		const [publisher, subscriber] = arrow.split(" ");
		const label = events.length > MOST_NAMED ? `${events.length} messages` : events.join("<br>");
		return `\t${publisher} -->|${label}| ${subscriber}`;
	});
	return fenced(["flowchart LR", ...lines]);
};

const nameOf = ({ name }: NamedAction): string => name.split(".")[0]!.replace("store-order", "store");

const orderDiagram = (subscribers: (type: string) => string[]): string => {
	const lines = ORDER_PATH.flatMap((step) => {
		if (typeof step !== "string") return [`\t${step[0]}->>${nameOf(step[1])}: ${step[1].route}`];
		const publisher = publisherOf(step);
		const handlers = subscribers(step).filter((folder) => folder !== "notification");
		return handlers.length > 0 ? handlers.map((handler) => `\t${publisher}-)${handler}: ${step}`) : [`\tNote over ${publisher}: ${step}`];
	});
	return fenced(["sequenceDiagram", "\tactor Customer", "\tactor Staff", ...lines]);
};

const statusesDiagram = (): string => {
	const arrows = Object.entries(TRANSITIONS).flatMap(([status, commands]) => {
		const byNext = Object.groupBy(Object.entries(commands), ([, next]) => next);
		return Object.entries(byNext).map(([next, found = []]) => `\t${status} --> ${next}: ${found.map(([command]) => command).join(", ")}`);
	});
	return fenced(["stateDiagram-v2", "\t[*] --> placed: prepaid", "\t[*] --> submitted: on receipt", ...arrows]);
};

const END = "\n<!-- end -->";

const withSection = (page: string, name: string, text: string): string => {
	const start = `<!-- generated: ${name} -->\n`;
	const [before, rest] = page.split(start);
	if (rest === undefined) throw new Error(`${PAGE} has no line "${start.trim()}".`);
	return before + start + text + rest.slice(rest.indexOf(END));
};

/** The page as it is now, with its diagrams drawn from the contracts and the services. */
export const architecturePage = async (): Promise<string> => {
	const subscribers = await subscribersOf();
	const page = withSection(readFileSync(join(ROOT, PAGE), "utf8"), "messages", messagesDiagram(subscribers));
	return withSection(withSection(page, "order", orderDiagram(subscribers)), "statuses", statusesDiagram());
};

if (import.meta.main) writeFileSync(join(ROOT, PAGE), await architecturePage());
