import { coordinates } from "./common.ts";
import { actions } from "./contract.ts";
import { named, nullable, page, pageOf } from "./fields.ts";
import { problem } from "./problem.ts";
import Type, { type Static } from "./schema.ts";

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
		summary: "Lists the riders on shift, with what they carry",
		route: "GET /v1/riders",
		guard: ["staff", "operator"],
		input: Type.Object(page),
		output: pageOf(RiderOnShift),
	},
	change: {
		summary: "Begins or ends the caller's shift, or says where they are",
		route: "PATCH /v1/riders/me",
		guard: ["rider"],
		input: ShiftChange,
		output: Rider,
	},
	take: {
		summary: "Binds a rider to a delivery, at most one at a time",
		guard: "internal",
		input: Type.Object({ riderId: Type.String(), orderId: Type.String(), storeId: Type.String() }),
		output: Type.Object({ take: Type.Integer({ description: "Which of the rider's jobs this is; 0 for robots." }), robot: Type.Boolean() }),
	},
	check: {
		summary: "Asks the delivery that the rider was bound to whether it has this rider, and releases the rider if not",
		guard: "internal",
		input: Type.Object({ riderId: Type.String() }),
	},
	nearest: {
		summary: "Returns the store's robot if it has one, else the nearest free rider; null if there is none",
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
	unknown_rider: problem(422, "근무 중인 라이더가 아닙니다.", "There is no such rider on shift."),
	rider_busy: problem(409, "다른 배달을 맡고 있는 라이더입니다.", "The rider has another delivery."),
	rider_off_shift: problem(409, "근무 중이 아닙니다.", "The rider is not on shift."),
};
