import { CancelAnswer, CancelRequest, Line } from "./notation/common.ts";
import { actions, messages } from "./notation/contract.ts";
import { isoTime, meanings, named, nullable, time } from "./notation/fields.ts";
import { problem } from "./notation/problem.ts";
import Type, { type Static } from "./notation/schema.ts";

export const BrewStatus = meanings({
	scheduled: "for later: it enters the queue at `entersAt`",
	received: "waiting to be started; `stocked` is true once its stock is reserved",
	brewing: "being brewed; can no longer be cancelled",
	brewed: "brewing is complete",
	cancelled: "cancelled before brewing started",
	out_of_stock: "the products and options in `missing` were not in stock",
});
export type BrewStatus = Static<typeof BrewStatus>;

/** A ticket in its messages. */
export const BrewSnapshot = Type.Object({
	orderId: Type.String(),
	storeId: Type.String(),
	customerId: Type.String(),
	status: BrewStatus,
	lines: Type.Array(Line),
	auto: Type.Boolean({ description: "Brewing starts and completes without a barista." }),
	stocked: Type.Boolean({ description: "All stock that it needs is reserved." }),
	receivedAt: time,
	startedAt: nullable(time),
	completedAt: nullable(time),
	dueAt: nullable(time, { description: "When brewing is expected to complete. Automatic brewing completes at this time." }),
	missing: Type.Array(Type.String()),
	made: Type.Optional(Type.Array(Type.Integer(), { description: "How many units of each line are made." })),
	entersAt: Type.Optional(nullable(time, { description: "When the ticket of a scheduled order enters the queue." })),
	reservesNow: Type.Optional(
		Type.Boolean({ description: "The stock of a scheduled order of today is reserved before its ticket enters the queue." }),
	),
});
export type BrewSnapshot = Static<typeof BrewSnapshot>;

/** In the order of the order's lines. */
export const made = Type.Array(Type.Integer(), { description: "How many units of each line are made, in the order of the lines." });

/** A ticket in the API. */
export const Brew = named("Brew", {
	orderId: Type.String(),
	status: BrewStatus,
	receivedAt: isoTime,
	startedAt: nullable(isoTime),
	completedAt: nullable(isoTime),
	dueAt: nullable(isoTime),
	entersAt: nullable(isoTime),
	stocked: Type.Boolean(),
	missing: Type.Array(Type.String()),
	made,
	version: Type.Integer(),
});
export type Brew = Static<typeof Brew>;

const ById = Type.Object({ orderId: Type.String({ maxLength: 40 }) });

export const brew = actions("brew", {
	get: {
		summary: "Returns an order's brew ticket",
		route: "GET /v1/brews/:orderId",
		guard: ["customer", "staff", "operator"],
		input: ById,
		output: Brew,
	},
	start: {
		summary: "Starts brewing; the order can no longer be cancelled",
		route: "POST /v1/brews/:orderId/start",
		guard: ["staff", "operator"],
		input: ById,
		output: Brew,
		refuses: ["already_brewing", "brew_cancelled", "brew_scheduled", "stock_unconfirmed"],
	},
	tick: {
		summary: "Records how many units of a line are made; repeating the call has no further effect",
		route: "POST /v1/brews/:orderId/tick",
		guard: ["staff", "operator"],
		input: Type.Object({
			...ById.properties,
			line: Type.Integer({ minimum: 0, maximum: 49, description: "The index of the line, from 0." }),
			made: Type.Integer({ minimum: 0, maximum: 100 }),
		}),
		output: Brew,
		refuses: ["not_brewing", "brew_cancelled"],
	},
	complete: {
		summary: "Completes brewing",
		route: "POST /v1/brews/:orderId/complete",
		guard: ["staff", "operator"],
		input: ById,
		output: Brew,
		refuses: ["not_brewing", "brew_cancelled"],
	},
	cancel: {
		summary: "Cancels the ticket if brewing has not started; repeating the call has no further effect",
		guard: "internal",
		input: CancelRequest,
		output: CancelAnswer,
	},
});

export const brewMessages = messages("brew", BrewSnapshot, ["scheduled", "received", "started", "completed", "cancelled", "out_of_stock"]);
export type BrewMessage = keyof typeof brewMessages;

export const brewProblems = {
	brewing_started: problem(409, "이미 제조가 시작되었습니다.", "Brewing has already started."),
	already_brewing: problem(409, "이미 제조 중입니다.", "The order is already being brewed."),
	not_brewing: problem(409, "제조 중인 주문이 아닙니다.", "The order is not being brewed."),
	brew_scheduled: problem(409, "예약 주문은 제조 시간이 되어야 시작할 수 있습니다.", "The order is scheduled for later."),
	brew_cancelled: problem(409, "제조가 취소되었습니다.", "The brew was cancelled."),
	brew_out_of_stock: problem(409, "재고가 부족하여 제조할 수 없습니다.", "There is not enough stock."),
	stock_unconfirmed: problem(409, "재고를 확인하는 중입니다.", "The stock has not been reserved yet."),
};
