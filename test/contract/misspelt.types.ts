/** Type-checked, never run. If a marked line compiles, `npm test` fails with an unused `@ts-expect-error`. */
import type { Context } from "moleculer";
import { type BrewMessage, brew, brewMessages } from "../../contracts/brew.ts";
import type { Payload } from "../../contracts/catalogue/messages.ts";
import { customerLevel } from "../../contracts/customer-level.ts";
import { actions } from "../../contracts/notation/contract.ts";
import type { Subscriptions } from "../../lib/actor/actor.ts";
import { become, type Decision, next } from "../../lib/actor/rules.ts";
import { type Ctx, call, type Implements } from "../../lib/broker/contract.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { brewRules, decide, type Ticket, type TicketCommand, TRANSITIONS } from "../../services/brew/brew.ts";

declare const ctx: Ctx;
declare const ticket: Ticket;

export const commands = [
	// @ts-expect-error a command that does not exist
	() => decide(ticket, { type: "begin" }, 0),
	// @ts-expect-error a missing field of a command
	() => decide(ticket, { type: "runOut" }, 0),
	// @ts-expect-error a transition by a command that does not exist
	() => next<Ticket["status"], TicketCommand["type"]>(TRANSITIONS, ticket.status, "begin"),
	// @ts-expect-error a transition table with a command that does not exist
	() => ({ begin: "brewing" }) satisfies Partial<Record<TicketCommand["type"], Ticket["status"]>>,
];

export const published = [
	// @ts-expect-error a message that does not exist
	(): Decision<Ticket, BrewMessage> => become(ticket, "brew.begun"),
	// @ts-expect-error a message of another service
	(): Decision<Ticket, BrewMessage> => become(ticket, "order.accepted"),
	// @ts-expect-error missing fields of a payload
	(): Decision<Ticket, BrewMessage> => become(ticket, "brew.started", { orderId: "ord_1" }),
	// @ts-expect-error messages that the rules publish but the contract does not declare
	() => actor({ name: "brew", rules: brewRules, messages: { "brew.received": brewMessages["brew.received"] } }),
];

export const subscribed: Subscriptions<TicketCommand>[] = [
	// @ts-expect-error a message that does not exist
	{ "order.approved": () => undefined },
	// @ts-expect-error a field that the payload does not have
	{ "order.accepted": ({ orderId }) => [orderId, { type: "confirmStock" }] },
	// @ts-expect-error a command that does not exist
	{ "order.accepted": ({ id }) => [id, { type: "begin" }] },
];
export const payload = (order: Payload<"order.accepted">) => [
	order.acceptedAt,
	// @ts-expect-error a field that the payload does not have
	order.acceptedOn,
];

export const called = [
	// @ts-expect-error an action that does not exist
	() => call(ctx, customerLevel.checks, { customerId: "acc_1" }),
	// @ts-expect-error a parameter that does not exist
	() => call(ctx, customerLevel.check, { accountId: "acc_1" }),
	// @ts-expect-error a missing parameter
	() => call(ctx, customerLevel.check, {}),
	// @ts-expect-error a result of another type
	async (): Promise<number> => call(ctx, customerLevel.check, { customerId: "acc_1" }),
	// @ts-expect-error a field that the result does not have
	async () => (await call(ctx, brew.get, { orderId: "ord_1" })).state,
];

export const declared = [
	// @ts-expect-error a problem code that does not exist
	() => actions("brew", { start: { summary: "", guard: ["staff"], refuses: ["already_brewed"] } }),
	// @ts-expect-error a role that does not exist
	() => actions("brew", { start: { summary: "", guard: ["barista"] } }),
	// @ts-expect-error a method that does not exist
	() => actions("brew", { start: { summary: "", guard: ["staff"], route: "START /v1/brews" } }),
];

type Service = Implements<typeof brew, ActorMethods<Ticket, TicketCommand>>;
declare const answer: never;
const handler = async () => answer;
export const implemented: Service[] = [
	// @ts-expect-error an action without a handler
	{ name: "brew", actions: { get: handler, start: handler, complete: handler } },
	// @ts-expect-error a handler without an action
	{ name: "brew", actions: { get: handler, start: handler, complete: handler, cancel: handler, begin: handler } },
	// @ts-expect-error a handler with another result
	{ name: "brew", actions: { get: async () => ({ orderId: "ord_1" }), start: handler, complete: handler, cancel: handler } },
];

const byId = async (ctx: Context<{ id: string }>) => ctx.params.id as never;
export const withOtherParams: Service[] = [
	// @ts-expect-error a handler with another parameter
	{ name: "brew", actions: { get: byId, start: handler, complete: handler, cancel: handler } },
];
