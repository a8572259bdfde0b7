import type { BrewStatus } from "../../contracts/brew.ts";
import { madeOf } from "../../lib/domain/ticket-progress.ts";
import { aLine } from "../../test/support/builders/order.ts";
import { outcome, reachable, stateAfter } from "../../test/support/builders/rules.ts";
import { brewRules, decide, type Ticket, type TicketCommand, TRANSITIONS } from "./brew.ts";

const order = { orderId: "ord_1", storeId: "gangnam", customerId: "acc_1" };
const receive = (auto = false, prepSeconds = 3): TicketCommand => ({ type: "receive", ...order, lines: [aLine({ prepSeconds })], auto });
const cancel: TicketCommand = { type: "cancel", ...order };
const drop: TicketCommand = { type: "drop", ...order };
const start: TicketCommand = { type: "start" };
const complete: TicketCommand = { type: "complete" };
const tick: TicketCommand = { type: "tick", line: 0, made: 1 };
const confirmStock: TicketCommand = { type: "confirmStock" };
const runOut: TicketCommand = { type: "runOut", missing: ["latte"] };

const enterQueue: TicketCommand = { type: "enterQueue" };
const schedule = (auto = false): TicketCommand => ({ ...receive(auto), schedule: { entersAt: 9_000, reservesNow: true } }) as TicketCommand;

const TICKETS: Record<BrewStatus, Ticket> = {
	scheduled: stateAfter(brewRules, null, [schedule()]),
	received: stateAfter(brewRules, null, [receive(), confirmStock]),
	brewing: stateAfter(brewRules, null, [receive(), confirmStock, start]),
	brewed: stateAfter(brewRules, null, [receive(), confirmStock, start, complete]),
	cancelled: stateAfter(brewRules, null, [receive(), cancel]),
	out_of_stock: stateAfter(brewRules, null, [receive(), runOut]),
};

const EXPECTED: [BrewStatus, TicketCommand, string][] = [
	["scheduled", receive(), "ignored"],
	["scheduled", confirmStock, "scheduled"],
	["scheduled", enterQueue, "received brew.received"],
	["scheduled", tick, "not_brewing"],
	["scheduled", start, "brew_scheduled"],
	["scheduled", complete, "not_brewing"],
	["scheduled", cancel, "cancelled brew.cancelled"],
	["scheduled", drop, "cancelled brew.cancelled"],
	["scheduled", runOut, "out_of_stock brew.out_of_stock"],
	["received", receive(), "ignored"],
	["received", enterQueue, "ignored"],
	["brewing", enterQueue, "ignored"],
	["brewed", enterQueue, "ignored"],
	["cancelled", enterQueue, "ignored"],
	["out_of_stock", enterQueue, "ignored"],
	["received", confirmStock, "ignored"],
	["received", start, "brewing brew.started"],
	["received", tick, "not_brewing"],
	["received", complete, "not_brewing"],
	["received", cancel, "cancelled brew.cancelled"],
	["received", drop, "cancelled brew.cancelled"],
	["received", runOut, "out_of_stock brew.out_of_stock"],
	["brewing", receive(), "ignored"],
	["brewing", confirmStock, "ignored"],
	["brewing", start, "already_brewing"],
	["brewing", tick, "brewing"],
	["brewing", complete, "brewed brew.completed"],
	["brewing", cancel, "already_brewing"],
	["brewing", drop, "cancelled brew.cancelled"],
	["brewing", runOut, "already_brewing"],
	["brewed", receive(), "ignored"],
	["brewed", confirmStock, "ignored"],
	["brewed", start, "already_brewing"],
	["brewed", tick, "not_brewing"],
	["brewed", complete, "not_brewing"],
	["brewed", cancel, "already_brewing"],
	["brewed", drop, "already_brewing"],
	["brewed", runOut, "already_brewing"],
	["cancelled", receive(), "ignored"],
	["cancelled", confirmStock, "ignored"],
	["cancelled", start, "brew_cancelled"],
	["cancelled", tick, "brew_cancelled"],
	["cancelled", complete, "brew_cancelled"],
	["cancelled", cancel, "ignored"],
	["cancelled", drop, "ignored"],
	["cancelled", runOut, "brew_cancelled"],
	["out_of_stock", receive(), "ignored"],
	["out_of_stock", confirmStock, "ignored"],
	["out_of_stock", start, "brew_cancelled"],
	["out_of_stock", tick, "brew_cancelled"],
	["out_of_stock", complete, "brew_cancelled"],
	["out_of_stock", cancel, "ignored"],
	["out_of_stock", drop, "ignored"],
	["out_of_stock", runOut, "brew_cancelled"],
];

describe("transitions", () => {
	it.each(EXPECTED.map(([status, command, expected]) => ({ status, command, type: command.type, expected })))(
		"$status, $type → $expected",
		({ status, command, expected }) => {
			expect(outcome(decide(TICKETS[status], command, 5_000))).toBe(expected);
		},
	);

	it("cover every pair of status and command", () => {
		expect(EXPECTED.length).toBe(Object.keys(TRANSITIONS).length * 9);
	});

	it("reach every status", () => {
		expect([...reachable(TRANSITIONS, ["scheduled"])].sort()).toEqual(Object.keys(TRANSITIONS).sort());
	});
});

