import { coordinates } from "./notation/common.ts";
import { actions } from "./notation/contract.ts";
import { named, nullable, page, pageOf } from "./notation/fields.ts";
import { problem } from "./notation/problem.ts";
import Type, { type Static } from "./notation/schema.ts";

const riderFields = {
	id: Type.String(),
	name: nullable(Type.String()),
	onShift: Type.Boolean(),
	lat: nullable(Type.Number()),
	lng: nullable(Type.Number()),
	orderId: nullable(Type.String()),
	version: Type.Integer(),
};
export const Rider = named("Rider", riderFields);
export type Rider = Static<typeof Rider>;

export const RiderOnShift = named("RiderOnShift", { ...riderFields, load: Type.Integer() });
export type RiderOnShift = Static<typeof RiderOnShift>;

const ShiftChange = Type.Object({
	onShift: Type.Optional(Type.Boolean()),
	lat: Type.Optional(coordinates.lat),
	lng: Type.Optional(coordinates.lng),
});
export type ShiftChange = Static<typeof ShiftChange>;

export const rider = actions("rider", {
	list: {
		summary: "Lists the riders on shift, with their number of deliveries",
		route: "GET /v1/riders",
		guard: ["staff", "operator"],
		input: Type.Object(page),
		output: pageOf(RiderOnShift),
	},
	change: {
		summary: "Starts or ends the caller's shift, or updates their location",
		route: "PATCH /v1/riders/me",
		guard: ["rider"],
		input: ShiftChange,
		output: Rider,
	},
	take: {
		summary: "Reserves a rider for a delivery; a rider has at most one at a time",
		guard: "internal",
		input: Type.Object({ riderId: Type.String(), orderId: Type.String(), storeId: Type.String() }),
		output: Type.Object({
			take: Type.Integer({ description: "Sequence number of the rider's job; 0 for robots." }),
			robot: Type.Boolean(),
		}),
	},
	check: {
		summary: "Checks whether the delivery that reserved the rider still needs them, and releases the rider if not",
		guard: "internal",
		input: Type.Object({ riderId: Type.String() }),
	},
	nearest: {
		summary: "Returns the store's robot if it has one, otherwise the nearest free rider, or null",
		guard: "internal",
		input: Type.Object({
			storeId: Type.String(),
			near: nullable(Type.Object(coordinates)),
			except: Type.Array(Type.String()),
		}),
		output: nullable(Type.String()),
	},
});

export const riderProblems = {
	unknown_rider: problem(422, "근무 중인 라이더가 아닙니다.", "The rider is not on shift or does not exist."),
	rider_busy: problem(409, "다른 배달을 진행 중인 라이더입니다.", "The rider is already on another delivery."),
	rider_off_shift: problem(409, "근무 중이 아닙니다.", "The rider is not on shift."),
};
