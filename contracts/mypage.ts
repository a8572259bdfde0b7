import { Level, PaymentStatus, PaymentTiming } from "./notation/common.ts";
import { actions } from "./notation/contract.ts";
import { isoTime, named, nullable, orderId, page } from "./notation/fields.ts";
import Type, { type Static } from "./notation/schema.ts";
import { cancellationView, orderView } from "./order.ts";

/** A section of My page, with the time of the last message about it. */
const part = <Fields extends Record<string, object>>(fields: Fields) => ({ ...fields, asOf: isoTime });

/** An order with its payment, store order, brew ticket and delivery. A section is null until its first message arrives. */
export const MyPageOrder = named("MyPageOrder", {
	...part(orderView),
	/** The optional fields are absent until the first message about the payment arrives. */
	payment: Type.Object(
		part({
			timing: PaymentTiming,
			status: PaymentStatus,
			amount: Type.Optional(Type.Integer()),
			refunded: Type.Optional(Type.Integer()),
			method: Type.Optional(nullable(Type.String())),
			attempts: Type.Optional(Type.Integer()),
			updatedAt: Type.Optional(isoTime),
		}),
	),
	store: nullable(
		Type.Object(
			part({
				status: Type.String(),
				reason: nullable(Type.String()),
				readyAt: nullable(isoTime),
				answerBy: nullable(isoTime),
				updatedAt: isoTime,
			}),
		),
	),
	brew: nullable(
		Type.Object(
			part({
				status: Type.String(),
				receivedAt: isoTime,
				startedAt: nullable(isoTime),
				completedAt: nullable(isoTime),
				dueAt: nullable(isoTime),
				missing: Type.Array(Type.String()),
			}),
		),
	),
	delivery: nullable(
		Type.Object(
			part({
				status: Type.String(),
				ready: Type.Boolean(),
				riderId: nullable(Type.String()),
				location: nullable(Type.Object({ lat: Type.Number(), lng: Type.Number(), at: isoTime })),
				eta: nullable(isoTime),
				answerBy: nullable(isoTime),
				reason: nullable(Type.String()),
				updatedAt: isoTime,
			}),
		),
	),
	cancellation: nullable(Type.Object(part(cancellationView))),
});
export type MyPageOrder = Static<typeof MyPageOrder>;

const customer = Type.Object(
	part({ name: nullable(Type.String()), level: nullable(Level), nextLevel: nullable(Level), score: nullable(Type.Integer()) }),
);

export const MyPage = named("MyPage", {
	customer: nullable(customer),
	items: Type.Array(MyPageOrder),
	nextCursor: nullable(Type.String()),
	asOf: nullable(isoTime),
});
export type MyPage = Static<typeof MyPage>;

/** Progress of a rebuild: `done` of `of` events are applied. */
export const rebuildFields = {
	running: Type.Boolean(),
	done: Type.Integer(),
	of: Type.Integer(),
	startedAt: nullable(isoTime),
	finishedAt: nullable(isoTime),
	asOf: nullable(isoTime),
};
export const Rebuild = named("Rebuild", rebuildFields);
export type Rebuild = Static<typeof Rebuild>;

export const mypage = actions("mypage", {
	list: {
		summary: "Lists the caller's orders with payment, store, brewing and delivery details, newest first",
		route: "GET /v1/mypage",
		guard: ["customer"],
		input: Type.Object(page),
		output: MyPage,
	},
	get: {
		summary: "Returns one order of My page",
		route: "GET /v1/mypage/orders/:orderId",
		guard: ["customer"],
		input: Type.Object({ orderId }),
		output: MyPageOrder,
	},
	rebuild: {
		summary: "Rebuilds My page from the event log; while a rebuild runs, returns its progress",
		route: "POST /v1/ops/mypage/rebuild",
		status: 202,
		guard: ["operator"],
		output: Rebuild,
	},
	rebuilding: {
		summary: "Returns the progress of the last rebuild, or null if there was none",
		guard: "internal",
		output: nullable(Rebuild),
	},
});
