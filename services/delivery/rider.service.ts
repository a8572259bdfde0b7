import type { Context, ServiceSchema } from "moleculer";
import type { AccountSnapshot } from "../../lib/catalogue.ts";
import { config } from "../../lib/config.ts";
import { type PageParams, pageParams } from "../../lib/cursor.ts";
import { distanceKm, type Spot } from "../../lib/geo.ts";
import type { ActorDocument } from "../../lib/store/documents.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import type { Caller, CallMeta } from "../../mixins/guard.ts";
import { RiderBusy, UnknownRider } from "./delivery.errors.ts";
import { shift, spot } from "./delivery.params.ts";
import * as schema from "./delivery.schema.ts";
import { EVERYBODY, isRobot, type Rider, type RiderCommand, riderRules, type Shift, whenAssigned, whenLetGo } from "./rider.ts";

type Call<Params> = Context<Params, CallMeta & { caller: Caller }>;
type Address = [string, RiderCommand];
type Found = ActorDocument<Rider>;

interface Methods extends ActorMethods<Rider, RiderCommand> {
	check(riderId: string): Promise<void>;
	take(riderId: string, orderId: string): Promise<Found>;
	free(): AsyncGenerator<Found>;
}

const STAFF = ["staff", "operator"] as const;
const PAGE = 200;

/** One person at the store where people do everything, one robot at the store that runs by itself. */
const DEMO_RIDERS: (RiderCommand & { type: "change" })[] = [
	{ type: "change", id: "acc_demo_rider", onShift: true, lat: 37.5006, lng: 127.0364 },
	{ type: "change", id: "robot-hongdae", onShift: true, lat: 37.5563, lng: 126.9236, ridesFor: "hongdae" },
];

const show = ({ state: { id, job, lat, lng, name, onShift }, version }: Found) => ({
	id,
	name,
	onShift,
	lat,
	lng,
	orderId: job?.orderId ?? null,
	version,
});

const isRider = ({ roles }: AccountSnapshot): boolean => roles.includes("rider");
const followed = (account: AccountSnapshot): Address | undefined =>
	isRider(account) ? [account.id, { type: "follow", id: account.id, name: account.name, erased: account.erased }] : undefined;

/** Who has not said where they are comes last. */
const kmTo = (near: Spot | null, { lat, lng }: Rider): number =>
	near === null || lat === null || lng === null ? Number.POSITIVE_INFINITY : distanceKm(near, { lat, lng });

export default {
	name: "rider",
	mixins: [
		actor<Rider, RiderCommand>({
			name: "rider",
			rules: riderRules,
			unboundedSenders: true,
			indexes: { shift: ["onShift", "ridesFor"] },
			subscriptions: {
				"account.registered": followed,
				"account.changed": followed,
				"account.erased": followed,
				"delivery.assigned": whenAssigned,
				"delivery.sought_again": whenLetGo,
				"delivery.delivered": whenLetGo,
				"delivery.failed": whenLetGo,
				"delivery.cancelled": whenLetGo,
			},
			effects: {
				check(this: Methods, { _id }) {
					return this.check(_id);
				},
			},
		}),
	],
	actions: {
		list: {
			summary: "Lists the riders on shift, with what they carry",
			guard: STAFF,
			params: { $$strict: true, ...pageParams },
			returns: schema.riders,
			async handler(ctx: Call<PageParams>) {
				const { roles, storeId = "" } = ctx.meta.caller;
				const where = { onShift: true, ...(roles.includes("operator") ? undefined : { ridesFor: [EVERYBODY, storeId] }) };
				const { items, nextCursor } = await this.list({ where, order: "ascending" }, ctx.params, show);
				const loads = await ctx.call<number[], object>("delivery.loads", { riderIds: items.map(({ id }) => id) });
				return { items: items.map((rider, index) => ({ ...rider, load: loads[index] })), nextCursor };
			},
		},
		/** A rider may be quicker than the news of their account. */
		change: {
			summary: "Begins or ends the caller's shift, or says where they are",
			guard: ["rider"],
			params: shift,
			returns: schema.rider,
			async handler(ctx: Call<Shift>) {
				const { accountId } = ctx.meta.caller;
				return show(await this.create(accountId, { type: "change", id: accountId, ...ctx.params }, ctx));
			},
		},
		/** Binds a rider to a delivery, at most one at a time. */
		take: {
			guard: "internal",
			params: { $$strict: true, riderId: "string", orderId: "string", storeId: "string" },
			async handler(ctx: Context<{ riderId: string; orderId: string; storeId: string }>) {
				const { orderId, riderId, storeId } = ctx.params;
				const found = await this.documents.load(riderId);
				if (!found || (isRobot(found.state) && found.state.ridesFor !== storeId)) throw new UnknownRider(riderId);
				if (isRobot(found.state)) return { take: 0, robot: true };
				return { take: (await this.take(riderId, orderId)).state.takes, robot: false };
			},
		},
		/** Asks the rider's delivery whether it has this rider. */
		check: {
			guard: "internal",
			params: { $$strict: true, riderId: "string" },
			handler(ctx: Context<{ riderId: string }>) {
				return this.check(ctx.params.riderId);
			},
		},
		/** The store's robot if it has one, else the free rider who is nearest; null when there is none. */
		nearest: {
			guard: "internal",
			params: {
				$$strict: true,
				storeId: "string",
				near: { type: "object", props: spot, strict: "remove", nullable: true },
				except: { type: "array", items: "string" },
			},
			async handler(ctx: Context<{ storeId: string; near: Spot | null; except: string[] }>): Promise<string | null> {
				const { except, near, storeId } = ctx.params;
				const [robot] = await this.documents.page({ where: { onShift: true, ridesFor: storeId }, limit: 1 });
				if (robot) return robot._id;
				let best: { id: string; km: number } | undefined;
				for await (const { _id: id, state } of this.free()) {
					const km = kmTo(near, state);
					if (!except.includes(id) && (!best || km < best.km)) best = { id, km };
				}
				return best?.id ?? null;
			},
		},
	},
	methods: {
		async check(riderId: string) {
			const { job } = (await this.read(riderId)).state;
			if (!job) return;
			const { orderId, take } = job;
			const isFree = await this.broker.call<boolean, object>("delivery.disown", { orderId, riderId, take });
			await this.send(riderId, { type: isFree ? "release" : "confirm", orderId, take });
		},
		/** A delivery that has ended may not have been heard of yet. */
		async take(riderId: string, orderId: string) {
			try {
				return await this.send(riderId, { type: "take", orderId });
			} catch (error) {
				if (!(error instanceof RiderBusy) || !(await this.read(riderId)).state.job?.confirmed) throw error;
			}
			await this.check(riderId);
			return this.send(riderId, { type: "take", orderId });
		},
		async *free() {
			for (let after: string | undefined; ; ) {
				const where = { onShift: true, ridesFor: EVERYBODY };
				const page = await this.documents.page({ where, limit: PAGE, ...(after === undefined ? undefined : { after }) });
				yield* page.filter(({ state }) => state.job === null);
				if (page.length < PAGE) return;
				after = page.at(-1)!._id;
			}
		},
	},
	async started() {
		if (!config.demo) return;
		for (const rider of DEMO_RIDERS) if (!(await this.documents.load(rider.id))) await this.create(rider.id, rider);
	},
} satisfies ServiceSchema<object, Methods, object>;
