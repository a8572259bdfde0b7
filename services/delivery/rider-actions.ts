import type { ActionParams, Context } from "moleculer";
import type { Spot } from "../../lib/geo.ts";
import type { Published } from "../../lib/schema.ts";
import type { ActorDocument } from "../../lib/store/documents.ts";
import type { ActorMethods } from "../../mixins/actor.ts";
import type { Caller, CallMeta } from "../../mixins/guard.ts";
import type { RiderAct } from "./carrying.ts";
import { WrongPin } from "./delivery.errors.ts";
import { confirmed, failed, one, spot } from "./delivery.params.ts";
import * as schema from "./delivery.schema.ts";
import type { DeliveryCommand } from "./delivery.ts";
import { show } from "./delivery.view.ts";
import type { Delivery } from "./life.ts";

export type Call<Params = object> = Context<Params & { orderId: string }, CallMeta & { caller: Caller }>;

const RIDER = ["rider"] as const;

export interface Riding extends ActorMethods<Delivery, DeliveryCommand> {
	byRider(ctx: Call, command: RiderAct): Promise<ActorDocument<Delivery>>;
	byStaff(ctx: Call): Promise<Delivery>;
}

/** What a rider does and is answered with the delivery as it then is. */
const riderAction = <Params>(published: Published & { params: ActionParams }, command: (params: Params) => RiderAct) => ({
	...published,
	guard: RIDER,
	returns: schema.delivery,
	async handler(this: Riding, ctx: Call<Params>) {
		return show(await this.byRider(ctx, command(ctx.params)), ctx.meta.caller);
	},
});

/** All that a delivery's rider does with it; what nobody takes on is given up by its store in the rider's place. */
export const riderActions = {
	accept: riderAction({ summary: "Takes the delivery on", params: one, refuses: schema.notToBeAnswered }, () => ({ type: "accept" })),
	decline: riderAction({ summary: "Would rather not: another rider is sought", params: one, refuses: schema.notToBeAnswered }, () => ({
		type: "decline",
	})),
	depart: riderAction({ summary: "Sets out with the goods or the parcel", params: one, refuses: schema.notToBeTaken }, () => ({
		type: "depart",
	})),
	move: riderAction<Spot>(
		{ summary: "Says where the rider is", params: { ...one, ...spot }, refuses: schema.notMoving },
		({ lat, lng }) => ({ type: "move", lat, lng }),
	),
	fail: {
		summary: "Gives up: its rider cannot hand it over, or its store finds that nobody takes it on",
		guard: ["rider", "staff", "operator"] as const,
		params: failed,
		returns: schema.delivery,
		refuses: schema.notToBeGivenUp,
		async handler(this: Riding, ctx: Call<{ reason: string }>) {
			const { caller } = ctx.meta;
			const { orderId, reason } = ctx.params;
			const { riderId } = (await this.read(orderId, ctx)).state;
			if (riderId === caller.accountId) return show(await this.byRider(ctx, { type: "fail", reason }), caller);
			await this.byStaff(ctx);
			return show(await this.send(orderId, { type: "abandon", reason }, ctx), caller);
		},
	},
	confirm: {
		summary: "Hands over, against the customer's PIN",
		guard: RIDER,
		params: confirmed,
		returns: schema.delivery,
		refuses: schema.notToBeConfirmed,
		async handler(this: Riding, ctx: Call<{ pin: string }>) {
			const { orderId, pin } = ctx.params;
			const document = await this.byRider(ctx, { type: "confirm", pin });
			if (document.state.status !== "delivered") throw new WrongPin(orderId, document.state.triesLeft);
			return show(document, ctx.meta.caller);
		},
	},
};
