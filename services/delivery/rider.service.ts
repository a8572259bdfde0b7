import type { AccountSnapshot } from "../../contracts/account.ts";
import { delivery } from "../../contracts/delivery.ts";
import { rider } from "../../contracts/rider.ts";
import { call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { config } from "../../lib/config/config.ts";
import { distanceKm, type Spot } from "../../lib/domain/geo.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { RiderBusy, UnknownRider } from "./delivery.errors.ts";
import { ALL_STORES, confirmJob, isRobot, type Rider, type RiderCommand, releaseJob, riderRules } from "./rider.ts";
import { show } from "./rider.view.ts";

type Address = [string, RiderCommand];
type RiderDocument = ActorDocument<Rider>;

interface Methods extends ActorMethods<Rider, RiderCommand> {
	check(riderId: string): Promise<void>;
	take(riderId: string, orderId: string): Promise<RiderDocument>;
	freeRiders(): AsyncGenerator<RiderDocument>;
}

const BATCH = 200;

/** A person near the store that is run by hand, and a robot at the automated store. */
const DEMO_RIDERS: (RiderCommand & { type: "change" })[] = [
	{ type: "change", id: "acc_demo_rider", onShift: true, lat: 37.5006, lng: 127.0364 },
	{ type: "change", id: "robot-hongdae", onShift: true, lat: 37.5563, lng: 126.9236, ridesFor: "hongdae" },
];

const accountUpdate = ({ erased, id, name, roles, suspended = false }: AccountSnapshot): Address => [
	id,
	{ type: "updateAccount", id, name, isRider: roles.includes("rider"), erased: erased || suspended },
];

/** Riders without a position come last. */
const kmTo = (near: Spot | null, { lat, lng }: Rider): number =>
	near === null || lat === null || lng === null ? Number.POSITIVE_INFINITY : distanceKm(near, { lat, lng });

export default {
	name: "rider",
	mixins: [
		contracted(rider),
		actor({
			name: "rider",
			rules: riderRules,
			unboundedSenders: true,
			indexes: { shift: ["onShift", "ridesFor"] },
			subscriptions: {
				"account.registered": accountUpdate,
				"account.changed": accountUpdate,
				"account.suspended": accountUpdate,
				"account.reinstated": accountUpdate,
				"account.erased": accountUpdate,
				"delivery.assigned": confirmJob,
				"delivery.search_restarted": releaseJob,
				"delivery.delivered": releaseJob,
				"delivery.failed": releaseJob,
				"delivery.cancelled": releaseJob,
			},
			effects: {
				check(this: Methods, { _id }) {
					return this.check(_id);
				},
			},
		}),
	],
	actions: {
		async list(ctx) {
			const { roles, storeId = "" } = ctx.meta.caller;
			const where = { onShift: true, ...(roles.includes("operator") ? undefined : { ridesFor: [ALL_STORES, storeId] }) };
			const { items, nextCursor } = await this.list({ where, order: "ascending" }, ctx.params, show);
			const loads = await call(ctx, delivery.loads, { riderIds: items.map(({ id }) => id) });
			return { items: items.map((rider, index) => ({ ...rider, load: loads[index]! })), nextCursor };
		},
		/** The rider may not exist yet: the message about the new account may arrive later. */
		async change(ctx) {
			const { accountId } = ctx.meta.caller;
			return show(await this.create(accountId, { type: "change", id: accountId, ...ctx.params }, ctx));
		},
		async take(ctx) {
			const { orderId, riderId, storeId } = ctx.params;
			const found = await this.documents.load(riderId);
			if (!found || (isRobot(found.state) && found.state.ridesFor !== storeId)) throw new UnknownRider(riderId);
			if (isRobot(found.state)) return { take: 0, robot: true };
			return { take: (await this.take(riderId, orderId)).state.takes, robot: false };
		},
		async check(ctx) {
			await this.check(ctx.params.riderId);
		},
		async nearest(ctx) {
			const { except, near, storeId } = ctx.params;
			const [robot] = await this.documents.list({ where: { onShift: true, ridesFor: storeId }, limit: 1 });
			if (robot) return robot._id;
			let best: { id: string; km: number } | undefined;
			for await (const { _id: id, state } of this.freeRiders()) {
				const km = kmTo(near, state);
				if (!except.includes(id) && (!best || km < best.km)) best = { id, km };
			}
			return best?.id ?? null;
		},
	},
	methods: {
		async check(riderId: string) {
			const { job } = (await this.read(riderId)).state;
			if (!job) return;
			const { orderId, take } = job;
			const isFree = await call(this.broker, delivery.disown, { orderId, riderId, take });
			await this.send(riderId, { type: isFree ? "release" : "confirm", orderId, take });
		},
		/** A busy rider is checked once: the message that ended the last delivery may not have arrived yet. */
		async take(riderId: string, orderId: string) {
			try {
				return await this.send(riderId, { type: "take", orderId });
			} catch (error) {
				if (!(error instanceof RiderBusy) || !(await this.read(riderId)).state.job?.confirmed) throw error;
			}
			await this.check(riderId);
			return this.send(riderId, { type: "take", orderId });
		},
		async *freeRiders() {
			for (let after: string | undefined; ; ) {
				const where = { onShift: true, ridesFor: ALL_STORES };
				const batch = await this.documents.list({ where, limit: BATCH, ...(after === undefined ? undefined : { after }) });
				yield* batch.filter(({ state }) => state.job === null);
				if (batch.length < BATCH) return;
				after = batch.at(-1)!._id;
			}
		},
	},
	async started() {
		if (!config.demo) return;
		for (const rider of DEMO_RIDERS) if (!(await this.documents.load(rider.id))) await this.create(rider.id, rider);
	},
} satisfies Implements<typeof rider, Methods>;
