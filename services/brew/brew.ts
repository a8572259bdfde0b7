import type { BrewMessage, BrewSnapshot, BrewStatus } from "../../contracts/brew.ts";
import type { Line } from "../../contracts/notation/common.ts";
import { become, type Decision, ignore, next, type RulesFor, refuse } from "../../lib/actor/rules.ts";
import { preparation } from "../../lib/domain/preparation-time.ts";
import { Invalid, NotFound } from "../../lib/domain/refusal.ts";
import { madeOf } from "../../lib/domain/ticket-progress.ts";
import { AlreadyBrewing, BrewCancelled, BrewScheduled, NotBrewing, StockUnconfirmed } from "./brew.errors.ts";

type Decided = Decision<Ticket, BrewMessage>;

export interface Ticket extends BrewSnapshot {
	prepMs: number;
}

/** Of a scheduled order: when it enters the queue, and whether its stock is reserved already now, because it is for today. */
export interface Schedule {
	entersAt: number;
	reservesNow: boolean;
}

export type TicketCommand =
	/** `made`: the order is further, because this service lost messages or was restored from a backup. */
	| {
			type: "receive";
			orderId: string;
			storeId: string;
			customerId: string;
			lines: Line[];
			auto: boolean;
			made?: "brewing" | "brewed";
			schedule?: Schedule;
	  }
	| { type: "enterQueue" }
	| { type: "confirmStock" }
	| { type: "runOut"; missing: string[] }
	| { type: "start" }
	| { type: "tick"; line: number; made: number }
	| { type: "complete" }
	/** `cancel` is refused once brewing has started; `drop` follows an order that has ended, and stops brewing as well. */
	| { type: "cancel" | "drop"; orderId: string; storeId: string; customerId: string; ranOut?: boolean };

/** The whole life of a brew ticket: status → command → next status. A pair not listed is refused. */
export const TRANSITIONS = {
	scheduled: { enterQueue: "received", cancel: "cancelled", drop: "cancelled", runOut: "out_of_stock" },
	received: { start: "brewing", cancel: "cancelled", drop: "cancelled", runOut: "out_of_stock" },
	brewing: { complete: "brewed", drop: "cancelled" },
	brewed: {},
	cancelled: {},
	out_of_stock: {},
} satisfies Record<BrewStatus, Partial<Record<TicketCommand["type"], BrewStatus>>>;

const isWaiting = ({ status }: Ticket): boolean => status === "scheduled" || status === "received";
export const isOver = ({ status }: Ticket): boolean => Object.keys(TRANSITIONS[status]).length === 0;

const MESSAGE_FOR = {
	scheduled: "brew.scheduled",
	received: "brew.received",
	brewing: "brew.started",
	brewed: "brew.completed",
	cancelled: "brew.cancelled",
	out_of_stock: "brew.out_of_stock",
} as const satisfies Record<BrewStatus, BrewMessage>;

const newTicket = (
	order: Pick<Ticket, "orderId" | "storeId" | "customerId" | "lines" | "auto">,
	status: BrewStatus,
	at: number,
): Ticket => ({
	...order,
	status,
	stocked: false,
	prepMs: preparation(order.lines),
	receivedAt: at,
	startedAt: null,
	completedAt: null,
	dueAt: null,
	missing: [],
});

const start = (ticket: Ticket, at: number): Decided => {
	if (!ticket.stocked) return refuse(new StockUnconfirmed(ticket.orderId));
	const brewing: Ticket = { ...ticket, status: "brewing", startedAt: at, dueAt: at + ticket.prepMs };
	if (ticket.auto && ticket.prepMs === 0)
		return become({ ...brewing, status: "brewed", completedAt: at }, ["brew.started", "brew.completed"]);
	return become(brewing, "brew.started");
};

/** An automatic ticket starts brewing as soon as its stock is reserved. */
const confirmStock = (ticket: Ticket, at: number): Decided => {
	if ((ticket.status !== "received" && ticket.status !== "scheduled") || ticket.stocked) return ignore;
	const stocked = { ...ticket, stocked: true };
	return ticket.auto && ticket.status === "received" ? start(stocked, at) : become(stocked);
};

/** The stock of a ticket that has none yet is reserved now. */
const enterQueue = (ticket: Ticket, at: number): Decided => {
	if (ticket.status !== "scheduled") return ignore;
	const received: Ticket = { ...ticket, status: "received", receivedAt: at };
	if (!ticket.auto || !ticket.stocked) return become(received, "brew.received");
	const started = start(received, at);
	return started.kind === "become" ? become(started.state, ["brew.received", ...started.emits]) : started;
};