describe("when a barista brews", () => {
	it("cannot start before the stock is reserved", () => {
		const unstocked = stateAfter(brewRules, null, [receive()]);

		expect(outcome(decide(unstocked, start, 1))).toBe("stock_unconfirmed");
	});

	it("ticks units of a line, up and down, each count once", () => {
		const lines = [aLine({ quantity: 3 }), aLine({ productId: "mocha", quantity: 1 })];
		const ticket = stateAfter(brewRules, null, [{ ...receive(), lines } as TicketCommand, confirmStock, start]);
		const ticked = stateAfter(brewRules, ticket, [
			{ type: "tick", line: 0, made: 3 },
			{ type: "tick", line: 1, made: 1 },
			{ type: "tick", line: 0, made: 2 },
		]);

		expect([madeOf(ticket), madeOf(ticked)]).toEqual([
			[0, 0],
			[2, 1],
		]);
		expect(outcome(decide(ticked, { type: "tick", line: 0, made: 2 }, 1))).toBe("ignored");
		expect(outcome(decide(ticked, { type: "tick", line: 0, made: 4 }, 1))).toBe("invalid");
		expect(outcome(decide(ticked, { type: "tick", line: 2, made: 1 }, 1))).toBe("not_found");
		expect(madeOf(stateAfter(brewRules, ticked, [complete]))).toEqual([3, 1]);
	});

	it("never sets a timer", () => {
		for (const ticket of Object.values(TICKETS).filter(({ status }) => status !== "scheduled"))
			expect(brewRules.due?.(ticket)).toBeUndefined();
	});
});

describe("when the order is for later", () => {
	it("enters the queue on its timer, and reserves its stock by then", () => {
		const ticket = stateAfter(brewRules, null, [schedule()], 1_000);

		expect(ticket).toMatchObject({ status: "scheduled", entersAt: 9_000, reservesNow: true });
		expect(brewRules.due?.(ticket)).toEqual({ at: 9_000, command: { type: "enterQueue" } });
		expect(stateAfter(brewRules, ticket, [enterQueue], 9_000)).toMatchObject({ status: "received", receivedAt: 9_000 });
	});

	it("does not start before it is due, even if its stock is reserved and the store brews automatically", () => {
		const stocked = stateAfter(brewRules, null, [schedule(true), confirmStock], 1_000);

		expect(stocked).toMatchObject({ status: "scheduled", stocked: true });
		expect(outcome(decide(stocked, enterQueue, 9_000))).toBe("brewing brew.received brew.started");
	});

	it("enters the queue at once if the time has passed meanwhile", () => {
		expect(outcome(decide(null, schedule(), 9_000))).toBe("received brew.received");
	});
});

describe("when the store brews automatically", () => {
	it("starts once the stock is reserved and completes after the preparation time of all units", () => {
		const ticket = stateAfter(brewRules, null, [receive(true), confirmStock], 1_000);

		expect(ticket).toMatchObject({ status: "brewing", startedAt: 1_000, dueAt: 7_000 });
		expect(brewRules.due?.(ticket)).toEqual({ at: 7_000, command: { type: "complete" } });
		expect(outcome(decide(ticket, complete, 7_000))).toBe("brewed brew.completed");
	});

	it("starts and completes at once when there is nothing to prepare", () => {
		const received = stateAfter(brewRules, null, [receive(true, 0)]);

		expect(outcome(decide(received, confirmStock, 1))).toBe("brewed brew.started brew.completed");
	});
});

describe("when the order is further than its ticket, after a restore or lost messages", () => {
	const receiveAt = (made: "brewing" | "brewed"): TicketCommand => ({ ...receive(), made }) as TicketCommand;

	it.each<[string, Ticket | null, "brewing" | "brewed", string]>([
		["no ticket", null, "brewing", "brewing brew.started"],
		["no ticket", null, "brewed", "brewed brew.completed"],
		["a ticket without stock", stateAfter(brewRules, null, [receive()]), "brewing", "brewing brew.started"],
		["a ticket", TICKETS.received, "brewed", "brewed brew.completed"],
		["a started ticket", TICKETS.brewing, "brewing", "ignored"],
		["a started ticket", TICKETS.brewing, "brewed", "brewed brew.completed"],
		["a finished ticket", TICKETS.brewed, "brewing", "ignored"],
		["a finished ticket", TICKETS.brewed, "brewed", "ignored"],
		["a cancelled ticket", TICKETS.cancelled, "brewed", "ignored"],
	])("%s catches up (%#)", (_, ticket, made, expected) => {
		const decision = decide(ticket, receiveAt(made), 5_000);

		expect(outcome(decision)).toBe(expected);
		if (decision.kind === "become") expect(decision.state).toMatchObject({ stocked: true, startedAt: expect.any(Number) });
	});

	it.each<[string, Ticket | null]>([
		["no ticket", null],
		["a ticket", TICKETS.received],
	])("%s runs out of stock with its order", (_, ticket) => {
		expect(outcome(decide(ticket, { ...drop, ranOut: true } as TicketCommand, 5_000))).toBe("out_of_stock brew.out_of_stock");
	});
});

describe("the messages that repeat a state", () => {
	it.each(Object.values(TICKETS).map((ticket) => [ticket.status, ticket] as const))("of a %s ticket", (status, ticket) => {
		const expected: Record<BrewStatus, string[]> = {
			scheduled: ["brew.scheduled"],
			received: ["brew.received"],
			brewing: ["brew.received", "brew.started"],
			brewed: ["brew.completed"],
			cancelled: ["brew.cancelled"],
			out_of_stock: ["brew.out_of_stock"],
		};

		expect(brewRules.republish(ticket)).toEqual(expected[status]);
	});
});

describe("when the cancellation overtakes the order", () => {
	it("creates a cancelled ticket, so that nothing is brewed later", () => {
		const cancelled = stateAfter(brewRules, null, [cancel]);

		expect(cancelled.status).toBe("cancelled");
		expect(outcome(decide(cancelled, receive(true), 1))).toBe("ignored");
	});
});