const catchUp = (ticket: Ticket, made: "brewing" | "brewed", at: number): Decided => {
	const started = isWaiting(ticket) ? start({ ...ticket, stocked: true }, at) : become<Ticket>(ticket);
	if (started.kind !== "become" || started.state.status !== "brewing") return started;
	if (made === "brewed") return move(started.state, "complete", "brew.completed", { completedAt: at });
	return started.state === ticket ? ignore : started;
};

const receive = (found: Ticket | null, { made, schedule, type: _, ...order }: TicketCommand & { type: "receive" }, at: number): Decided => {
	if (made === undefined) {
		if (found) return ignore;
		if (schedule && at < schedule.entersAt) return become({ ...newTicket(order, "scheduled", at), ...schedule }, "brew.scheduled");
		return become(newTicket(order, "received", at), "brew.received");
	}
	const ticket = found ?? newTicket(order, "received", at);
	return isWaiting(ticket) || ticket.status === "brewing" ? catchUp(ticket, made, at) : ignore;
};

/** A cancel that overtakes the order leaves a cancelled ticket behind, so that nothing is brewed later. */
const end = (ticket: Ticket | null, command: TicketCommand & { type: "cancel" | "drop" }, at: number): Decided => {
	const { ranOut, type, ...order } = command;
	const status = ranOut ? "out_of_stock" : "cancelled";
	if (!ticket) return become(newTicket({ ...order, lines: [], auto: false }, status, at), MESSAGE_FOR[status]);
	if (ticket.status === "cancelled" || ticket.status === "out_of_stock") return ignore;
	if (ranOut && isWaiting(ticket)) return move(ticket, "runOut", "brew.out_of_stock");
	return move(ticket, type, "brew.cancelled");
};

const move = (
	ticket: Ticket,
	command: TicketCommand["type"],
	emits: "brew.cancelled" | "brew.completed" | "brew.out_of_stock",
	change: Partial<Ticket> = {},
): Decided => {
	const status = next<BrewStatus, TicketCommand["type"]>(TRANSITIONS, ticket.status, command);
	return status ? become({ ...ticket, status, ...change }, emits) : refuse(refusal(ticket, command));
};

const refusal = ({ orderId, status }: Ticket, command: TicketCommand["type"]) => {
	if (status === "cancelled" || status === "out_of_stock") return new BrewCancelled(orderId, status);
	if (status === "scheduled" && command === "start") return new BrewScheduled(orderId);
	return command === "complete" ? new NotBrewing(orderId, status) : new AlreadyBrewing(orderId, status);
};

/** For the baristas' eyes only: a ticket can be completed before all of it is ticked. */
const tick = (ticket: Ticket, { line, made }: TicketCommand & { type: "tick" }): Decided => {
	if (ticket.status !== "brewing") return refuse(refusal(ticket, "complete"));
	const { quantity } = ticket.lines[line] ?? {};
	if (quantity === undefined) return refuse(new NotFound("line"));
	if (made > quantity) return refuse(new Invalid("made", `The line has ${quantity} units.`));
	const before = madeOf(ticket);
	return before[line] === made ? ignore : become({ ...ticket, made: before.with(line, made) });
};

export const decide = (ticket: Ticket | null, command: TicketCommand, at: number): Decided => {
	if (command.type === "receive") return receive(ticket, command, at);
	if (command.type === "cancel" || command.type === "drop") return end(ticket, command, at);
	if (!ticket) return ignore;
	switch (command.type) {
		case "confirmStock":
			return confirmStock(ticket, at);
		case "enterQueue":
			return enterQueue(ticket, at);
		case "start":
			return next<BrewStatus, TicketCommand["type"]>(TRANSITIONS, ticket.status, "start")
				? start(ticket, at)
				: refuse(refusal(ticket, "start"));
		case "tick":
			return tick(ticket, command);
		case "complete":
			return move(ticket, "complete", "brew.completed", { completedAt: at });
		case "runOut":
			return move(ticket, "runOut", "brew.out_of_stock", { missing: command.missing });
	}
};

/** Stock reserves on `brew.received`; the order follows the others. */
const republish = ({ status }: Ticket): BrewMessage[] => (status === "brewing" ? ["brew.received", "brew.started"] : [MESSAGE_FOR[status]]);

export const brewRules: RulesFor<Ticket, TicketCommand, BrewMessage> = {
	decide,
	republish,
	initialCommand: "receive",
	due: ({ auto, dueAt, entersAt = null, status }) => {
		if (status === "scheduled" && entersAt !== null) return { at: entersAt, command: { type: "enterQueue" } };
		return auto && status === "brewing" && dueAt !== null ? { at: dueAt, command: { type: "complete" } } : undefined;
	},
};
